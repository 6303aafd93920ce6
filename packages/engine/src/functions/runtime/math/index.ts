import { type DataType, Decimal, type InternalValue, sparkError } from '@kindling/protocol';
import { caster, castOptions, decimalOverflow, fitDecimal } from '../cast/index.ts';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

/** Java's `exp` of one is the number after e, which JavaScript sets right. */
const exponential = (value: number): number => (value === 1 ? Math.E + 2 ** -51 : Math.exp(value));

/** By the steps of Java's, which show in the last digit. */
function hyperbolicCosine(value: number): number {
  const size = Math.abs(value);
  if (size < 0.5 * Math.LN2) {
    const small = Math.expm1(size);
    return size < 2 ** -55 ? 1 + small : 1 + (small * small) / (2 * (1 + small));
  }
  if (size < 22) return 0.5 * exponential(size) + 0.5 / exponential(size);
  const half = exponential(0.5 * size);
  return size < 709 ? 0.5 * exponential(size) : 0.5 * half * half;
}

const unary: Readonly<Record<string, (value: number) => number>> = {
  expm1: Math.expm1,
  sin: Math.sin,
  cos: Math.cos,
  cot: (value) => 1 / Math.tan(value),
  sec: (value) => 1 / Math.cos(value),
  csc: (value) => 1 / Math.sin(value),
  sinh: Math.sinh,
  cosh: hyperbolicCosine,
  cbrt: Math.cbrt,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: (value) => Math.log(value + Math.sqrt(value * value - 1)),
  log2: (value) => Math.log(value) / Math.LN2,
  atanh: (value) => 0.5 * (Math.log1p(value) - Math.log1p(-value)),
  degrees: (value) => value * (180 / Math.PI),
  radians: (value) => (value / 180) * Math.PI,
  signum: Math.sign,
};

/** Java's pow differs from JavaScript's for 1 and infinite powers. */
const power = (base: number, exponent: number): number => (Math.abs(base) === 1 && !Number.isFinite(exponent) ? NaN : base ** exponent);

/** Digits of the value at a scale, negative scales counting left of the point. */
function roundAt(value: Decimal, scale: number, mode: 'up' | 'even' | 'ceil' | 'floor'): Decimal {
  if (scale >= value.scale) return value;
  const factor = 10n ** BigInt(value.scale - scale);
  const quotient = value.unscaled / factor;
  const rest = value.unscaled % factor;
  const away = value.unscaled < 0n ? -1n : 1n;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const moves =
    mode === 'ceil'
      ? rest > 0n
      : mode === 'floor'
        ? rest < 0n
        : twice > factor || (twice === factor && (mode === 'up' || quotient % 2n !== 0n));
  const digits = moves ? quotient + away : quotient;
  return scale < 0 ? new Decimal(digits * 10n ** BigInt(-scale)) : new Decimal(digits, scale);
}

function rounding(name: string, mode: 'up' | 'even'): RuntimeBody {
  return runtimeBodyOf(name, ({ resultType, options }) => {
    const back = caster({ kind: 'decimal', precision: 38, scale: 0 }, resultType, castOptions(options));
    return (value: InternalValue, scale: number): InternalValue => {
      if (typeof value === 'number' && (resultType.kind === 'double' || resultType.kind === 'float')) {
        if (!Number.isFinite(value)) return value;
        return Number(roundAt(Decimal.of(value), scale, mode).toString());
      }
      const rounded = roundAt(value instanceof Decimal ? value : new Decimal(BigInt(value as number | bigint)), scale, mode);
      if (resultType.kind !== 'decimal') return roundedInteger(rounded, resultType, options, back);
      return fitDecimal(rounded, resultType) ?? overflowed(rounded, resultType, options);
    };
  });
}

function roundedInteger(
  value: Decimal,
  type: DataType,
  options: Readonly<Record<string, unknown>>,
  back: (value: InternalValue) => InternalValue,
): InternalValue {
  const bits = { byte: 8, short: 16, integer: 32, long: 64 }[type.kind as 'byte'];
  if (BigInt.asIntN(bits, value.unscaled) !== value.unscaled && (options.evalMode ?? 'ansi') === 'ansi') {
    throw sparkError('ARITHMETIC_OVERFLOW', { message: 'Overflow', alternative: '', config: '"spark.sql.ansi.enabled"' });
  }
  return back(value);
}

function overflowed(value: Decimal, type: DataType & { kind: 'decimal' }, options: Readonly<Record<string, unknown>>): null {
  if ((options.evalMode ?? 'ansi') === 'ansi') throw decimalOverflow(value, type);
  return null;
}

function toWhole(name: string, mode: 'ceil' | 'floor'): RuntimeBody {
  return runtimeBodyOf(name, ({ resultType, options }) => (value: InternalValue, scale?: number): InternalValue => {
    if (resultType.kind === 'long') {
      const whole = mode === 'ceil' ? Math.ceil(value as number) : Math.floor(value as number);
      if (Number.isNaN(whole)) return 0n;
      return whole >= 2 ** 63 ? 2n ** 63n - 1n : whole <= -(2 ** 63) ? -(2n ** 63n) : BigInt(whole);
    }
    if (resultType.kind !== 'decimal') throw new TypeError(`${name} cannot give ${resultType.kind}`);
    const rounded = roundAt(value instanceof Decimal ? value : Decimal.of(value as number | bigint), scale ?? 0, mode);
    return fitDecimal(rounded, resultType) ?? overflowed(rounded, resultType, options);
  });
}

const UNSIGNED_MAX = 2n ** 64n - 1n;

/** Spark's conv: digits as far as they are valid, in 64 unsigned bits; a negative base writes signed numbers. */
function conv(text: string, from: number, to: number, ansi: boolean): string | null {
  if (from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) return null;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const isNegative = trimmed.startsWith('-');
  let value = 0n;
  for (const char of isNegative ? trimmed.slice(1) : trimmed) {
    const digit = Number.parseInt(char, 36);
    if (Number.isNaN(digit) || digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value > UNSIGNED_MAX) {
      if (ansi)
        throw sparkError('ARITHMETIC_OVERFLOW', {
          message: `Overflow in function conv()`,
          alternative: '',
          config: '"spark.sql.ansi.enabled"',
        });
      value = UNSIGNED_MAX;
      break;
    }
  }
  if (isNegative && to > 0) value = BigInt.asIntN(64, value) < 0n ? UNSIGNED_MAX : BigInt.asUintN(64, -value);
  const signed = to < 0 ? (isNegative ? -value : BigInt.asIntN(64, value)) : value;
  return (signed < 0n ? `-${(-signed).toString(Math.abs(to))}` : signed.toString(Math.abs(to))).toUpperCase();
}

const LONG_MAX = 2n ** 63n - 1n;

function widthBucket(value: number, min: number, max: number, count: bigint): bigint | null {
  if (count <= 0n || count === LONG_MAX || Number.isNaN(value) || min === max || !Number.isFinite(min) || !Number.isFinite(max))
    return null;
  const [low, high] = [Math.min(min, max), Math.max(min, max)];
  const ascending = min < max;
  if (value < low) return ascending ? 0n : count + 1n;
  if (ascending ? value >= high : value > high) return ascending ? count + 1n : 0n;
  if (!ascending && value === low) return count + 1n;
  return BigInt(Math.trunc(((ascending ? value - low : high - value) * Number(count)) / (high - low))) + 1n;
}

export const mathBodies: readonly RuntimeBody[] = [
  ...Object.entries(unary).map(([name, run]) => plain(name, run)),
  plain('power', power),
  plain('atan2', (y: number, x: number) => Math.atan2(y + 0, x + 0)),
  plain('hypot', (a: number, b: number) => Math.hypot(a, b)),
  plain('log1p', (value: number) => (value <= -1 ? null : Math.log1p(value))),
  plain('log', (base: number, value?: number) => {
    if (value === undefined) return base <= 0 ? null : Math.log(base);
    return base <= 0 || value <= 0 ? null : Math.log(value) / Math.log(base);
  }),
  plain('factorial', (value: number) => {
    if (value < 0 || value > 20) return null;
    let product = 1n;
    for (let i = 2n; i <= BigInt(value); i++) product *= i;
    return product;
  }),
  plain('bin', (value: bigint) => BigInt.asUintN(64, value).toString(2)),
  runtimeBodyOf(
    'conv',
    ({ options }) =>
      (text: string, from: number, to: number) =>
        conv(text, from, to, options.evalMode === 'ansi'),
  ),
  plain('width_bucket', widthBucket),
  rounding('round', 'up'),
  rounding('bround', 'even'),
  toWhole('ceil', 'ceil'),
  toWhole('floor', 'floor'),
];
