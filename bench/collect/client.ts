/** Times reading a Parquet file as Arrow with the TypeScript client; job on stdin, a line of JSON on stdout. */
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SparkSession } from 'kindling';
import type { CollectJob, CollectOutcome } from './index.ts';

const { path, remote, repeats, threads, pauseMs } = (await json(process.stdin)) as CollectJob;
const builder = remote === undefined ? SparkSession.builder.master(`local[${threads}]`) : SparkSession.builder.remote(remote);
await using spark = await builder.create();

async function read(): Promise<number> {
  let bytes = 0;
  for await (const batch of spark.read.parquet(path).toArrowIpc()) {
    bytes += batch.length;
    if (pauseMs > 0) await sleep(pauseMs);
  }
  return bytes;
}

const timesMs: number[] = [];
let bytes = 0;
for (let repeat = 0; repeat <= repeats; repeat += 1) {
  const startedAt = performance.now();
  bytes = await read();
  timesMs.push(performance.now() - startedAt);
}
const outcome: CollectOutcome = { bytes, timesMs: timesMs.slice(repeats === 0 ? 0 : 1) };
console.log(JSON.stringify(outcome));
