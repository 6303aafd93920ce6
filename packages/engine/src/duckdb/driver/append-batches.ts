import type { DuckDbConnection, QueryOptions } from './duckdb-connection.ts';
import { DuckDbError } from './duckdb-error.ts';
import type { NativeBatch } from './native-batch.ts';
import type { Pointer } from './native-calls.ts';
import { callOnPool, cell, native, readCell } from './native-library.ts';
import { type NativeField, withLogicalType } from './native-type.ts';
import { vectorRows, writeChunk } from './vector-writer.ts';

/** Appends batches to an existing table whose columns have exactly these types; gives the number of rows. */
export async function appendBatches(
  connection: DuckDbConnection,
  table: string,
  fields: readonly NativeField[],
  batches: AsyncIterable<NativeBatch> | Iterable<NativeBatch>,
  options: QueryOptions,
): Promise<number> {
  const out = cell();
  const created = await connection.run(() => callOnPool('duckdb_appender_create', connection.handle, null, table, out), options);
  const appender = readCell(out);
  const chunk = createChunk(fields, []);
  try {
    if (created !== 0) throw appenderError(appender);
    let total = 0;
    for await (const batch of batches) {
      for (let row = 0; row < batch.length; row += vectorRows) {
        const count = Math.min(vectorRows, batch.length - row);
        native.duckdb_data_chunk_reset(chunk);
        writeChunk(chunk, batch, row, count);
        if ((await connection.run(() => callOnPool('duckdb_append_data_chunk', appender, chunk), options)) !== 0)
          throw appenderError(appender);
        total += count;
      }
    }
    if ((await connection.run(() => callOnPool('duckdb_appender_close', appender), options)) !== 0) throw appenderError(appender);
    return total;
  } catch (error) {
    // Destroying an appender writes what it still holds.
    if (created === 0) native.duckdb_appender_clear(appender);
    throw error;
  } finally {
    native.duckdb_destroy_data_chunk(cell(chunk));
    await callOnPool('duckdb_appender_destroy', cell(appender));
  }
}

function createChunk(fields: readonly NativeField[], types: readonly Pointer[]): Pointer {
  const field = fields[types.length];
  if (field === undefined) return native.duckdb_create_data_chunk(new BigUint64Array(types), types.length);
  return withLogicalType(field.type, (type) => createChunk(fields, [...types, type]));
}

function appenderError(appender: Pointer): DuckDbError {
  return new DuckDbError(native.duckdb_appender_error(appender) ?? 'INTERNAL Error: DuckDB refuses the rows without a message');
}
