import { encodeRows, type RecordBatch, type StructType } from '@kindling/protocol';
import type { QueryResult } from './engine-session.ts';
import type { QueryState } from './query-state.ts';

/** The answer of a command that has none. */
export function nothing(state: QueryState): QueryResult {
  return rows(state, { kind: 'struct', fields: [] }, []);
}

/** The answer of a command: plain rows. */
export function rows(state: QueryState, schema: StructType, values: readonly (readonly unknown[])[]): QueryResult {
  async function* batches(): AsyncGenerator<RecordBatch, void> {
    if (values.length > 0) yield encodeRows(schema, values);
  }
  return { schema, timeZone: state.config.get('spark.sql.session.timeZone'), batches: batches() };
}
