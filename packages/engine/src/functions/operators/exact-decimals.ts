import type { DataType, DecimalType } from '@kindling/protocol';
import { call, cast, number, operator, physicalType, type Sql, token, tryCast } from '../../duckdb/sql/index.ts';
import type { LowerContext } from '../function-record.ts';

/** DuckDB's DECIMAL arithmetic as exact integers: only what provably fits 38 digits is lowered through here. */

const power = (exponent: number): bigint => 10n ** BigInt(exponent);
export const decimalText = (type: DecimalType): string => `DECIMAL(${type.precision},${type.scale})`;

/** A decimal times 10^scale, as HUGEINT; needs precision + scale ≤ 38. */
export function unscaled(value: Sql, type: DecimalType): Sql {
  if (type.scale === 0) return cast(value, 'HUGEINT');
  return cast(operator('*', value, cast(token(`${power(type.scale)}`), `DECIMAL(${type.scale + 1},0)`)), 'HUGEINT');
}

export const hasUnscaled = (type: DecimalType): boolean => type.precision + type.scale <= 38;

/** The decimal whose digits are a HUGEINT. NULL under `try` when it does not fit. */
export function fromUnscaled(value: Sql, type: DecimalType, isTry: boolean): Sql {
  const to = isTry ? tryCast : cast;
  const whole = to(value, 'DECIMAL(38,0)');
  if (type.scale === 0) return to(whole, decimalText(type));
  const unit = cast(token(`'${`0.${'1'.padStart(type.scale, '0')}`}'`), `DECIMAL(${type.scale + 1},${type.scale})`);
  return to(operator('*', whole, unit), decimalText(type));
}

/** Integer quotient, half away from zero: DuckDB's own cuts toward zero. The divisor is not zero; half of it is a shift, a division costs a microsecond. */
export function divideHalfUp(dividend: Sql, divisor: Sql, context: LowerContext): Sql {
  return context.bind([dividend, divisor], (n, d) => {
    const half = operator('*', call('sign', n as Sql), operator('>>', call('abs', d as Sql), number(1)));
    return operator('//', operator('+', n as Sql, half), d as Sql);
  });
}

export interface DivisionPlan {
  /** Power of ten by which the dividend's digits grow. */
  readonly shift: number;
}

/** How to divide in HUGEINT, when no intermediate exceeds 38 digits and Spark's 38-digit quotient rounds as ours. */
export function divisionPlan(left: DecimalType, right: DecimalType, scale: number): DivisionPlan | undefined {
  const shift = scale - left.scale + right.scale;
  if (shift < 0 || left.precision + shift > 37 || right.precision > 36) return undefined;
  if (scale + right.precision >= 38 || !hasUnscaled(left) || !hasUnscaled(right)) return undefined;
  return { shift };
}

export function divideDecimals(
  a: Sql,
  b: Sql,
  left: DecimalType,
  right: DecimalType,
  result: DecimalType,
  shift: number,
  isTry: boolean,
  context: LowerContext,
): Sql {
  const dividend = shift === 0 ? unscaled(a, left) : operator('*', unscaled(a, left), token(`${power(shift)}::HUGEINT`));
  return fromUnscaled(divideHalfUp(dividend, unscaled(b, right), context), result, isTry);
}

export const isDecimal = (dataType: DataType): dataType is DecimalType => dataType.kind === 'decimal';
export const toDecimal = (value: Sql, type: DecimalType, isTry = false): Sql => (isTry ? tryCast : cast)(value, physicalType(type));
