import { castToSparkString, type InternalValue, instantToLocalMicros, localToInstantMicros, sparkError, types } from '@kindling/protocol';
import { addMonthsToDays, civilFromDays, floorDivide, MICROS_PER_DAY } from '../calendar.ts';
import { type CallSite, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

/** Microseconds of the units that are always equally long; days by the clock on the wall. */
export const unitMicros: Readonly<Record<string, bigint>> = {
  MICROSECOND: 1n,
  MILLISECOND: 1_000n,
  SECOND: 1_000_000n,
  MINUTE: 60_000_000n,
  HOUR: 3_600_000_000n,
  DAY: MICROS_PER_DAY,
  DAYOFYEAR: MICROS_PER_DAY,
  WEEK: 7n * MICROS_PER_DAY,
};
const unitMonths: Readonly<Record<string, bigint>> = { MONTH: 1n, QUARTER: 3n, YEAR: 12n };

/** The unit as the tables know it. */
function knownUnit(unit: string, functionName: string): string {
  const name = unit.toUpperCase();
  if (name in unitMicros || name in unitMonths) return name;
  throw sparkError('INVALID_PARAMETER_VALUE.DATETIME_UNIT', {
    functionName: `\`${functionName}\``,
    parameter: '`unit`',
    invalidValue: `'${unit}'`,
  });
}

const MAX_MONTHS = 2n ** 31n - 1n;

export function addMonths(localMicros: bigint, months: number): bigint {
  const days = Number(floorDivide(localMicros, MICROS_PER_DAY));
  return localMicros + BigInt(addMonthsToDays(days, months) - days) * MICROS_PER_DAY;
}

function clockOf(
  { resultType, argTypes, options }: CallSite,
  index: number,
): { toLocal(micros: bigint): bigint; toInstant(micros: bigint): bigint } {
  const zone = (options.timeZone as string | undefined) ?? 'UTC';
  if ((argTypes[index] ?? resultType).kind !== 'timestamp') return { toLocal: (micros) => micros, toInstant: (micros) => micros };
  return { toLocal: (micros) => instantToLocalMicros(micros, zone), toInstant: (micros) => localToInstantMicros(micros, zone) };
}

function timestampAdd(site: CallSite): (unit: string, amount: bigint, moment: bigint) => InternalValue {
  const clock = clockOf(site, 2);
  const overflow = (unit: string, amount: bigint, moment: bigint): Error => {
    const type = site.argTypes[2] ?? types.timestamp;
    const shown = castToSparkString(moment, type, { timeZone: String(site.options.timeZone ?? 'UTC'), style: 'cast' });
    return sparkError('DATETIME_OVERFLOW', {
      operation: `add ${amount}L ${unit} to ${type.kind === 'timestamp' ? 'TIMESTAMP' : 'TIMESTAMP_NTZ'} '${shown}'`,
    });
  };
  return (written, amount, moment) => {
    const unit = knownUnit(written, 'TIMESTAMPADD');
    const months = unitMonths[unit];
    if (months === undefined) {
      const micros = (unitMicros[unit] ?? 0n) * amount;
      const isClockUnit = micros % MICROS_PER_DAY === 0n && (unitMicros[unit] ?? 0n) >= MICROS_PER_DAY;
      const moved = isClockUnit ? clock.toInstant(clock.toLocal(moment) + micros) : moment + micros;
      if (BigInt.asIntN(64, moved) !== moved) throw overflow(unit, amount, moment);
      return moved;
    }
    const total = months * amount;
    const local = clock.toLocal(moment);
    if (total > MAX_MONTHS || total < -MAX_MONTHS) throw overflow(unit, amount, moment);
    const moved = addMonths(local, Number(total));
    if (BigInt.asIntN(64, moved) !== moved) throw overflow(unit, amount, moment);
    return clock.toInstant(moved);
  };
}

/** Whole months from one wall-clock time to another. */
export function monthsBetween(start: bigint, end: bigint): bigint {
  const [a, b] = [start, end].map((micros) => {
    const days = floorDivide(micros, MICROS_PER_DAY);
    const { year, month, day } = civilFromDays(Number(days));
    return { months: BigInt(year) * 12n + BigInt(month), rest: BigInt(day) * MICROS_PER_DAY + micros - days * MICROS_PER_DAY };
  }) as [{ months: bigint; rest: bigint }, { months: bigint; rest: bigint }];
  const months = b.months - a.months;
  if (months > 0n && b.rest < a.rest) return months - 1n;
  return months < 0n && b.rest > a.rest ? months + 1n : months;
}

function timestampDiff(site: CallSite): (unit: string, start: bigint, end: bigint) => bigint {
  const [from, to] = [clockOf(site, 1), clockOf(site, 2)];
  return (written, start, end) => {
    const unit = knownUnit(written, 'TIMESTAMPDIFF');
    const [a, b] = [from.toLocal(start), to.toLocal(end)];
    const months = unitMonths[unit];
    return months === undefined ? (b - a) / (unitMicros[unit] ?? 1n) : monthsBetween(a, b) / months;
  };
}

/** Start of the bucket of that size, counted from an origin, that a moment falls into. */
function timeBucket(site: CallSite): (size: number | bigint, moment: bigint, origin: bigint) => bigint {
  const clock = clockOf(site, 1);
  if (site.argTypes[0]?.kind === 'year_month_interval') {
    return (size, moment, origin) => {
      const [local, start] = [clock.toLocal(moment), clock.toLocal(origin)];
      const step = BigInt(size);
      let bucket = floorDivide(monthsBetween(start, local), step);
      // Whole months round towards the origin, and months differ in length.
      while (addMonths(start, Number(bucket * step)) > local) bucket -= 1n;
      while (addMonths(start, Number((bucket + 1n) * step)) <= local) bucket += 1n;
      return clock.toInstant(addMonths(start, Number(bucket * step)));
    };
  }
  return (size, moment, origin) => {
    const step = BigInt(size);
    if (step % MICROS_PER_DAY !== 0n) return origin + floorDivide(moment - origin, step) * step;
    const start = clock.toLocal(origin);
    return clock.toInstant(start + floorDivide(clock.toLocal(moment) - start, step) * step);
  };
}

function convertTimeZone(source: string, target: string, local: bigint): bigint {
  return instantToLocalMicros(localToInstantMicros(local, source), target);
}

export const unitBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('timestampadd', timestampAdd),
  runtimeBodyOf('timestampdiff', timestampDiff),
  runtimeBodyOf('time_bucket', timeBucket),
  runtimeBodyOf('convert_timezone', () => convertTimeZone),
];
