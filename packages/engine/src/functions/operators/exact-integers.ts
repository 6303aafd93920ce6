import type { DataType } from '@kindling/protocol';
import { call, cast, operator, physicalType, type Sql, token, tryCast } from '../../duckdb/sql/index.ts';
import type { EvalMode } from '../../plan/index.ts';

const bits: Readonly<Record<string, number>> = {
  byte: 8,
  short: 16,
  integer: 32,
  long: 64,
  day_time_interval: 64,
  year_month_interval: 32,
};

/** The same operation where it cannot overflow. */
export const wide = (symbol: string, left: Sql, right: Sql): Sql => operator(symbol, cast(left, 'HUGEINT'), cast(right, 'HUGEINT'));

/** An integer operation: DuckDB raises on overflow, `try` gives NULL, `legacy` wraps round as Java does. */
export function integerOperation(symbol: string, left: Sql, right: Sql, dataType: DataType, mode: EvalMode): Sql {
  const type = physicalType(dataType);
  if (mode === 'ansi') return cast(operator(symbol, cast(left, type), cast(right, type)), type);
  if (mode === 'try') return tryCast(wide(symbol, left, right), type);
  return wrap(wide(symbol, left, right), dataType);
}

/** The lowest bits of a HUGEINT as a signed integer of the type. */
export function wrap(value: Sql, dataType: DataType): Sql {
  const width = bits[dataType.kind] ?? 64;
  const half = token(`${2n ** BigInt(width - 1)}::HUGEINT`);
  const mask = token(`${2n ** BigInt(width) - 1n}::HUGEINT`);
  return cast(operator('-', operator('&', operator('+', value, half), mask), half), physicalType(dataType));
}

/** True when the exact result does not fit. */
export function overflows(symbol: string, left: Sql, right: Sql, dataType: DataType): Sql {
  return call('coalesce', overflowsType(wide(symbol, left, right), dataType), token('FALSE'));
}

export function overflowsType(value: Sql, dataType: DataType): Sql {
  const width = BigInt(bits[dataType.kind] ?? 64);
  const low = token(`(-${2n ** (width - 1n)})::HUGEINT`);
  const high = token(`${2n ** (width - 1n) - 1n}::HUGEINT`);
  return operator('OR', operator('<', value, low), operator('>', value, high));
}
