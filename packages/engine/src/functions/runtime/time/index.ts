import { Decimal, type InternalValue, sparkError } from '@kindling/protocol';
import { floorDivide, MICROS_PER_DAY } from '../calendar.ts';
import { parseTime } from '../cast/index.ts';
import { parseByPattern } from '../date-time/index.ts';
import { plain, type RuntimeBody } from '../runtime-body.ts';

const NANOS_PER_DAY = 86_400_000_000_000n;
const nanosPer: Readonly<Record<string, bigint>> = {
  MICROSECOND: 1000n,
  MILLISECOND: 1_000_000n,
  SECOND: 1_000_000_000n,
  MINUTE: 60_000_000_000n,
  HOUR: 3_600_000_000_000n,
};

function unitNanos(functionName: string, unit: string): bigint {
  const nanos = nanosPer[unit.toUpperCase()];
  if (nanos !== undefined) return nanos;
  throw sparkError('INVALID_PARAMETER_VALUE.TIME_UNIT', {
    functionName: `\`${functionName}\``,
    parameter: '`unit`',
    invalidValue: `'${unit}'`,
  });
}

const outOfBounds = (rangeMessage: string): Error => sparkError('DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', { rangeMessage });

function checkField(name: string, value: number, most: number): void {
  if (value < 0 || value > most) throw outOfBounds(`Invalid value for ${name} (valid values 0 - ${most}): ${value}`);
}

function makeTime(hour: number, minute: number, second: Decimal): bigint {
  const micros = second.withScale(6).unscaled;
  checkField('HourOfDay', hour, 23);
  checkField('MinuteOfHour', minute, 59);
  checkField('SecondOfMinute', Number(floorDivide(micros, 1_000_000n)), 59);
  return BigInt(hour * 3600 + minute * 60) * 1_000_000_000n + micros * 1000n;
}

function checkedTime(nanos: bigint): bigint {
  if (nanos >= 0n && nanos < NANOS_PER_DAY) return nanos;
  throw outOfBounds(`Invalid TIME value: must be between 00:00:00 and 23:59:59.999999999, but got ${nanos} nanoseconds`);
}

/** Seconds of any numeric type; NaN and infinities are no time. */
function timeFromSeconds(seconds: InternalValue): bigint {
  if (seconds instanceof Decimal) return checkedTime(seconds.withScale(9).unscaled);
  if (typeof seconds === 'bigint') return checkedTime(seconds * 1_000_000_000n);
  const value = seconds as number;
  if (!Number.isFinite(value)) throw outOfBounds(`Cannot convert NaN or Infinite value to TIME`);
  return checkedTime(BigInt(Math.trunc(value * 1e6)) * 1000n);
}

const DEFAULT_PATTERN = 'HH:mm:ss.SSSSSS';

function toTime(text: string, pattern: string | undefined, isTry: boolean): bigint | null {
  const micros = pattern === undefined ? undefined : parseByPattern(text, pattern)?.localMicros;
  const nanos =
    pattern === undefined
      ? parseTime(text)
      : micros === undefined
        ? undefined
        : (((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY) * 1000n;
  if (nanos !== undefined) return nanos;
  if (isTry) return null;
  throw sparkError('CANNOT_PARSE_TIME', { input: `'${text}'`, format: `'${pattern ?? DEFAULT_PATTERN}'` });
}

export const timeBodies: readonly RuntimeBody[] = [
  plain('make_time', makeTime),
  plain('time_diff', (unit: string, start: bigint, end: bigint) => (end - start) / unitNanos('time_diff', unit)),
  plain('time_trunc', (unit: string, time: bigint) => time - (time % unitNanos('time_trunc', unit))),
  plain('time_from_seconds', timeFromSeconds),
  plain('time_from_millis', (value: bigint) => checkedTime(value * 1_000_000n)),
  plain('time_from_micros', (value: bigint) => checkedTime(value * 1000n)),
  plain('time_to_seconds', (time: bigint) => new Decimal(time / 1000n, 6)),
  plain('time_to_millis', (time: bigint) => time / 1_000_000n),
  plain('time_to_micros', (time: bigint) => time / 1000n),
  plain('to_time', (text: string, pattern?: string) => toTime(text, pattern, false)),
  plain('try_to_time', (text: string, pattern?: string) => toTime(text, pattern, true)),
];
