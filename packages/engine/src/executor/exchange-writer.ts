import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDbConnection } from '../duckdb/driver/index.ts';
import { quoteText } from '../duckdb/sql/index.ts';
import type { ExchangeFile, ExchangeOutput } from '../physical/index.ts';
import { queryRows } from './query-rows.ts';

/** Column of the fragment's query that holds the number of the partition a row goes to. */
const PARTITION_COLUMN = 'partition_id';

/**
 * Writes the rows of a query to the file of an exchange. Rows of one partition stand together, so that who reads it passes over the
 * others by the file's statistics. One file for each partition would cost more, the more there are: with 200 of them twice the time.
 */
export async function writeExchange(
  sql: string,
  output: ExchangeOutput,
  task: { readonly partition: number; readonly executorId: string },
  connection: DuckDbConnection,
  signal: AbortSignal,
  onWritten: () => void,
): Promise<ExchangeFile[]> {
  await mkdir(output.directory, { recursive: true });
  const path = join(output.directory, 'rows.parquet');
  const { exchangeId, partitions, codec, rowGroupRows } = output;
  const isDivided = partitions !== undefined && partitions > 1;
  const query = isDivided ? `SELECT * FROM (${sql}) ORDER BY ${PARTITION_COLUMN}` : sql;
  // Version 2 has the codings that cost least for what is read once.
  const options = `FORMAT parquet, COMPRESSION ${codec}, PARQUET_VERSION v2, ROW_GROUP_SIZE ${rowGroupRows}, RETURN_STATS`;
  const [written] = await queryRows(connection, `COPY (${query}) TO ${quoteText(path)} (${options})`, signal);
  onWritten();
  const [rows, fileBytes] = [Number(written?.[1] ?? 0), Number(written?.[2] ?? 0)];
  if (rows === 0) return [];
  const file = { exchangeId, mapPartition: task.partition, partition: 0, path, sizeBytes: fileBytes, rows, executorId: task.executorId };
  if (!isDivided) return [file];
  const counts = await queryRows(
    connection,
    `SELECT ${PARTITION_COLUMN}, count(*) FROM read_parquet(${quoteText(path)}, hive_partitioning = FALSE) GROUP BY 1 ORDER BY 1`,
    signal,
  );
  return counts.map(([partition, count]) => ({
    ...file,
    partition: Number(partition),
    sharedBy: partitions,
    sizeBytes: Math.ceil((fileBytes * Number(count)) / rows),
    rows: Number(count),
  }));
}
