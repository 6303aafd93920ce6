import { queryRows } from '../executor/index.ts';
import type { SourceIo } from '../sources/index.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { QueryState } from './query-state.ts';

/** Lets data sources ask DuckDB while they look at files. */
export function sourceIo(pool: ConnectionPool, state: QueryState, signal: AbortSignal): SourceIo {
  return {
    signal,
    config: (key) => state.config.get(key),
    query: (sql) => pool.use(state.config.get('spark.sql.session.timeZone'), (connection) => queryRows(connection, sql, signal)),
  };
}
