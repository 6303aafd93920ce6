import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDbConnection } from '../duckdb/driver/index.ts';
import { quoteText } from '../duckdb/sql/index.ts';
import type { ExchangeFile, ExchangeOutput } from '../physical/index.ts';
import { queryRows } from './query-rows.ts';

/** Column of the fragment's query that holds the number of the partition a row goes to. */
const PARTITION_COLUMN = 'partition_id';

/** Writes the rows of a query to the files of an exchange: one for each partition that gets rows. */
export async function writeExchange(
  sql: string,
  output: ExchangeOutput,
  task: { readonly partition: number; readonly executorId: string },
  connection: DuckDbConnection,
  signal: AbortSignal,
): Promise<ExchangeFile[]> {
  await mkdir(output.directory, { recursive: true });
  const options = [`FORMAT parquet`, `COMPRESSION ${output.codec}`, 'RETURN_STATS'];
  if (output.isPartitioned) {
    await connection.execute(`SET partitioned_write_flush_threshold = ${output.flushRows}`, { signal });
    options.push(`PARTITION_BY (${PARTITION_COLUMN})`, 'OVERWRITE_OR_IGNORE');
  }
  const target = output.isPartitioned ? output.directory : join(output.directory, 'all.parquet');
  const rows = await queryRows(connection, `COPY (${sql}) TO ${quoteText(target)} (${options.join(', ')})`, signal);
  const files: ExchangeFile[] = [];
  for (const [path, count, sizeBytes] of rows) {
    if (Number(count) === 0) continue;
    files.push({
      exchangeId: output.exchangeId,
      mapPartition: task.partition,
      partition: output.isPartitioned ? partitionIn(String(path)) : 0,
      path: String(path),
      sizeBytes: Number(sizeBytes),
      rows: Number(count),
      executorId: task.executorId,
    });
  }
  return files;
}

function partitionIn(path: string): number {
  const found = /partition_id=(\d+)[/\\]/.exec(path);
  if (!found) throw new TypeError(`An exchange's file has no partition in its path: ${path}`);
  return Number(found[1]);
}
