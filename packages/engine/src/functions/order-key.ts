import type { DataType } from '@kindling/protocol';
import type { Sql } from '../duckdb/sql/index.ts';
import { call, cast, text } from '../duckdb/sql/index.ts';

/** What DuckDB compares, sorts and groups by in place of the value, so that its order and equality are Spark's. */
export function orderKey(value: Sql, dataType: DataType): Sql {
  if (dataType.kind === 'string' && dataType.collation !== undefined) {
    const collation = dataType.collation.toUpperCase();
    if (collation.startsWith('UTF8_LCASE')) return call('lower', value);
    return call('icu_sort_key', value, text(collation.split('_')[0] ?? ''));
  }
  return dataType.kind === 'char' ? cast(value, 'VARCHAR') : value;
}
