import { DayTimeInterval, Timestamp, types, YearMonthInterval } from '@kindling/protocol';
import { expect, it } from 'vitest';
import { sparkText, typeText } from '../../../scripts/spark-text.ts';

it('writes times in the zone of the session, and intervals with all of their places', () => {
  expect(sparkText(new Timestamp(0n), types.timestamp, 'America/Los_Angeles')).toBe('1969-12-31 16:00:00');
  expect(sparkText(new DayTimeInterval(-90_061_000_001n), types.dayTimeInterval(), 'UTC')).toBe('-1 01:01:01.000001000');
  expect(sparkText(new YearMonthInterval(-14), types.yearMonthInterval(), 'UTC')).toBe('-1-2');
});

it('tells null from the text null, and quotes only what is nested', () => {
  const strings = types.array(types.string);
  expect(sparkText(null, types.string, 'UTC')).toBe('NULL');
  expect(sparkText(['null', null], strings, 'UTC')).toBe('["null",null]');
  expect(typeText(types.array(types.integer, false))).toBe('array<int not null>');
});
