import { CalendarInterval, type Decimal, sparkError } from '@kindling/protocol';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

const MICROS_PER_HOUR = 3_600_000_000n;
const MICROS_PER_MINUTE = 60_000_000n;
const MICROS_PER_DAY = 24n * MICROS_PER_HOUR;

const fits = (value: bigint, bits: number): boolean => BigInt.asIntN(bits, value) === value;
const secondMicros = (second: Decimal): bigint => second.withScale(6).unscaled;

function intervalOf(
  years: number,
  months: number,
  weeks: number,
  days: number,
  hours: number,
  minutes: number,
  seconds: Decimal,
): CalendarInterval | undefined {
  const allMonths = BigInt(years) * 12n + BigInt(months);
  const allDays = BigInt(weeks) * 7n + BigInt(days);
  const micros = BigInt(hours) * MICROS_PER_HOUR + BigInt(minutes) * MICROS_PER_MINUTE + secondMicros(seconds);
  if (!fits(allMonths, 32) || !fits(allDays, 32) || !fits(micros, 64)) return undefined;
  return new CalendarInterval(Number(allMonths), Number(allDays), micros);
}

const overflow = (): Error => sparkError('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', {});

export const intervalBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('make_interval', ({ options }) => (...fields: Parameters<typeof intervalOf>) => {
    const interval = intervalOf(...fields);
    if (interval === undefined && (options.evalMode ?? 'ansi') === 'ansi') {
      throw sparkError('ARITHMETIC_OVERFLOW', { message: 'overflow', alternative: '', config: '"spark.sql.ansi.enabled"' });
    }
    return interval ?? null;
  }),
  runtimeBodyOf('make_dt_interval', () => (days: number, hours: number, minutes: number, seconds: Decimal) => {
    const micros =
      BigInt(days) * MICROS_PER_DAY + BigInt(hours) * MICROS_PER_HOUR + BigInt(minutes) * MICROS_PER_MINUTE + secondMicros(seconds);
    if (!fits(micros, 64)) throw overflow();
    return micros;
  }),
  runtimeBodyOf('make_ym_interval', () => (years: number, months: number) => {
    const all = BigInt(years) * 12n + BigInt(months);
    if (!fits(all, 32)) throw overflow();
    return Number(all);
  }),
];
