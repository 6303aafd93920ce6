import { type DataType, Decimal, type InternalValue, types } from '@kindling/protocol';
import { describe, expect, it } from 'vitest';
import { runtimeBody } from '../../src/functions/runtime/index.ts';

function run(
  name: string,
  args: readonly InternalValue[],
  argTypes: readonly DataType[],
  resultType: DataType,
  options: Readonly<Record<string, unknown>> = {},
): InternalValue {
  return runtimeBody(name).prepare({ argTypes, resultType, options })(...args);
}

const cast = (value: InternalValue, from: DataType, to: DataType, options = {}) => run('cast', [value], [from], to, options);

describe('cast', () => {
  it.each([
    [' 12 ', types.integer, 12],
    ['1.0d', types.double, 1],
    ['1e3', types.decimal(5, 1), new Decimal(10000n, 1)],
    ['2020-1-1T12', types.date, 18262],
    ['yes', types.boolean, true],
    ['2020-01-01 00:00:00.5', types.timestamp, 1577836800500000n],
    ['2020-01-01 00:00:00+01:00', types.timestamp, 1577833200000000n],
  ] as const)('reads %j as Spark does', (text, type, expected) => {
    expect(cast(text, types.string, type)).toEqual(expected);
  });

  it.each([
    ['a', types.string, types.integer, 'CAST_INVALID_INPUT'],
    ['1.5', types.string, types.integer, 'CAST_INVALID_INPUT'],
    [300, types.integer, types.byte, 'CAST_OVERFLOW'],
    [1e10, types.double, types.integer, 'CAST_OVERFLOW'],
    [123456, types.integer, types.decimal(5, 1), 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION'],
    ['2020-01-01 25:00:00', types.string, types.timestamp, 'CAST_INVALID_INPUT'],
  ] as const)('refuses %j', (value, from, to, condition) => {
    expect(() => cast(value, from, to)).toThrow(expect.objectContaining({ condition }));
    expect(cast(value, from, to, { evalMode: 'try' })).toBeNull();
  });

  it('wraps round and truncates outside of ANSI mode', () => {
    expect(cast(300, types.integer, types.byte, { evalMode: 'legacy' })).toBe(44);
    expect(cast('1.9', types.string, types.integer, { evalMode: 'legacy' })).toBe(1);
    expect(cast(new Decimal(1n, 7), types.decimal(7, 7), types.string, { evalMode: 'legacy' })).toBe('1E-7');
  });
});

describe('decimal arithmetic', () => {
  it('divides exactly and rounds half up', () => {
    const type = types.decimal(38, 6);
    expect(run('decimal_divide', [new Decimal(1n, 0), new Decimal(3n, 0)], [type, type], type)).toEqual(new Decimal(333333n, 6));
    expect(run('decimal_divide', [new Decimal(-1n, 0), new Decimal(6n, 0)], [type, type], type)).toEqual(new Decimal(-166667n, 6));
  });
});

describe('hashes', () => {
  const argTypes = [types.string, types.array(types.integer), types.integer];
  it('are those of Spark', () => {
    expect(run('hash', ['Spark', [123], 2], argTypes, types.integer)).toBe(-1321691492);
    expect(run('xxhash64', ['Spark', [123], 2], argTypes, types.long)).toBe(5602566077635097486n);
  });
});

describe('date patterns', () => {
  const parse = (text: string, pattern: string) =>
    run('parse_date_time', [text, pattern], [types.string, types.string], types.date, { evalMode: 'try', timeZone: 'UTC' });
  it.each([
    ['8-2-2014', 'd-M-yyyy', 16109],
    ['08-02-2014', 'd-M-yyyy', 16109],
    ['31-02-2014', 'd-M-yyyy', null],
    ['8-2-2014 ', 'd-M-yyyy', null],
    ['20140208', 'yyyyMMdd', 16109],
    ['Feb 8, 2014', 'MMM d, yyyy', 16109],
  ])('read %j by %j', (text, pattern, expected) => {
    expect(parse(text, pattern)).toBe(expected);
  });

  it('print', () => {
    const print = (pattern: string) =>
      run('date_format', [1391817600500000n, pattern], [types.timestamp, types.string], types.string, { timeZone: 'UTC' });
    expect(print('EEEE, d MMMM yyyy HH:mm:ss.SSS XXX')).toBe('Saturday, 8 February 2014 00:00:00.500 Z');
  });
});

describe('texts', () => {
  it('are split, replaced and found by Java patterns', () => {
    expect(run('split', ['oneAtwoBthreeC', '[ABC]', -1], [types.string, types.string, types.integer], types.array(types.string))).toEqual([
      'one',
      'two',
      'three',
      '',
    ]);
    expect(run('regexp_replace', ['100-200', '(\\d+)', 'n$1'], [types.string, types.string, types.string], types.string)).toBe('n100-n200');
    expect(run('rlike', ['ab\n', '^ab$'], [types.string, types.string], types.boolean)).toBe(true);
  });
});
