import { DuckDbError } from './duckdb-error.ts';
import type { Pointer } from './native-calls.ts';
import { native } from './native-library.ts';

/** What a parameter of a statement may be: bigint is BIGINT, number is DOUBLE. */
export type ParameterValue = null | boolean | bigint | number | string | Uint8Array;

const encoder = new TextEncoder();

export function bindParameters(statement: Pointer, values: readonly ParameterValue[]): void {
  const wanted = native.duckdb_nparams(statement);
  if (wanted !== values.length) {
    throw new DuckDbError(`Invalid Input Error: the statement has ${wanted} parameters, and ${values.length} values were given`);
  }
  values.forEach((value, i) => {
    if (bind(statement, i + 1, value) !== 0) throw new DuckDbError(`Invalid Input Error: parameter ${i + 1} cannot be bound`);
  });
}

function bind(statement: Pointer, index: number, value: ParameterValue): number {
  if (value === null) return native.duckdb_bind_null(statement, index);
  switch (typeof value) {
    case 'boolean':
      return native.duckdb_bind_boolean(statement, index, value);
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} does not fit into a BIGINT parameter`);
      return native.duckdb_bind_int64(statement, index, value);
    case 'number':
      return native.duckdb_bind_double(statement, index, value);
    case 'string': {
      const bytes = encoder.encode(value);
      return native.duckdb_bind_varchar_length(statement, index, bytes, bytes.length);
    }
    default:
      return native.duckdb_bind_blob(statement, index, value, value.length);
  }
}
