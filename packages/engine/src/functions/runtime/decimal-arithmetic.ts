import { type DataType, Decimal, type InternalValue, sparkError } from '@kindling/protocol';
import { decimalOverflow, fitDecimal } from './cast/index.ts';
import { type CallSite, type RuntimeBody, runtimeBodyOf } from './runtime-body.ts';

const CONFIG = { config: '"spark.sql.ansi.enabled"' } as const;

/** Spark divides with 38 fraction digits, half up, before it rounds to the result's scale. */
function divide(left: Decimal, right: Decimal): Decimal {
  const dividend = left.unscaled * 10n ** BigInt(38 + right.scale);
  const divisor = right.unscaled * 10n ** BigInt(left.scale);
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const magnitude = (value: bigint) => (value < 0n ? -value : value);
  const up = magnitude(remainder) * 2n >= magnitude(divisor);
  return new Decimal(up ? quotient + (dividend < 0n === divisor < 0n ? 1n : -1n) : quotient, 38);
}

function remainder(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return new Decimal(left.withScale(scale).unscaled % right.withScale(scale).unscaled, scale);
}

type Operation = (left: Decimal, right: Decimal) => Decimal;

function operation(name: string, run: Operation, zeroCondition?: 'DIVIDE_BY_ZERO' | 'REMAINDER_BY_ZERO'): RuntimeBody {
  return runtimeBodyOf(name, ({ resultType, options }: CallSite) => {
    const ansi = (options.evalMode ?? 'ansi') === 'ansi';
    return (left: Decimal, right: Decimal) => {
      if (zeroCondition && right.unscaled === 0n) {
        if (ansi) throw sparkError(zeroCondition, CONFIG);
        return null;
      }
      return fit(run(left, right), resultType, ansi);
    };
  });
}

function fit(value: Decimal, resultType: DataType, ansi: boolean): InternalValue {
  if (resultType.kind === 'long') return BigInt.asIntN(64, value.unscaled / 10n ** BigInt(value.scale));
  if (resultType.kind !== 'decimal') throw new TypeError(`a decimal operation cannot give ${resultType.kind}`);
  const fitted = fitDecimal(value, resultType);
  if (fitted === undefined && ansi) throw decimalOverflow(value, resultType);
  return fitted ?? null;
}

export const decimalBodies: readonly RuntimeBody[] = [
  operation('decimal_add', (a, b) => a.add(b)),
  operation('decimal_subtract', (a, b) => a.subtract(b)),
  operation('decimal_multiply', (a, b) => a.multiply(b)),
  operation('decimal_divide', divide, 'DIVIDE_BY_ZERO'),
  operation('decimal_remainder', remainder, 'REMAINDER_BY_ZERO'),
  operation('decimal_integral_divide', integralQuotient, 'DIVIDE_BY_ZERO'),
  runtimeBodyOf('pmod', ({ resultType, options }) => {
    const ansi = (options.evalMode ?? 'ansi') === 'ansi';
    return (left: InternalValue, right: InternalValue) => positiveRemainder(left, right, resultType, ansi);
  }),
];

function integralQuotient(left: Decimal, right: Decimal): Decimal {
  return new Decimal((left.unscaled * 10n ** BigInt(right.scale)) / (right.unscaled * 10n ** BigInt(left.scale)));
}

function positiveRemainder(left: InternalValue, right: InternalValue, resultType: DataType, ansi: boolean): InternalValue {
  const isZero = right instanceof Decimal ? right.unscaled === 0n : typeof right === 'bigint' ? right === 0n : right === 0;
  if (isZero) {
    if (ansi) throw sparkError('REMAINDER_BY_ZERO', CONFIG);
    return null;
  }
  if (left instanceof Decimal && right instanceof Decimal) {
    const rest = remainder(left, right);
    return fit(rest.unscaled < 0n ? remainder(rest.add(right), right) : rest, resultType, ansi);
  }
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    const rest = left % right;
    return rest < 0n ? (rest + right) % right : rest;
  }
  const rest = (left as number) % (right as number);
  return rest < 0 ? (rest + (right as number)) % (right as number) : rest;
}
