import { CalendarInterval, Decimal, type InternalValue, instantToLocalMicros, localToInstantMicros, sparkError } from '@kindling/protocol';
import { addMonthsToDays, civilFromDays, daysFromCivil, daysInMonth, floorDivide, MICROS_PER_DAY } from '../calendar.ts';
import { validDate } from '../cast/index.ts';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

const zoneOf = (options: Readonly<Record<string, unknown>>): string => (options.timeZone as string | undefined) ?? 'UTC';

/** Start of the unit that a day falls into, or nothing for a unit that Spark does not know. */
function truncateDay(days: number, unit: string): number | undefined {
  const { year, month } = civilFromDays(days);
  switch (unit.toUpperCase()) {
    case 'WEEK':
      return days - ((((days + 3) % 7) + 7) % 7);
    case 'MONTH':
    case 'MON':
    case 'MM':
      return daysFromCivil(year, month, 1);
    case 'QUARTER':
      return daysFromCivil(year, month - ((month - 1) % 3), 1);
    case 'YEAR':
    case 'YYYY':
    case 'YY':
      return daysFromCivil(year, 1, 1);
    default:
      return undefined;
  }
}

const smallUnits: Readonly<Record<string, bigint>> = {
  MICROSECOND: 1n,
  MILLISECOND: 1000n,
  SECOND: 1_000_000n,
  MINUTE: 60_000_000n,
  HOUR: 3_600_000_000n,
  DAY: MICROS_PER_DAY,
  DD: MICROS_PER_DAY,
};

function truncateLocal(micros: bigint, unit: string): bigint | undefined {
  const size = smallUnits[unit.toUpperCase()];
  if (size !== undefined) return floorDivide(micros, size) * size;
  const day = truncateDay(Number(floorDivide(micros, MICROS_PER_DAY)), unit);
  return day === undefined ? undefined : BigInt(day) * MICROS_PER_DAY;
}

function monthsBetween(left: bigint, right: bigint, roundOff: boolean): number {
  const [a, b] = [left, right].map((micros) => {
    const days = Number(floorDivide(micros, MICROS_PER_DAY));
    return { ...civilFromDays(days), micros: Number(micros - BigInt(days) * MICROS_PER_DAY) };
  }) as [ReturnType<typeof civilFromDays> & { micros: number }, ReturnType<typeof civilFromDays> & { micros: number }];
  const months = (a.year - b.year) * 12 + a.month - b.month;
  const isLast = (date: typeof a) => date.day === daysInMonth(date.year, date.month);
  if (a.day === b.day || (isLast(a) && isLast(b))) return months;
  const seconds = (a.day - b.day) * 86_400 + Math.floor(a.micros / 1e6) - Math.floor(b.micros / 1e6);
  const value = months + seconds / (31 * 86_400);
  return roundOff ? Math.round(value * 1e8) / 1e8 : value;
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const weekdayNames = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

function weekdayOf(text: string): number {
  const word = text.toUpperCase().trim();
  return weekdays.findIndex((short, i) => word === short || word === weekdayNames[i] || word === weekdayNames[i]?.slice(0, 3));
}

/** An interval's months move the calendar, its days the clock's day, its microseconds the instant. */
function addInterval(local: bigint, interval: CalendarInterval, sign: 1 | -1): bigint {
  const days = Number(floorDivide(local, MICROS_PER_DAY));
  const moved = addMonthsToDays(days, sign * interval.months) + sign * interval.days;
  return local + BigInt(moved - days) * MICROS_PER_DAY;
}

function intervalBody(name: string, sign: 1 | -1): RuntimeBody {
  return runtimeBodyOf(name, ({ argTypes, options }) => (value: bigint, interval: CalendarInterval) => {
    const micros = BigInt(sign) * interval.micros;
    if (argTypes[0]?.kind !== 'timestamp') return addInterval(value, interval, sign) + micros;
    const zone = zoneOf(options);
    const moved =
      interval.months === 0 && interval.days === 0
        ? value
        : localToInstantMicros(addInterval(instantToLocalMicros(value, zone), interval, sign), zone);
    return moved + micros;
  });
}

function dateIntervalBody(name: string, sign: 1 | -1): RuntimeBody {
  return plain(name, (days: number, interval: CalendarInterval) => {
    if (interval.micros !== 0n && interval.micros % MICROS_PER_DAY !== 0n) {
      throw sparkError('INTERNAL_ERROR', { message: 'Cannot add hours, minutes or seconds, milliseconds, microseconds to a date.' });
    }
    return addMonthsToDays(days, sign * interval.months) + sign * (interval.days + Number(interval.micros / MICROS_PER_DAY));
  });
}

function outOfBounds(rangeMessage: string): Error {
  return sparkError('DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION', { rangeMessage, ansiConfig: '"spark.sql.ansi.enabled"' });
}

const invalidField = (name: string, value: number, range: string): Error =>
  outOfBounds(`Invalid value for ${name} (valid values ${range}): ${value}`);

const MONTH_NAMES = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];

function invalidDate(year: number, month: number, day: number): Error {
  if (month < 1 || month > 12) return invalidField('MonthOfYear', month, '1 - 12');
  if (day < 1 || day > 31) return invalidField('DayOfMonth', day, '1 - 28/31');
  if (month === 2 && day === 29) return outOfBounds(`Invalid date 'February 29' as '${year}' is not a leap year`);
  return outOfBounds(`Invalid date '${MONTH_NAMES[month - 1]} ${day}'`);
}

export const arithmeticBodies: readonly RuntimeBody[] = [
  plain('trunc', (days: number, unit: string) => truncateDay(days, unit) ?? null),
  runtimeBodyOf('date_trunc', ({ resultType, options }) => (unit: string, micros: bigint) => {
    const zone = zoneOf(options);
    if (resultType.kind === 'timestamp_ntz') return truncateLocal(micros, unit) ?? null;
    const truncated = truncateLocal(instantToLocalMicros(micros, zone), unit);
    return truncated === undefined ? null : localToInstantMicros(truncated, zone);
  }),
  runtimeBodyOf('months_between', ({ options }) => (left: bigint, right: bigint, roundOff = true) => {
    const zone = zoneOf(options);
    return monthsBetween(instantToLocalMicros(left, zone), instantToLocalMicros(right, zone), roundOff);
  }),
  runtimeBodyOf('next_day', ({ options }) => (days: number, name: string) => {
    const wanted = weekdayOf(name);
    if (wanted < 0) {
      if ((options.evalMode ?? 'ansi') === 'ansi') throw sparkError('ILLEGAL_DAY_OF_WEEK', { string: name });
      return null;
    }
    const today = (((days + 4) % 7) + 7) % 7;
    return days + ((wanted - today + 6) % 7) + 1;
  }),
  runtimeBodyOf('make_date', ({ options }) => (year: number, month: number, day: number) => {
    const days = validDate(year, month, day);
    if (days !== undefined) return days;
    if ((options.evalMode ?? 'ansi') !== 'ansi') return null;
    throw invalidDate(year, month, day);
  }),
  runtimeBodyOf(
    'make_timestamp',
    ({ resultType, options }) =>
      (year: number, month: number, day: number, hour: number, minute: number, second: Decimal, timeZone?: string): InternalValue => {
        const days = validDate(year, month, day);
        const micros = second.withScale(6).unscaled;
        const isValid =
          days !== undefined && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && micros >= 0n && micros <= 60_000_000n;
        if (!isValid) {
          if (options.evalMode !== 'ansi') return null;
          if (days === undefined) throw invalidDate(year, month, day);
          if (hour < 0 || hour > 23) throw invalidField('HourOfDay', hour, '0 - 23');
          if (minute < 0 || minute > 59) throw invalidField('MinuteOfHour', minute, '0 - 59');
          if (micros > 60_000_000n && micros < 61_000_000n)
            throw sparkError('INVALID_FRACTION_OF_SECOND', { secAndMicros: second.toString().replace(/\.?0+$/, '') });
          throw invalidField('SecondOfMinute', Number(micros / 1_000_000n), '0 - 59');
        }
        const local = BigInt(days) * MICROS_PER_DAY + BigInt(hour * 3600 + minute * 60) * 1_000_000n + micros;
        return resultType.kind === 'timestamp_ntz' ? local : localToInstantMicros(local, timeZone ?? zoneOf(options));
      },
  ),
  runtimeBodyOf('join_date_time', ({ resultType, options }) => (days: number, nanos = 0n, timeZone?: string): InternalValue => {
    const local = BigInt(days) * MICROS_PER_DAY + nanos / 1000n;
    return resultType.kind === 'timestamp_ntz' ? local : localToInstantMicros(local, timeZone ?? zoneOf(options));
  }),
  plain('from_utc_timestamp', (micros: bigint, zone: string) => instantToLocalMicros(micros, zone)),
  plain('to_utc_timestamp', (micros: bigint, zone: string) => localToInstantMicros(micros, zone)),
  runtimeBodyOf('timestamp_add_months', ({ options }) => (micros: bigint, months: number) => {
    const zone = zoneOf(options);
    return localToInstantMicros(addInterval(instantToLocalMicros(micros, zone), new CalendarInterval(months, 0, 0n), 1), zone);
  }),
  intervalBody('timestamp_add_interval', 1),
  intervalBody('timestamp_subtract_interval', -1),
  dateIntervalBody('date_add_interval', 1),
  dateIntervalBody('date_subtract_interval', -1),
  plain(
    'interval_add',
    (a: CalendarInterval, b: CalendarInterval) => new CalendarInterval(a.months + b.months, a.days + b.days, a.micros + b.micros),
  ),
  plain(
    'interval_subtract',
    (a: CalendarInterval, b: CalendarInterval) => new CalendarInterval(a.months - b.months, a.days - b.days, a.micros - b.micros),
  ),
  plain('interval_negate', (a: CalendarInterval) => new CalendarInterval(-a.months, -a.days, -a.micros)),
  plain('calendar_interval_field', (field: string, value: CalendarInterval): InternalValue => {
    switch (field) {
      case 'year':
        return Math.trunc(value.months / 12);
      case 'month':
        return value.months % 12;
      case 'quarter':
        return Math.trunc((value.months % 12) / 3) + 1;
      case 'day':
        return value.days;
      case 'hour':
        return Number(value.micros / 3_600_000_000n);
      case 'minute':
        return Number((value.micros / 60_000_000n) % 60n);
      default:
        return new Decimal(value.micros % 60_000_000n, 6);
    }
  }),
];
