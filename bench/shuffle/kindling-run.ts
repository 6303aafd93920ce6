/** Runs one experiment in a process of its own; the job comes as JSON on stdin, the answer leaves as a line of JSON. */
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { SparkSession } from 'kindling';
import type { ShuffleJob } from './index.ts';

const job = (await json(process.stdin)) as ShuffleJob;
let builder = SparkSession.builder.master(`local[${job.cores}]`).appName(job.name);
for (const [key, value] of Object.entries(job.settings)) builder = builder.config(key, value);
builder = builder.config('spark.memory.offHeap.enabled', true).config('spark.memory.offHeap.size', `${job.memoryMiB}m`);
{
  await using spark = await builder.create();
  await spark.read.parquet(join(job.tables, 'users')).createOrReplaceTempView('users');
  await spark.read.parquet(join(job.tables, 'log.parquet')).createOrReplaceTempView('log');
  const rows = await (await spark.sql(job.query)).collect();
  const answer = rows.map((row) => Object.values(row).map(String)).sort();
  console.log(JSON.stringify({ answer }));
}
// The engine writes the end of its event log when the process ends its last session.
process.exit(0);
