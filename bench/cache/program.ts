/**
 * Reads a table from CSV, from Parquet and from the cache, each with an aggregate over all of its columns. The job comes as JSON on
 * stdin, the times leave as a line of JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type DataFrame, SparkSession, StorageLevel } from 'kindling';
import type { CacheJob, CacheOutcome } from './index.ts';

const { parquet, threads, repeats } = (await json(process.stdin)) as CacheJob;
const folder = mkdtempSync(join(tmpdir(), 'kindling-bench-cache-'));
const csv = join(folder, 'lineitem.csv');

/** Sums of numbers, the greatest of everything else. */
async function aggregate(frame: DataFrame): Promise<DataFrame> {
  const { fields } = await frame.schema();
  const columns = fields.map(({ name, dataType }) =>
    dataType.kind === 'string' || dataType.kind === 'date' ? `max(${name})` : `sum(${name})`,
  );
  return frame.selectExpr(...columns);
}

async function timesMs(frame: DataFrame, count: number): Promise<number[]> {
  const answer = await aggregate(frame);
  const times: number[] = [];
  for (let repeat = 0; repeat < count; repeat += 1) {
    const startedAt = performance.now();
    await answer.collect();
    times.push(performance.now() - startedAt);
  }
  return times;
}

try {
  await using spark = await SparkSession.builder.master(`local[${threads}]`).getOrCreate();
  const fromParquet = spark.read.parquet(parquet);
  await fromParquet.write.option('header', true).csv(csv);
  const fromCsv = spark.read
    .schema(await fromParquet.schema())
    .option('header', true)
    .csv(csv);
  const parquetMs = await timesMs(fromParquet, repeats);
  const csvMs = await timesMs(fromCsv, Math.min(3, repeats));
  const cachedMs: Record<string, { readonly firstMs: number; readonly timesMs: readonly number[] }> = {};
  for (const [name, level] of Object.entries({ MEMORY_AND_DISK: StorageLevel.MEMORY_AND_DISK, DISK_ONLY: StorageLevel.DISK_ONLY })) {
    await fromCsv.persist(level);
    const [firstMs = Number.NaN] = await timesMs(fromCsv, 1);
    cachedMs[name] = { firstMs, timesMs: await timesMs(fromCsv, repeats) };
    await fromCsv.unpersist();
  }
  const outcome: CacheOutcome = { csvMs, parquetMs, cachedMs };
  console.log(JSON.stringify(outcome));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
