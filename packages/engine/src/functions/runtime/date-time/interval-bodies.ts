import { CalendarInterval, Decimal, type InternalValue, sparkError } from '@kindling/protocol';
import { MICROS_PER_DAY } from '../calendar.ts';
import { type CallSite, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

type Amount = number | bigint | Decimal;

/** Rounds halves away from zero. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const [a, b] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const rounded = (2n * a + b) / (2n * b);
  return dividend < 0n === divisor < 0n ? rounded : -rounded;
}

function roundDouble(value: number): bigint | undefined {
  return Number.isFinite(value)
    ? BigInt(Math.trunc(value)) + BigInt(Math.abs(value - Math.trunc(value)) >= 0.5 ? Math.sign(value) : 0)
    : undefined;
}

function product(units: bigint, amount: Amount): bigint | undefined {
  if (amount instanceof Decimal) return divideRounded(units * amount.unscaled, 10n ** BigInt(amount.scale));
  return typeof amount === 'bigint' || Number.isInteger(amount) ? units * BigInt(amount) : roundDouble(Number(units) * amount);
}

function quotient(units: bigint, amount: Amount): bigint | undefined {
  if (amount instanceof Decimal)
    return amount.unscaled === 0n ? undefined : divideRounded(units * 10n ** BigInt(amount.scale), amount.unscaled);
  if (typeof amount === 'bigint' || Number.isInteger(amount))
    return BigInt(amount) === 0n ? undefined : divideRounded(units, BigInt(amount));
  return roundDouble(Number(units) / amount);
}

/** Months or microseconds, as a number of them that must fit the interval. */
function scaleBody(name: string, compute: (units: bigint, amount: Amount) => bigint | undefined): RuntimeBody {
  return runtimeBodyOf(name, ({ resultType, options }: CallSite) => {
    const isMonths = resultType.kind === 'year_month_interval';
    return (interval: number | bigint, amount: Amount): InternalValue => {
      const units = compute(BigInt(interval), amount);
      if (units !== undefined && BigInt.asIntN(isMonths ? 32 : 64, units) === units) return isMonths ? Number(units) : units;
      if (options.evalMode === 'try') return null;
      // Of a quotient Spark tells how to avoid it.
      if (name === 'interval_divide') throw sparkError('INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION', { functionName: '`try_divide`' });
      throw sparkError('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', {});
    };
  });
}

/** Fractions of days go on in microseconds, those of months are dropped. */
function calendarBody(name: string, scale: (part: number, by: number) => number): RuntimeBody {
  return runtimeBodyOf(name, ({ options }) => (interval: CalendarInterval, by: number) => {
    const isStrict = options.evalMode === 'ansi';
    if (name === 'calendar_interval_divide' && by === 0) {
      if (isStrict) throw sparkError('INTERVAL_DIVIDED_BY_ZERO', {});
      return null;
    }
    const months = Math.trunc(scale(interval.months, by));
    const days = scale(interval.days, by);
    const micros = roundDouble(scale(Number(interval.micros), by) + Number(MICROS_PER_DAY) * (days - Math.trunc(days)));
    const fits = Math.abs(months) < 2 ** 31 && Math.abs(days) < 2 ** 31 && micros !== undefined && BigInt.asIntN(64, micros) === micros;
    if (fits) return new CalendarInterval(months, Math.trunc(days), micros);
    if (isStrict) throw sparkError('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', {});
    return null;
  });
}

export const intervalBodies: readonly RuntimeBody[] = [
  scaleBody('interval_multiply', product),
  scaleBody('interval_divide', quotient),
  calendarBody('calendar_interval_multiply', (part, by) => part * by),
  calendarBody('calendar_interval_divide', (part, by) => part / by),
];
