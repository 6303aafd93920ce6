/**
 * Reads a table from CSV, from Parquet and from the cache, each with an aggregate over all of its columns. The job comes as JSON on
 * stdin, the times leave as a line of JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type DataFrame, SparkSession, StorageLevel } from 'kindling';
import type { CacheJob, CacheOutcome, Times } from './index.ts';

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

async function measure(frame: DataFrame, count: number): Promise<Times> {
  const answer = await aggregate(frame);
  const elapsedMs: number[] = [];
  const processorMs: number[] = [];
  for (let repeat = 0; repeat < count; repeat += 1) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    await answer.collect();
    const { user, system } = process.cpuUsage(before);
    elapsedMs.push(performance.now() - startedAt);
    processorMs.push((user + system) / 1000);
  }
  return { elapsedMs, processorMs };
}

try {
  await using spark = await SparkSession.builder.master(`local[${threads}]`).getOrCreate();
  const fromParquet = spark.read.parquet(parquet);
  await fromParquet.write.option('header', true).csv(csv);
  const fromCsv = spark.read
    .schema(await fromParquet.schema())
    .option('header', true)
    .csv(csv);
  const parquetTimes = await measure(fromParquet, repeats);
  const csvTimes = await measure(fromCsv, Math.min(3, repeats));
  const cached: Record<string, { readonly first: Times; readonly again: Times }> = {};
  for (const [name, level] of Object.entries({ MEMORY_AND_DISK: StorageLevel.MEMORY_AND_DISK, DISK_ONLY: StorageLevel.DISK_ONLY })) {
    await fromCsv.persist(level);
    const first = await measure(fromCsv, 1);
    cached[name] = { first, again: await measure(fromCsv, repeats) };
    await fromCsv.unpersist();
  }
  const outcome: CacheOutcome = { csv: csvTimes, parquet: parquetTimes, cached };
  console.log(JSON.stringify(outcome));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
