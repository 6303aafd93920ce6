/** Times jobs of one task and of many; job on stdin, a line of JSON on stdout. */
import { json } from 'node:stream/consumers';
import { SparkSession } from 'kindling';
import type { OverheadJob, OverheadOutcome } from './index.ts';

const { master, tasks, repeats } = (await json(process.stdin)) as OverheadJob;
{
  await using spark = await SparkSession.builder.master(master).config('spark.kindling.execution.mode', 'staged').create();
  const time = async (partitions: number): Promise<number> => {
    const startedAt = performance.now();
    await spark.range(0, 10_000, 1, partitions).foreachPartition(() => undefined);
    return performance.now() - startedAt;
  };
  const timesOf = async (partitions: number): Promise<number[]> => {
    await time(partitions);
    const times: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) times.push(await time(partitions));
    return times;
  };
  const outcome: OverheadOutcome = { oneMs: await timesOf(1), allMs: await timesOf(tasks) };
  console.log(JSON.stringify(outcome));
}
process.exit(0);
