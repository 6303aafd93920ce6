/** Runs queries in Kindling's embedded engine. The job comes as JSON on stdin, an outcome per query leaves as a line of JSON. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { SparkSession } from 'kindling';
import type { KindlingJob, QueryOutcome } from './query-engine.ts';

const job = (await json(process.stdin)) as KindlingJob;
let builder = SparkSession.builder.master(`local[${job.threads}]`);
for (const [key, value] of Object.entries(job.settings)) builder = builder.config(key, value);
await using spark = await builder.getOrCreate();
for (const file of readdirSync(job.tables).filter((name) => name.endsWith('.parquet')))
  await spark.read.parquet(join(job.tables, file)).createOrReplaceTempView(file.replace('.parquet', ''));

async function run(sql: string): Promise<number> {
  const startedAt = performance.now();
  const frame = await spark.sql(sql);
  for await (const _batch of frame.toArrowIpc());
  return performance.now() - startedAt;
}

for (const { name, sql } of job.queries) {
  const timesMs: number[] = [];
  let error: string | undefined;
  try {
    for (let repeat = 0; repeat < job.repeats; repeat += 1) timesMs.push(await run(sql));
  } catch (failure) {
    error = String(failure).split('\n')[0];
  }
  const outcome: QueryOutcome = { name, timesMs, ...(error === undefined ? {} : { error }) };
  console.log(JSON.stringify(outcome));
}
