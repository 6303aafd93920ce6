/** Runs one query within a limit of memory; job on stdin, a line of JSON on stdout. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { SparkSession } from 'kindling';
import type { MemoryJob } from './index.ts';

const job = (await json(process.stdin)) as MemoryJob;
const builder = SparkSession.builder
  .master(`local[${job.threads}]`)
  .config('spark.memory.offHeap.enabled', true)
  .config('spark.memory.offHeap.size', `${job.memoryMiB}m`);
await using spark = await builder.create();
await spark.read.parquet(join(job.tables, 'users')).createOrReplaceTempView('users');
await spark.read.parquet(join(job.tables, 'log.parquet')).createOrReplaceTempView('log');

const startedAt = performance.now();
let outcome: object;
try {
  const rows = await (await spark.sql(job.sql)).collect();
  outcome = { seconds: (performance.now() - startedAt) / 1000, answer: rows.map(String).join('\n') };
} catch (error) {
  outcome = { error: String(error) };
}
const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
console.log(JSON.stringify({ ...outcome, residentMiB: Number(peak) / 1024 }));
