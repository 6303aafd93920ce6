import koffi from 'koffi';
import type { DuckDbConnection, QueryOptions } from './duckdb-connection.ts';
import { type NativeResult, type Pointer, resultSizeBytes, resultStruct } from './native-calls.ts';
import { callOnPool, cell, native } from './native-library.ts';

const selectStatement = 1;
const maxAttempts = 5;

/**
 * DuckDB 1.5.5 stops the other threads of a failing statement through the flag that an interrupt sets, and a fetch from a
 * streaming result that sees the flag first reports `Interrupted!` and forgets the error: up to 8 in 100 failures on a busy machine.
 * Nobody having interrupted it, a SELECT is run once more, its rows dropped, to learn what it fails with.
 */
export async function findRealError(
  connection: DuckDbConnection,
  statement: Pointer,
  spurious: unknown,
  options: QueryOptions,
): Promise<unknown> {
  if (native.duckdb_prepared_statement_type(statement) !== selectStatement) return spurious;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const memory = new Uint8Array(resultSizeBytes);
    try {
      const state = await connection.run(() => callOnPool('duckdb_execute_prepared_streaming', statement, memory), options);
      if (state === 0) await drop(connection, memory, options);
      const message = native.duckdb_result_error(memory);
      if (message === null || message === '') return spurious;
      const error = connection.nativeError(message, native.duckdb_result_error_type(memory), options.signal);
      if (!connection.isSpuriousInterrupt(error)) return error;
    } finally {
      await callOnPool('duckdb_destroy_result', memory);
    }
  }
  return spurious;
}

async function drop(connection: DuckDbConnection, memory: Uint8Array, options: QueryOptions): Promise<void> {
  const result = koffi.decode(memory, resultStruct) as NativeResult;
  while (true) {
    const chunk = await connection.run(() => callOnPool('duckdb_fetch_chunk', result), options);
    if (chunk === null) return;
    native.duckdb_destroy_data_chunk(cell(chunk));
  }
}
