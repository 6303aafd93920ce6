import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  CalendarInterval,
  castToSparkString,
  type DataType,
  DayTimeInterval,
  Decimal,
  type InternalValue,
  instantToLocalMicros,
  LocalDate,
  LocalDateTime,
  LocalTime,
  localToInstantMicros,
  offsetSecondsAt,
  parseSchema,
  rowFactory,
  type SparkTextOptions,
  Timestamp,
  toInternal,
  toRowValue,
  types,
  VariantValue,
  YearMonthInterval,
} from '../../src/index.ts';

const cast: SparkTextOptions = { timeZone: 'America/Los_Angeles', style: 'cast' };
const show: SparkTextOptions = { timeZone: 'America/Los_Angeles', style: 'show' };
const float = Math.fround;

describe('text forms are those of Apache Spark 4.2', () => {
  test.each<[DataType, InternalValue, string]>([
    [types.double, 1e10, '1.0E10'],
    [types.double, 1e-5, '1.0E-5'],
    [types.double, 123456.789, '123456.789'],
    [types.double, Number.NaN, 'NaN'],
    [types.double, Number.POSITIVE_INFINITY, 'Infinity'],
    [types.double, -0, '-0.0'],
    [types.double, 1e7, '1.0E7'],
    [types.double, 0.001, '0.001'],
    [types.double, 0.00099, '9.9E-4'],
    [types.double, 4.9e-324, '4.9E-324'],
    [types.double, 9999999.999, '9999999.999'],
    [types.double, 1.7976931348623157e308, '1.7976931348623157E308'],
    [types.double, 0.1 + 0.2, '0.30000000000000004'],
    [types.double, 100, '100.0'],
    [types.float, float(1.1), '1.1'],
    [types.float, float(1.17549435e-38), '1.17549435E-38'],
    [types.float, float(3.4028235e38), '3.4028235E38'],
    [types.float, float(2e-45), '1.4E-45'],
    [types.float, float(3e-44), '2.9E-44'],
    [types.float, 33554432, '3.3554432E7'],
    [types.float, 9999999, '9999999.0'],
    [types.float, float(8.5899346e9), '8.5899346E9'],
    [types.decimal(10, 7), Decimal.of('0.0000001'), '0.0000001'],
    [types.decimal(38, 18), new Decimal(0n, 18), '0.000000000000000000'],
    [types.decimal(3, 2), Decimal.of('-1.50'), '-1.50'],
    [types.date, LocalDate.of(1, 1, 1).epochDays, '0001-01-01'],
    [types.date, LocalDate.of(10000, 1, 1).epochDays, '+10000-01-01'],
    [types.date, LocalDate.of(-1, 1, 1).epochDays, '-0001-01-01'],
    [types.timestamp, -3000000000n * 1000000n, '1874-12-07 10:47:02'],
    [types.timestamp, -30000000000n * 1000000n, '1019-05-04 10:47:02'],
    [types.timestamp, 30000000000n * 1000000n, '2920-08-29 22:20:00'],
    [types.timestampNtz, LocalDateTime.parse('0001-01-01 00:00:00.000001').micros, '0001-01-01 00:00:00.000001'],
    [types.time(), LocalTime.parse('12:34:56.1200').nanosOfDay, '12:34:56.12'],
    [types.yearMonthInterval(), 14, "INTERVAL '1-2' YEAR TO MONTH"],
    [types.yearMonthInterval('year'), 12, "INTERVAL '1' YEAR"],
    [types.yearMonthInterval('month'), -14, "INTERVAL '-14' MONTH"],
    [types.yearMonthInterval(), -(2 ** 31), "INTERVAL '-178956970-8' YEAR TO MONTH"],
    [types.dayTimeInterval(), 93784500000n, "INTERVAL '1 02:03:04.5' DAY TO SECOND"],
    [types.dayTimeInterval(), -(2n ** 63n), "INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND"],
    [types.dayTimeInterval('day'), 86400000000n, "INTERVAL '1' DAY"],
    [types.dayTimeInterval('hour'), -18000000000n, "INTERVAL '-05' HOUR"],
    [types.dayTimeInterval('hour', 'minute'), 360000000000n, "INTERVAL '100:00' HOUR TO MINUTE"],
    [types.dayTimeInterval('second'), -1500000n, "INTERVAL '-01.5' SECOND"],
    [types.dayTimeInterval('day', 'hour'), -93600000000n, "INTERVAL '-1 02' DAY TO HOUR"],
    [types.dayTimeInterval('minute', 'second'), 62000001n, "INTERVAL '01:02.000001' MINUTE TO SECOND"],
    [types.calendarInterval, new CalendarInterval(14, 25, 18367500000n), '1 years 2 months 25 days 5 hours 6 minutes 7.5 seconds'],
    [types.calendarInterval, new CalendarInterval(0, 0, 0n), '0 seconds'],
    [types.calendarInterval, new CalendarInterval(-14, 25, 18352500000n), '-1 years -2 months 25 days 5 hours 5 minutes 52.5 seconds'],
    [types.calendarInterval, new CalendarInterval(0, 0, -1n), '-0.000001 seconds'],
    [types.array(types.integer), [1, null, 3], '[1, null, 3]'],
    [
      types.map(types.string, types.integer),
      [
        ['a', 1],
        ['b', null],
      ],
      '{a -> 1, b -> null}',
    ],
    [parseSchema('a INT, b VOID, c ARRAY<STRING>'), [1, null, ['x']], '{1, null, [x]}'],
    [types.binary, Uint8Array.of(0x31, 0x32), '12'],
  ])('%# as cast', (type, value, text) => {
    expect(castToSparkString(value, type, cast)).toBe(text);
  });

  test.each<[DataType, InternalValue, string]>([
    [types.integer, null, 'NULL'],
    [types.array(types.integer), [1, null, 3], '[1, NULL, 3]'],
    [types.array(types.binary), [Uint8Array.of(0x31, 0xab)], '[[31 AB]]'],
    [types.binary, new Uint8Array(0), '[]'],
  ])('%# as show prints it', (type, value, text) => {
    expect(castToSparkString(value, type, show)).toBe(text);
  });

  test('a NULL stays a NULL when it is cast', () => {
    expect(castToSparkString(null, types.integer, cast)).toBeNull();
  });
});

describe('variants', () => {
  const metadata = Uint8Array.of(0x01, 0x02, 0x00, 0x01, 0x02, 0x61, 0x62);
  const bytes = (...values: number[]): VariantValue => new VariantValue(Uint8Array.from(values), metadata);

  test.each<[VariantValue, string, string | null]>([
    [bytes(0x00), 'null', null],
    [bytes(0x04), 'true', 'true'],
    [bytes(0x0c, 0xff), '-1', '-1'],
    [bytes(0x05, 0x22), '"\\""', '"'],
    [bytes(0x20, 0x02, 0x96, 0x00, 0x00, 0x00), '1.5', '1.5'],
    [bytes(0x2c, 0x01, 0x00, 0x00, 0x00), '"1970-01-02"', '1970-01-02'],
    [bytes(0x30, 0, 0, 0, 0, 0, 0, 0, 0), '"1969-12-31 16:00:00-08:00"', '1969-12-31 16:00:00'],
    [bytes(0x3c, 2, 0, 0, 0, 0x31, 0x32), '"MTI="', '12'],
    [bytes(0x02, 0x02, 0x00, 0x01, 0x00, 0x02, 0x04, 0x0c, 0x01, 0x0c, 0x02), '{"a":1,"b":2}', '{"a":1,"b":2}'],
    [bytes(0x03, 0x02, 0x00, 0x02, 0x03, 0x0c, 0x07, 0x00), '[7,null]', '[7,null]'],
  ])('%#', (variant, json, text) => {
    expect(variant.toJsonText('America/Los_Angeles')).toBe(json);
    expect(castToSparkString(variant, types.variant, cast)).toBe(text);
  });

  test('bytes that are no variant are an error', () => {
    expect(() => new VariantValue(Uint8Array.of(0x0c), metadata).toJsonText()).toThrow(/MALFORMED_VARIANT/);
    expect(() => new VariantValue(Uint8Array.of(0x00), new Uint8Array(0)).toJsonText()).toThrow(/MALFORMED_VARIANT/);
  });
});

describe('Decimal', () => {
  test('is exact', () => {
    expect(Decimal.of('19.90').add(Decimal.of('0.10')).toString()).toBe('20.00');
    expect(Decimal.of(0.1).add(Decimal.of(0.2)).equals(Decimal.of('0.3'))).toBe(true);
    expect(Decimal.of('-1.005').withScale(2).toString()).toBe('-1.01');
    expect(Decimal.of('1e-3').toString()).toBe('0.001');
    expect(Decimal.of('12E2')).toEqual(new Decimal(1200n, 0));
    expect(Decimal.of('123.45').precision).toBe(5);
    expect(Decimal.of('1.5').multiply(Decimal.of('1.5')).toNumber()).toBe(2.25);
    expect(Decimal.of('2').compare(Decimal.of('10'))).toBe(-1);
  });

  test('refuses what is no number', () => {
    for (const text of ['', '.', 'x', '1e', 'NaN']) expect(() => Decimal.parse(text)).toThrow(/CAST_INVALID_INPUT/);
  });
});

describe('time zones', () => {
  const zone = 'America/Los_Angeles';
  const seconds = (text: string): bigint => localToInstantMicros(LocalDateTime.parse(text).micros, zone) / 1000000n;

  test('local times become the instants that Apache Spark gives', () => {
    expect(seconds('1883-11-18 12:00:00')).toBe(-2717640422n);
    expect(seconds('1883-11-18 12:03:00')).toBe(-2717640242n);
    expect(seconds('2024-03-10 02:30:00')).toBe(1710066600n);
    expect(seconds('2024-11-03 01:30:00')).toBe(1730622600n);
    expect(seconds('1000-01-01 00:00:00')).toBe(-30610195622n);
  });

  test('offsets and zone names', () => {
    expect(offsetSecondsAt('+05:30', 0)).toBe(19800);
    expect(offsetSecondsAt('GMT-8', 0)).toBe(-28800);
    expect(instantToLocalMicros(0n, 'UTC+01:00')).toBe(3600000000n);
    expect(() => offsetSecondsAt('Mars/Phobos', 0)).toThrow(/INVALID_TIMEZONE/);
    expect(() => offsetSecondsAt('+19:00', 0)).toThrow(/INVALID_TIMEZONE/);
  });
});

describe('what a program sees', () => {
  test('timestamps', () => {
    const sent = Timestamp.parse('2020-02-08T12:34:56.123456Z');
    expect(sent.epochMicros).toBe(1581165296123456n);
    expect(sent.inTimeZone('Europe/Zurich')).toBe('2020-02-08 13:34:56.123456');
    expect(String(sent)).toBe('2020-02-08T12:34:56.123456Z');
    expect(Timestamp.parse('2020-02-08 13:34:56.123456+01:00').equals(sent)).toBe(true);
    expect(Timestamp.parse('2020-02-08', 'Europe/Zurich').toString()).toBe('2020-02-07T23:00:00Z');
    expect(Timestamp.of(new Date(-1)).toDate().getTime()).toBe(-1);
  });

  test('dates and times', () => {
    expect(LocalDate.parse('2020-02-29').toJSON()).toBe('2020-02-29');
    expect(() => LocalDate.parse('2021-02-29')).toThrow(/CAST_INVALID_INPUT/);
    expect(LocalDateTime.of(LocalDate.of(1969, 12, 31), LocalTime.of(23, 59)).time.toString()).toBe('23:59:00');
    expect(LocalDate.of(2020, 1, 1) < LocalDate.of(2020, 1, 2)).toBe(true);
    expect([new DayTimeInterval(90n).toString(), new YearMonthInterval(-1).toString()]).toEqual([
      "INTERVAL '0 00:00:00.00009' DAY TO SECOND",
      "INTERVAL '-0-1' YEAR TO MONTH",
    ]);
  });

  test('maps keep keys of any type, structs become rows', () => {
    const type = types.map(types.struct([types.field('d', types.date)]), types.long);
    const value = toRowValue([[[0], 5n]], type) as Map<unknown, unknown>;
    expect([...value].map(String)).toEqual(['(1970-01-01),5']);
    expect(toInternal(value, type)).toEqual([[[0], 5n]]);
    expect(toInternal({ a: 1 }, types.map(types.string, types.long))).toEqual([['a', 1n]]);
  });

  test('rows are objects, tuples and text', () => {
    const makeRow = rowFactory(parseSchema('id INT, education STRING, day DATE'));
    const row = makeRow([7196, 'PhD', LocalDate.of(2020, 2, 8)]);
    expect(String(row)).toBe("(7196, 'PhD', 2020-02-08)");
    expect({ ...row, id: 1 }).toEqual({ id: 1, education: 'PhD', day: LocalDate.of(2020, 2, 8) });
    expect(row).toMatchObject({ id: 7196 });
    expect([...row]).toEqual([7196, 'PhD', LocalDate.of(2020, 2, 8)]);
    expect([row.at(0), row.get('education')]).toEqual([7196, 'PhD']);
    expect(() => row.get('nope')).toThrow(/nope/);
    expect(JSON.stringify(row)).toBe('{"id":7196,"education":"PhD","day":"2020-02-08"}');
    expect(inspect(row)).toBe("Row { id: 7196, education: 'PhD', day: 2020-02-08 }");
  });
});
