import type { DecimalType } from '@kindling/protocol';
import { operator, type Sql } from '../../duckdb/sql/index.ts';

/** Decimals of up to this many digits are 64-bit integers in DuckDB, all others 128-bit, which take several times as long. */
const INT64_DIGITS = 18;
const INT128_DIGITS = 38;

/** DuckDB syntax before its cast to Spark's type, and the type that DuckDB itself gives it. */
interface NativeDecimal {
  readonly sql: Sql;
  readonly type: DecimalType;
}

const natives = new WeakMap<Sql, NativeDecimal>();

/** What a lowered decimal is before it is widened to Spark's precision; itself, where nothing was widened. */
export function nativeDecimal(sql: Sql, type: DecimalType): NativeDecimal {
  return natives.get(sql) ?? { sql, type };
}

/** The value, known as the widened form of a narrower one of the same scale. */
export function widened(sql: Sql, native: NativeDecimal): Sql {
  natives.set(sql, native);
  return sql;
}

/**
 * The operation on decimals as DuckDB types it: in 64 bits when both operands are, and failing when that is too few, even where the
 * values fit Spark's wider type. Undefined when DuckDB cannot hold all digits of the scale.
 */
export function nativeOperation(symbol: '+' | '-' | '*', left: NativeDecimal, right: NativeDecimal): NativeDecimal | undefined {
  const [a, b] = [left.type, right.type];
  const scale = symbol === '*' ? a.scale + b.scale : Math.max(a.scale, b.scale);
  const digits = symbol === '*' ? a.precision + b.precision : Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1;
  const small = a.precision <= INT64_DIGITS && b.precision <= INT64_DIGITS && scale < INT64_DIGITS;
  const precision = Math.min(digits, small ? INT64_DIGITS : INT128_DIGITS);
  if (scale > precision) return undefined;
  return { sql: operator(symbol, left.sql, right.sql), type: { kind: 'decimal', precision, scale } };
}

/** Whether DuckDB would multiply in 64 bits what may need more. */
export const multipliesTooNarrow = (a: DecimalType, b: DecimalType): boolean =>
  a.precision <= INT64_DIGITS && b.precision <= INT64_DIGITS && a.precision + b.precision > INT64_DIGITS;

/** The operand's type with so many digits that DuckDB computes in 128 bits. */
export const in128Bits = (type: DecimalType): DecimalType => ({ ...type, precision: Math.max(type.precision, INT64_DIGITS + 1) });
