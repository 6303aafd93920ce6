import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sparkError } from '@kindling/protocol';
import { describe, expect, it } from 'vitest';
import { endless, rowsIn, setOf, TaskFixture, until } from './task-fixture.ts';

const failing = { columns: ["error('boom')::BIGINT"], rows: 10 };
const MIB = 1024 * 1024;

describe('rows of a task set', () => {
  it('come in the order of the partitions, however their tasks end', async () => {
    await using fixture = await TaskFixture.local(2);
    const set = setOf(7, {
      work: ({ partition }) => ({ columns: [`${partition * 1000} + i`], rows: (7 - partition) * 20 }),
    });
    const rows = await fixture.rows(set);
    const expected = Array.from({ length: 7 }, (_, p) => Array.from({ length: (7 - p) * 20 }, (_, i) => [BigInt(p * 1000 + i)])).flat();
    expect(rows).toEqual(expected);
    expect(fixture.ended('success')).toBe(7);
  });

  it('are there before the set has ended', async () => {
    await using fixture = await TaskFixture.local(2);
    const stop = new AbortController();
    const run = fixture.run(setOf(2, { work: ({ partition }) => (partition === 0 ? { columns: ['i'], rows: 5 } : endless) }), stop.signal);
    const first = await run.batches[Symbol.asyncIterator]().next();
    expect(first.value?.length).toBe(5);
    stop.abort(sparkError('OPERATION_CANCELED'));
    await expect(run.results).rejects.toMatchObject({ condition: 'OPERATION_CANCELED' });
  });

  it('wait for their reader, so that memory stays small', async () => {
    await using fixture = await TaskFixture.local(2, { 'spark.kindling.result.bufferSize': '8m' });
    const run = fixture.run(setOf(4, { work: () => ({ columns: ['i'], rows: 20_000_000 }) }));
    const iterator = run.batches[Symbol.asyncIterator]();
    await iterator.next();
    const beforeBytes = process.memoryUsage.rss();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // Four tasks would give 640 MB.
    expect(process.memoryUsage.rss() - beforeBytes).toBeLessThan(150 * MIB);
    expect(fixture.ended('success')).toBe(0);
    await iterator.return?.(undefined);
    await expect(run.results).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => fixture.ended('taskKilled') === 2, 'both tasks are stopped');
  });

  it('of a reader who pauses keep no other job from the cores', async () => {
    await using fixture = await TaskFixture.local(2, { 'spark.kindling.result.bufferSize': '1m' });
    const paused = fixture.run(setOf(4, { work: () => ({ columns: ['i'], rows: 4_000_000 }) }));
    const iterator = paused.batches[Symbol.asyncIterator]();
    let count = (await iterator.next()).value?.length ?? 0;
    expect(await fixture.rows(setOf(3, { work: ({ partition }) => ({ columns: ['i'], rows: partition }) }))).toEqual([[0n], [0n], [1n]]);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) count += next.value.length;
    expect(count).toBe(16_000_000);
    expect((await paused.results).size).toBe(4);
  });
});

describe('a task that fails', () => {
  it('is tried as often as the master allows, and goes on behind the rows that its reader has', async () => {
    await using fixture = await TaskFixture.local(1, {}, 3);
    const work = ({ attempt }: { readonly attempt: number }) => ({
      columns: [`CASE WHEN i = ${attempt < 2 ? 1_500_000 + attempt : -1} THEN error('boom') ELSE i END`],
      rows: 2_000_000,
    });
    const run = fixture.run(setOf(1, { work }));
    let next = 0;
    for await (const batch of run.batches) {
      const values = new BigInt64Array(batch.columns[0]?.data?.buffer as ArrayBuffer, batch.columns[0]?.data?.byteOffset, batch.length);
      expect(values[0]).toBe(BigInt(next));
      next += batch.length;
    }
    expect(next).toBe(2_000_000);
    expect(fixture.ended('exceptionFailure')).toBe(2);
    expect(fixture.ended('success')).toBe(1);
  });

  it('ends its job when its next try gives other rows than the reader has', async () => {
    await using fixture = await TaskFixture.local(1, {}, 3);
    const work = ({ attempt }: { readonly attempt: number }) => ({
      columns: [`CASE WHEN i = ${attempt < 2 ? 1_500_000 : -1} THEN error('boom') ELSE i + ${attempt} END`],
      rows: 2_000_000,
    });
    const run = fixture.run(setOf(1, { work }));
    await expect(rowsIn(run.batches)).rejects.toMatchObject({ condition: 'KINDLING_RESULT_CHANGED' });
    await expect(run.results).rejects.toMatchObject({ condition: 'KINDLING_RESULT_CHANGED' });
  });

  it('ends its job with the words of Spark', async () => {
    await using fixture = await TaskFixture.local(2, {}, 2);
    const run = fixture.run(setOf(3, { jobId: 7000, work: ({ partition }) => (partition === 1 ? failing : { columns: ['i'], rows: 1 }) }));
    const message =
      /Job aborted due to stage failure: Task 1 in stage 7000\.0 failed 2 times, most recent failure: Lost task 1\.1 in stage 7000\.0 \(TID \d+\) \(\S+ executor driver\): .*boom/;
    await expect(run.results).rejects.toMatchObject({ condition: 'KINDLING_JOB_ABORTED', message: expect.stringMatching(message) });
    await expect(rowsIn(run.batches)).rejects.toThrow('Job aborted due to stage failure');
  });

  it('ends its job at once, with its own condition, where another try cannot help', async () => {
    await using fixture = await TaskFixture.local(2, {}, 4);
    const judge = () => ({ kind: 'fail', error: sparkError('DIVIDE_BY_ZERO', { config: '"c"' }) }) as const;
    const run = fixture.run(setOf(2, { judge, work: ({ partition }) => (partition === 0 ? failing : endless) }));
    await expect(run.results).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });
    expect(fixture.ended('exceptionFailure')).toBe(1);
    expect(fixture.ended('taskKilled')).toBe(1);
  });

  it('is tried again at once when that is asked for, which counts as no failure', async () => {
    await using fixture = await TaskFixture.local(1);
    const judge = () => ({ kind: 'again' }) as const;
    const work = ({ attempt }: { readonly attempt: number }) => (attempt < 3 ? failing : { columns: ['i'], rows: 2 });
    expect(await fixture.rows(setOf(1, { judge, work }))).toEqual([[0n], [1n]]);
  });

  it('for lost files of an exchange ends its set, so that they can be made again', async () => {
    await using fixture = await TaskFixture.local(1);
    const set = setOf(1, { work: () => ({ columns: ['i'], rows: 2 }) });
    const file = {
      exchangeId: 5,
      mapPartition: 3,
      partition: 0,
      path: join(fixture.directory, 'gone'),
      sizeBytes: 1,
      rows: 1,
      executorId: 'driver',
    };
    const run = fixture.run({ ...set, describe: (task) => ({ ...set.describe(task), inputs: [file] }) });
    await expect(run.results).rejects.toMatchObject({ name: 'FetchFailure', exchangeId: 5, mapPartition: 3 });
  });
});

describe('an excluded executor', () => {
  it('gets no more tasks of the stage, and a task without another one ends the job', async () => {
    await using fixture = await TaskFixture.local(1, { 'spark.excludeOnFailure.enabled': 'true' }, 4);
    const run = fixture.run(setOf(1, { work: () => failing }));
    await expect(run.results).rejects.toThrow(/cannot run anywhere due to node and executor excludeOnFailure[\s\S]*boom/);
    expect(fixture.ended('exceptionFailure')).toBe(1);
  });
});

describe('cancelling', () => {
  it('stops what runs and starts nothing more', async () => {
    await using fixture = await TaskFixture.local(2);
    const stop = new AbortController();
    const run = fixture.run(setOf(50, { work: () => endless }), stop.signal);
    await until(() => fixture.events.length === 2, 'two tasks run');
    stop.abort(sparkError('OPERATION_CANCELED'));
    await expect(run.results).rejects.toMatchObject({ condition: 'OPERATION_CANCELED' });
    expect(fixture.ended('taskKilled')).toBe(2);
    expect(fixture.events).toHaveLength(4);
  });
});

describe('jobs at once', () => {
  /** Which jobs' tasks were started, in order. */
  const started = (fixture: TaskFixture) => fixture.events.flatMap((event) => (event.kind === 'taskStart' ? [event.stageId] : []));
  const short = { columns: ['i'], rows: 10 };

  it('wait for each other in FIFO mode', async () => {
    await using fixture = await TaskFixture.local(1);
    const [first, second] = [
      fixture.run(setOf(4, { jobId: 1, work: () => short })),
      fixture.run(setOf(4, { jobId: 2, work: () => short })),
    ];
    await Promise.all([rowsIn(first.batches), rowsIn(second.batches)]);
    expect(started(fixture)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it('share in FAIR mode by the weights and least shares of their pools', async () => {
    await using setup = await TaskFixture.local(1);
    const file = join(setup.directory, 'fair.xml');
    await writeFile(
      file,
      `<?xml version="1.0"?><allocations>
        <!-- <pool name="late"><weight>100</weight></pool> -->
        <pool name="heavy"><schedulingMode>FAIR</schedulingMode><weight>2</weight></pool>
        <pool name="least"><minShare>1</minShare></pool>
      </allocations>`,
    );
    await using fixture = await TaskFixture.local(4, { 'spark.scheduler.mode': 'FAIR', 'spark.scheduler.allocation.file': file });
    const stop = new AbortController();
    const run = (jobId: number, pool: string) => fixture.run(setOf(8, { jobId, pool, work: () => endless }), stop.signal);
    // All are there before the first core is given away.
    const runs = [run(1, 'late'), run(2, 'heavy'), run(3, 'least')];
    await until(() => started(fixture).length === 4, 'four tasks run');
    expect(started(fixture)).toEqual([3, 2, 1, 2]);
    stop.abort(sparkError('OPERATION_CANCELED'));
    await Promise.allSettled(runs.map((one) => one.results));
  });
});
