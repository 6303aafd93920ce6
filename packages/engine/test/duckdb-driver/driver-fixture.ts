import type { InternalValue } from '@kindling/protocol';
import { columnReader, type DuckDbConnection, type QueryOptions } from '../../src/duckdb/driver/index.ts';

/** All rows of a query as arrays of internal values. */
export async function rowsOf(connection: DuckDbConnection, sql: string, options: QueryOptions = {}): Promise<InternalValue[][]> {
  const rows: InternalValue[][] = [];
  for await (const batch of await connection.query(sql, options)) {
    const readers = batch.columns.map(columnReader);
    for (let row = 0; row < batch.length; row++) rows.push(readers.map((read) => read(row)));
  }
  return rows;
}

/** Reads a query to its end without looking at its values; gives the number of rows. */
export async function drain(connection: DuckDbConnection, sql: string, options: QueryOptions = {}): Promise<number> {
  let rows = 0;
  for await (const batch of await connection.query(sql, options)) rows += batch.length;
  return rows;
}

/** A query that runs for minutes on any machine. */
export const endlessQuery = 'SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)';
