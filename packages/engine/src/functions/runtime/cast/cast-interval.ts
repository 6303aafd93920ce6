import { type DataType, Decimal, type InternalValue } from '@kindling/protocol';
import type { CastOptions, Convert } from './cast-value.ts';
import { parseCalendarInterval, parseDayTime, parseYearMonth } from './interval-text.ts';

export const isIntervalType = (type: DataType): boolean =>
  type.kind === 'calendar_interval' || type.kind === 'day_time_interval' || type.kind === 'year_month_interval';

const unitMicros = { day: 86_400_000_000n, hour: 3_600_000_000n, minute: 60_000_000n, second: 1_000_000n } as const;

/** Casts from or to an interval, but for those to text. */
export function castIntervals(
  from: DataType,
  to: DataType,
  options: CastOptions,
  invalid: (value: InternalValue) => Error,
  tooBig: (value: InternalValue) => Error,
  decimal: (value: Decimal) => InternalValue,
): Convert | undefined {
  const fail = (error: Error): null => {
    if (options.evalMode === 'ansi') throw error;
    return null;
  };
  if (from.kind === 'string' || from.kind === 'char' || from.kind === 'varchar') {
    const parse =
      to.kind === 'calendar_interval'
        ? parseCalendarInterval
        : to.kind === 'year_month_interval'
          ? (text: string) => parseYearMonth(text, to.start, to.end)
          : to.kind === 'day_time_interval'
            ? (text: string) => parseDayTime(text, to.start, to.end)
            : undefined;
    return parse && ((value) => parse(value as string) ?? fail(invalid(value)));
  }
  if (to.kind === 'day_time_interval') {
    const unit = unitMicros[to.end];
    if (from.kind === 'day_time_interval') return (value) => (value as bigint) - ((value as bigint) % unit);
    return (value) => {
      const micros =
        value instanceof Decimal ? value.multiply(new Decimal(unit)).withScale(0).unscaled : BigInt(value as number | bigint) * unit;
      return BigInt.asIntN(64, micros) === micros ? micros : fail(tooBig(value));
    };
  }
  if (to.kind === 'year_month_interval') {
    const unit = to.end === 'year' ? 12 : 1;
    if (from.kind === 'year_month_interval') return (value) => (value as number) - ((value as number) % unit);
    return (value) => {
      const months =
        value instanceof Decimal ? Number(value.multiply(new Decimal(BigInt(unit))).withScale(0).unscaled) : Number(value) * unit;
      return Math.abs(months) < 2 ** 31 ? months : fail(tooBig(value));
    };
  }
  const width = { byte: 8, short: 16, integer: 32, long: 64 }[to.kind as 'byte'];
  if (from.kind === 'day_time_interval' || from.kind === 'year_month_interval') {
    const unit = from.kind === 'day_time_interval' ? unitMicros[from.end] : from.end === 'year' ? 12n : 1n;
    if (to.kind === 'decimal') {
      if (unit === unitMicros.second) return (value) => decimal(new Decimal(value as bigint, 6));
      return (value) => decimal(new Decimal((BigInt(value as bigint | number) * 10n ** BigInt(to.scale)) / unit, to.scale));
    }
    if (width === undefined) return undefined;
    return (value) => {
      const count = BigInt(value as bigint | number) / unit;
      if (BigInt.asIntN(width, count) !== count) return fail(tooBig(value));
      return width === 64 ? count : Number(count);
    };
  }
  return undefined;
}
