import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { internalRowsOf, sparkError, types } from '@kindling/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DuckDbError } from '../../src/duckdb/driver/index.ts';
import { ApplicationFolder, type ProcessBackend } from '../../src/executor/index.ts';
import { ownIdentity, startTimeOf } from '../../src/executor/process/process-identity.ts';
import type { TaskOutput } from '../../src/physical/index.ts';
import { endless, rowsIn, setOf, TaskFixture, until, type Work } from '../scheduler/task-fixture.ts';

const MIB = 1024 * 1024;
const isAlive = (pid: number) => startTimeOf(pid) !== undefined;
const failing: Work = { columns: ["error('boom')::BIGINT"], rows: 10 };
/** Some seconds of a core's work. */
const long: Work = { columns: ['(sum(hash(i) % 7) * 0 + 1)::BIGINT'], rows: 200_000_000 };

function userFunction(source: string, each: 'row' | 'partition' = 'partition'): Work {
  const output: TaskOutput = {
    kind: 'userFunction',
    fn: { kind: 'map', name: 'foreachPartition', each, source, params: '', keyCount: 0 },
    passedColumns: 0,
  };
  return { columns: ['i'], rows: 3, output };
}

type Cluster = TaskFixture & { readonly backend: ProcessBackend };
const startedOn = (fixture: TaskFixture) =>
  fixture.events.flatMap((event) => (event.kind === 'taskStart' ? [event.taskInfo.executorId] : []));
const removed = (fixture: TaskFixture) => fixture.events.flatMap((event) => (event.kind === 'executorRemoved' ? [event] : []));
const atFirst =
  (first: Work, then: Work) =>
  ({ attempt }: { readonly attempt: number }) =>
    attempt === 0 ? first : then;
const one: Work = { columns: ['i'], rows: 1 };

// Processes start from sources here, which takes seconds each.
vi.setConfig({ testTimeout: 120_000 });

describe('executor processes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await TaskFixture.cluster('local-cluster[2,1,512]', { 'spark.executor.heartbeatInterval': '300ms' });
    await cluster.backend.ready();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('give rows of every type in order', async () => {
    const schema = 'i BIGINT, s STRING, d DECIMAL(20,2), t TIMESTAMP, a ARRAY<STRING>, m MAP<STRING, INT>, r STRUCT<x: INT, y: DATE>';
    const columns = [
      'i',
      "if(i % 3 = 0, NULL, 'text ' || i)",
      'i::DECIMAL(20,2)',
      'make_timestamptz(i)',
      "['a', NULL]",
      "MAP {'k': i::INTEGER}",
      "{'x': i::INTEGER, 'y': DATE '2020-01-01'}",
    ];
    const work = ({ partition }: { readonly partition: number }) => ({ columns, rows: 5000, where: `i % 4 = ${partition}` });
    const internal = async (fixture: TaskFixture) => {
      const rows: unknown[] = [];
      for await (const batch of fixture.run(setOf(4, { schema, work })).batches) rows.push(...internalRowsOf(batch));
      return rows;
    };
    const remote = await internal(cluster);
    await using local = await TaskFixture.local(1);
    expect(remote).toEqual(await internal(local));
    expect(remote).toHaveLength(5000);
  });

  it('call the JavaScript bodies of functions by name', async () => {
    const string = types.string;
    const use = { sqlName: 'to_int', kind: 'scalar', body: 'cast', argTypes: [string], resultType: types.integer, options: {} } as const;
    const work = () => ({ columns: ["to_int(' 12 ')::BIGINT"], rows: 1, functions: [use] });
    expect(await cluster.rows(setOf(1, { work }))).toEqual([[12n]]);
    const wrong = () => ({ columns: ["to_int('x')::BIGINT"], rows: 1, functions: [use] });
    const judge = (_: unknown, error: unknown) => ({ kind: 'fail', error }) as const;
    await expect(cluster.run(setOf(1, { work: wrong, judge })).results).rejects.toMatchObject({
      condition: 'CAST_INVALID_INPUT',
      messageParameters: { expression: "'x'" },
    });
  });

  it('tell errors of DuckDB by their class', async () => {
    const judged: unknown[] = [];
    const judge = (_: unknown, error: unknown) => {
      judged.push(error);
      return { kind: 'again' } as const;
    };
    expect(await cluster.rows(setOf(1, { judge, work: atFirst({ columns: ['(i + 9223372036854775807)'], rows: 2 }, one) }))).toEqual([
      [0n],
    ]);
    expect(judged).toHaveLength(1);
    expect(judged[0]).toBeInstanceOf(DuckDbError);
    expect(judged[0]).toMatchObject({ type: 'OUT_OF_RANGE' });
  });

  it('tell that they live, with their memory and their tasks', async () => {
    const stop = new AbortController();
    const run = cluster.run(setOf(1, { work: () => endless }), stop.signal);
    const isAboutTask = () =>
      cluster.events.some(
        (event) =>
          event.kind === 'executorMetricsUpdate' &&
          event.taskUpdates.length === 1 &&
          (event.executorUpdates[0]?.executorMetrics.ProcessTreeJVMRSSMemory ?? 0) > 30 * MIB,
      );
    await until(isAboutTask, 'a heartbeat tells of the task');
    stop.abort(sparkError('OPERATION_CANCELED'));
    await expect(run.results).rejects.toMatchObject({ condition: 'OPERATION_CANCELED' });
    const last = cluster.events.at(-1);
    expect(last?.kind === 'executorMetricsUpdate' || (last?.kind === 'taskEnd' && last.reason.kind === 'taskKilled')).toBe(true);
  });

  it('wait for a slow reader, so that memory stays small everywhere', async () => {
    const run = cluster.run(setOf(2, { work: () => ({ columns: ['i'], rows: 60_000_000 }) }));
    const iterator = run.batches[Symbol.asyncIterator]();
    await iterator.next();
    const residentBytes = () =>
      [process.pid, ...cluster.backend.pids().values()].map(
        (pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096,
      );
    const before = residentBytes();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    // A task gives 480 MB, the buffer holds 32.
    for (const [i, bytes] of residentBytes().entries()) expect(bytes - (before[i] as number)).toBeLessThan(150 * MIB);
    await iterator.return?.(undefined);
    await expect(run.results).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => cluster.ended('taskKilled') >= 2, 'the tasks have stopped');
  });

  it('put what functions of users print into their logs', async () => {
    const work = ({ partition }: { readonly partition: number }) =>
      userFunction(`(row) => console.log('row', row.i, 'of ${partition}')`, 'row');
    await cluster.run(setOf(2, { work })).results;
    const logs = cluster.events.flatMap((event) => (event.kind === 'executorAdded' ? [event.executorInfo.logUrls.stdout ?? ''] : []));
    const lines = logs.flatMap((path) => readFileSync(path, 'utf8').split('\n')).filter((line) => line.startsWith('row'));
    expect(lines.sort()).toEqual(['row 0n of 0', 'row 0n of 1', 'row 1n of 0', 'row 1n of 1', 'row 2n of 0', 'row 2n of 1']);
  });

  it('refuse a task that is larger than a message may be', async () => {
    await using small = await TaskFixture.cluster('local-cluster[1,1,512]', { 'spark.rpc.message.maxSize': '1' });
    const large: Work = { columns: [`length('${'x'.repeat(2 * MIB)}')`], rows: 1 };
    await expect(small.run(setOf(1, { work: () => large })).results).rejects.toThrow('spark.rpc.message.maxSize');
  });

  it('are the only ones whom the driver lets in', async () => {
    const [folder = ''] = readdirSync(cluster.directory);
    const strangers = [
      Buffer.from('hello, is anybody there?'),
      Buffer.concat([Buffer.from([30, 0, 0, 0, 2, 0, 0, 0, 0]), Buffer.from('{"executorId":"0","proof":"me"}')]),
    ];
    for (const greeting of strangers) {
      const socket = connect(join(cluster.directory, folder, 'driver.sock'));
      socket.write(greeting);
      await new Promise<void>((resolve) =>
        socket
          .once('close', () => resolve())
          .once('error', () => resolve())
          .resume(),
      );
    }
    expect(await cluster.rows(setOf(1, { work: () => one }))).toEqual([[0n]]);
  });
});

describe('an executor that is lost', () => {
  it('by a kill in the middle costs no failure: its tasks run again, and another executor takes its place', async () => {
    await using cluster = await TaskFixture.cluster('local-cluster[2,1,512]', { 'spark.task.maxFailures': '1' });
    const run = cluster.run(setOf(4, { work: () => long }));
    const rows = rowsIn(run.batches);
    await until(() => startedOn(cluster).length >= 2, 'two tasks run');
    const [executorId, pid] = [...cluster.backend.pids()][0] as [string, number];
    process.kill(pid, 'SIGKILL');
    expect(await rows).toEqual([[1n], [1n], [1n], [1n]]);
    expect(cluster.ended('executorLostFailure')).toBe(1);
    expect(removed(cluster)).toMatchObject([{ executorId, reason: 'Command was ended by SIGKILL' }]);
    await until(() => cluster.backend.pids().has('2'), 'another executor has registered');
  });

  it('because it hangs is killed after the timeout of the network', async () => {
    await using cluster = await TaskFixture.cluster('local-cluster[2,1,512]', {
      'spark.executor.heartbeatInterval': '500ms',
      'spark.network.timeout': '8s',
    });
    const run = cluster.run(setOf(4, { work: () => long }));
    const rows = rowsIn(run.batches);
    await until(() => startedOn(cluster).length >= 2, 'two tasks run');
    const [executorId, pid] = [...cluster.backend.pids()][0] as [string, number];
    process.kill(pid, 'SIGSTOP');
    expect(await rows).toEqual([[1n], [1n], [1n], [1n]]);
    await until(() => removed(cluster).length > 0, 'it is removed');
    expect(removed(cluster)).toMatchObject([{ executorId, reason: expect.stringMatching(/^Executor heartbeat timed out after \d+ ms$/) }]);
    expect(isAlive(pid)).toBe(false);
  });

  it.each([
    ['JavaScript', '() => { const all = []; for (;;) all.push({ a: all.length, b: [all.length] }); }'],
    ['all of its', '() => { const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1)); }'],
    [
      'all of its',
      'async () => { const all = []; for (;;) { all.push(Buffer.alloc(1 << 22, 1)); await new Promise((resolve) => setTimeout(resolve, 1)); } }',
    ],
  ])('because a task uses up %s memory counts as a failure of the task, and its neighbours go on', async (_, source) => {
    await using cluster = await TaskFixture.cluster('local-cluster[2,1,256]', {
      'spark.task.maxFailures': '2',
      'spark.executor.minMemoryOverhead': '128m',
    });
    const greedy = cluster.run(setOf(1, { jobId: 9000, work: () => userFunction(source) }));
    greedy.results.catch(() => undefined);
    await until(() => startedOn(cluster).length >= 1, 'it runs');
    expect(await cluster.rows(setOf(3, { work: () => one }))).toEqual([[0n], [0n], [0n]]);
    await expect(greedy.results).rejects.toMatchObject({
      condition: 'KINDLING_JOB_ABORTED',
      message: expect.stringMatching(
        /Task 0 in stage 9000\.0 failed 2 times[\s\S]*ExecutorLostFailure \(executor \d+ exited caused by one of the running tasks\) Reason: The executor ran out of memory/,
      ),
    });
    expect(cluster.ended('executorLostFailure')).toBe(2);
  });

  it('for one job again and again leaves executors to the others', async () => {
    await using cluster = await TaskFixture.cluster('local-cluster[2,1,512]');
    const bad = cluster.run(setOf(2, { jobId: 9000, work: () => userFunction('() => { process.exit(3); }') }));
    await expect(bad.results).rejects.toMatchObject({
      condition: 'KINDLING_JOB_ABORTED',
      message: expect.stringContaining('Reason: Command exited with code 3'),
    });
    expect(cluster.ended('executorLostFailure')).toBeGreaterThanOrEqual(4);
    expect(await cluster.rows(setOf(2, { work: () => one }))).toEqual([[0n], [0n]]);
  });

  it('again and again ends the jobs, saying why', async () => {
    await using cluster = await TaskFixture.cluster('local-cluster[1,1,512]', {
      'spark.task.maxFailures': '100',
      'spark.executor.maxNumFailures': '1',
    });
    const run = cluster.run(setOf(1, { work: () => userFunction('() => { process.exit(3); }') }));
    await expect(run.results).rejects.toMatchObject({
      condition: 'KINDLING_NO_EXECUTORS',
      message: expect.stringContaining('Max number of executor failures (1) reached; the last one: Command exited with code 3'),
    });
  });
});

describe('tasks over several executors', () => {
  it('that are slow run a second time elsewhere, and the first to end counts', async () => {
    await using cluster = await TaskFixture.cluster('local-cluster[2,1,512]', {
      'spark.speculation': 'true',
      'spark.speculation.quantile': '0.5',
    });
    const work = ({ partition, attempt }: { readonly partition: number; readonly attempt: number }) =>
      partition === 3 && attempt === 0 ? endless : { columns: [`i + ${partition}`], rows: 1 };
    expect(await cluster.rows(setOf(4, { work }))).toEqual([[0n], [1n], [2n], [3n]]);
    // Of the others one may have been slow, too, on a machine that is busy.
    expect(cluster.events.filter((event) => event.kind === 'speculativeTaskSubmitted' && event.partitionId === 3)).toHaveLength(1);
    await until(() => cluster.ended('taskKilled') >= 1, 'the slow one is stopped');
    const copies = cluster.events.flatMap((event) =>
      event.kind === 'taskStart' && event.taskInfo.partitionId === 3 ? [event.taskInfo] : [],
    );
    expect(copies.map(({ speculative }) => speculative)).toEqual([false, true]);
    expect(copies[0]?.executorId).not.toBe(copies[1]?.executorId);
  });

  it('go to executors where they have not failed', async () => {
    await using cluster = await TaskFixture.cluster('local-cluster[2,1,512]', { 'spark.excludeOnFailure.enabled': 'true' });
    await cluster.backend.ready();
    expect(await cluster.rows(setOf(1, { work: atFirst(failing, one) }))).toEqual([[0n]]);
    const [first, second] = startedOn(cluster);
    expect(first).not.toBe(second);
    const run = cluster.run(setOf(1, { work: ({ attempt }) => (attempt < 2 ? failing : one) }));
    await expect(run.results).rejects.toThrow('cannot run anywhere due to node and executor excludeOnFailure');
  });

  it('go where their data is', async () => {
    await using cluster = await TaskFixture.cluster('local-cluster[2,2,512]', { 'spark.scheduler.minRegisteredResourcesRatio': '1' });
    const preferredExecutors = (partition: number) => [String(partition % 2)];
    await cluster.rows(setOf(4, { preferredExecutors, work: () => one }));
    const placed = cluster.events.flatMap((event) => (event.kind === 'taskStart' ? [event.taskInfo] : []));
    for (const { partitionId, executorId, locality } of placed)
      expect([executorId, locality]).toEqual([String(partitionId % 2), 'PROCESS_LOCAL']);
  });
});

describe('the folder of an application', () => {
  it('goes when its driver has gone without removing it, and only then', async () => {
    const root = mkdtempSync(join(tmpdir(), 'roots-'));
    const folder = (name: string, owner: unknown) => {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'owner.json'), JSON.stringify(owner));
    };
    const own = ownIdentity();
    folder('kindling-app-alive', own);
    folder('kindling-app-reused', { ...own, startTime: '1' });
    folder('kindling-app-dead', { ...own, pid: 2 ** 22 + 1 });
    folder('kindling-app-elsewhere', { ...own, pid: 2 ** 22 + 1, space: 'another machine' });
    folder('other', { ...own, startTime: '1' });
    mkdirSync(join(root, 'kindling-app-unknown'));
    await using opened = ApplicationFolder.open(root);
    expect(readdirSync(root).sort()).toEqual(
      ['kindling-app-alive', 'kindling-app-elsewhere', 'kindling-app-unknown', 'other', opened.path.slice(root.length + 1)].sort(),
    );
    await opened[Symbol.asyncDispose]();
    rmSync(root, { recursive: true });
  });

  it.each(['sql', 'javascript'])(
    'and its executors, busy with %s, go when the driver is killed',
    async (what) => {
      const directory = mkdtempSync(join(tmpdir(), 'killed-'));
      const program = fileURLToPath(new URL('driver-program.ts', import.meta.url));
      const driver = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', program, directory, what], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let pids: number[] = [];
      createInterface(driver.stdout).on('line', (line) => {
        pids = JSON.parse(line) as number[];
      });
      await until(() => pids.length === 2, 'its executors work', 60_000);
      expect(pids.filter(isAlive)).toEqual(pids);
      driver.kill('SIGKILL');
      await until(() => pids.filter(isAlive).length === 0, 'its executors have ended');
      expect(readdirSync(directory)).toEqual([]);
      rmSync(directory, { recursive: true });
    },
    90_000,
  );

  it('is empty of processes and files after an orderly end', async () => {
    const cluster = await TaskFixture.cluster('local-cluster[2,1,512]');
    await cluster.rows(setOf(2, { work: () => one }));
    const pids = [...cluster.backend.pids().values()];
    const stop = new AbortController();
    const run = cluster.run(setOf(2, { work: () => endless }), stop.signal);
    await cluster[Symbol.asyncDispose]();
    await expect(run.results).rejects.toMatchObject({ condition: 'KINDLING_NO_EXECUTORS' });
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(cluster.directory)).toBe(false);
  });
});

describe('log files', () => {
  it('are kept where that is asked for, in parts of a limited size', async () => {
    const kept = mkdtempSync(join(tmpdir(), 'work-'));
    const cluster = await TaskFixture.cluster('local-cluster[1,1,512]', {
      'spark.kindling.executor.workDirectory': kept,
      'spark.executor.logs.rolling.strategy': 'size',
      'spark.executor.logs.rolling.maxSize': '1000',
      'spark.executor.logs.rolling.maxRetainedFiles': '2',
    });
    await cluster.run(
      setOf(1, { work: () => userFunction("() => { for (let i = 0; i < 100; i++) console.log('line', i, '-'.repeat(50)); }") }),
    ).results;
    await cluster[Symbol.asyncDispose]();
    const folder = join(kept, 'app-test', '0');
    const parts = readdirSync(folder).filter((name) => name.startsWith('stdout'));
    expect(parts).toHaveLength(3);
    expect(readFileSync(join(folder, 'stdout'), 'utf8')).toContain('line 99');
    for (const part of parts) expect(readFileSync(join(folder, part)).length).toBeLessThanOrEqual(1000);
    rmSync(kept, { recursive: true });
  });
});
