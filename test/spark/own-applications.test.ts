import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHistoryServer } from '../../scripts/history-server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kindling-applications-'));
const data = join(folder, 'data');
const logs = join(folder, 'logs');

const joined = `SELECT o.k, count(*) AS n, sum(i.v) AS s FROM orders o JOIN items i ON o.id = i.id WHERE i.v > 10 GROUP BY o.k ORDER BY n DESC, o.k`;

async function inApplication(
  appId: string,
  settings: Readonly<Record<string, string>>,
  work: (spark: SparkSession) => Promise<void>,
): Promise<void> {
  const all = {
    'spark.app.id': appId,
    'spark.app.name': `application ${appId}`,
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': logs,
    'spark.eventLog.rolling.enabled': 'false',
    'spark.eventLog.compress': 'false',
    'spark.kindling.password': 'do-not-show-me',
    ...settings,
  };
  const spark = await Object.entries(all)
    .reduce((builder, [key, value]) => builder.config(key, value), SparkSession.builder)
    .create();
  try {
    await work(spark);
  } finally {
    await spark.stop();
  }
}

async function readTables(spark: SparkSession): Promise<void> {
  for (const name of ['orders', 'items']) await spark.read.parquet(join(data, name)).createOrReplaceTempView(name);
}

async function failing(work: Promise<unknown>): Promise<void> {
  await expect(work).rejects.toMatchObject({ condition: expect.any(String) });
}

describe("Apache Spark's History Server, of Kindling's applications", { timeout: 120_000 }, () => {
  let server: Awaited<ReturnType<typeof startHistoryServer>>;

  // biome-ignore lint/suspicious/noExplicitAny: the answers of another program
  async function ask(path: string): Promise<any> {
    const response = await fetch(`${server.url}/api/v1/applications${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  interface ShownQuery {
    readonly id: number;
    readonly description: string;
    readonly status: string;
    readonly errorMessage: string;
    readonly planDescription: string;
    readonly successJobIds: readonly number[];
    readonly failedJobIds: readonly number[];
    readonly nodes: readonly {
      readonly nodeName: string;
      readonly metrics: readonly { readonly name: string; readonly value: string }[];
    }[];
  }

  const queriesOf = (appId: string): Promise<ShownQuery[]> => ask(`/${appId}/sql?details=true&planDescription=true&length=100`);

  async function queryOf(appId: string, words: string): Promise<ShownQuery> {
    const found = (await queriesOf(appId)).filter(({ description }) => description.includes(words));
    expect(found, `queries of ${appId} about ${words}`).toHaveLength(1);
    return found[0] as ShownQuery;
  }

  const valueOf = (query: ShownQuery, nodeName: string, metric: string, which = 0): string | undefined =>
    query.nodes.filter((node) => node.nodeName.trim() === nodeName)[which]?.metrics.find(({ name }) => name === metric)?.value;

  beforeAll(async () => {
    mkdirSync(logs);
    await inApplication('staged', { 'spark.master': 'local[2]', 'spark.kindling.execution.mode': 'staged' }, async (spark) => {
      await spark.range(0, 20_000, 1, 4).selectExpr('id', 'id % 5 AS k').write.parquet(join(data, 'orders'));
      await spark.range(0, 60_000, 1, 3).selectExpr('id', 'id * 2 AS v').write.parquet(join(data, 'items'));
      await readTables(spark);
      await spark.conf.set('spark.sql.autoBroadcastJoinThreshold', '-1');
      await spark.conf.set('spark.sql.adaptive.autoBroadcastJoinThreshold', '-1');
      await spark.conf.set('spark.sql.shuffle.partitions', '6');
      expect((await (await spark.sql(joined)).collect()).map((row) => row.n)).toEqual([3999n, 3999n, 3999n, 3999n, 3998n]);
      await spark.conf.unset('spark.sql.autoBroadcastJoinThreshold');
      await spark.conf.unset('spark.sql.adaptive.autoBroadcastJoinThreshold');
      await spark.conf.set('spark.job.description', 'join with a small side');
      await (await spark.sql(joined)).collect();
      await spark.conf.unset('spark.job.description');
      await failing((await spark.sql('SELECT v DIV (id - 7) FROM items')).collect());
    });
    await inApplication('fused', { 'spark.master': 'local[2]' }, async (spark) => {
      await readTables(spark);
      await (await spark.sql(joined)).collect();
      await spark.read.parquet(join(data, 'items')).filter('v > 100').count();
      await failing((await spark.sql('SELECT cast(concat(id, "x") AS int) FROM items')).collect());
    });
    await inApplication('cluster', { 'spark.master': 'local-cluster[2,1,1024]' }, async (spark) => {
      await readTables(spark);
      await (await spark.sql(joined)).collect();
      await spark.range(0, 100, 1, 4).foreachPartition(
        (rows, mark) => {
          for (const row of rows) {
            const { existsSync: isThere, writeFileSync: write } = process.getBuiltinModule('node:fs');
            if (row.id !== 0n || isThere(mark)) continue;
            write(mark, '');
            process.kill(process.pid, 'SIGKILL');
          }
        },
        { params: join(folder, 'killed') },
      );
    });
    server = await startHistoryServer(logs);
    for (let tries = 0; (await ask('')).length < 3 && tries < 60; tries++) await sleep(500);
  }, 240_000);

  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  it('lists each application as complete, with its name and settings and without its secrets', async () => {
    const shown = (await ask('')).map((app: { id: string; name: string; attempts: { completed: boolean }[] }) => [
      app.id,
      app.name,
      app.attempts[0]?.completed,
    ]);
    expect(shown.sort()).toEqual(['cluster', 'fused', 'staged'].map((id) => [id, `application ${id}`, true]));
    const { runtime, sparkProperties } = await ask('/cluster/environment');
    expect(runtime.javaVersion).toContain('Node.js');
    expect(sparkProperties).toContainEqual(['spark.master', 'local-cluster[2,1,1024]']);
    for (const file of readdirSync(logs)) expect(readFileSync(join(logs, file), 'utf8')).not.toContain('do-not-show-me');
  });

  it('shows the stages of a query as jobs, each with the tasks that it had', async () => {
    const query = await queryOf('staged', joined.slice(0, 60));
    const jobs = (await ask('/staged/jobs')).filter(({ jobId }: { jobId: number }) => query.successJobIds.includes(jobId));
    expect(jobs.length).toBeGreaterThanOrEqual(5);
    for (const job of jobs) {
      expect(job).toMatchObject({ status: 'SUCCEEDED', description: query.description, numFailedTasks: 0, numSkippedTasks: 0 });
      expect(job.numCompletedTasks).toBe(job.numTasks);
      expect(job.stageIds).toHaveLength(1);
      const [stage] = await ask(`/staged/stages/${job.stageIds[0]}?details=true`);
      expect(stage).toMatchObject({ status: 'COMPLETE', numTasks: job.numTasks, numCompleteTasks: job.numTasks });
      expect(stage.details).toBe(joined);
      const tasks: { taskMetrics: { executorRunTime: number } }[] = await ask(`/staged/stages/${stage.stageId}/0/taskList?length=100`);
      expect(tasks).toHaveLength(job.numTasks);
    }
    const stages: Record<string, number>[] = await ask('/staged/stages');
    const of = (reason: string) =>
      stages.filter(({ name }) => String(name).startsWith('collect') && String(name).includes(`for ${reason}`));
    const [left, right] = of('join');
    expect((left?.shuffleWriteRecords ?? 0) + (right?.shuffleWriteRecords ?? 0)).toBe(20_000 + 59_994);
    expect((left?.inputBytes ?? 0) + (right?.inputBytes ?? 0)).toBeGreaterThan(10_000);
    expect((left?.inputRecords ?? 0) + (right?.inputRecords ?? 0)).toBe(80_000);
    const reducing = of('aggregate').find(({ shuffleReadRecords }) => shuffleReadRecords === 79_994);
    expect(reducing).toBeDefined();
    expect(reducing?.shuffleReadBytes).toBe((left?.shuffleWriteBytes ?? 0) + (right?.shuffleWriteBytes ?? 0));
    expect(reducing?.peakExecutionMemory).toBeGreaterThan(0);
    expect(reducing?.executorCpuTime).toBeGreaterThan(0);
  });

  it('draws the operators of a stage, and what it reads of other stages', async () => {
    const stages: { stageId: number; shuffleReadRecords: number; inputRecords: number }[] = await ask('/staged/stages');
    const pictureOf = async (isMeant: (stage: (typeof stages)[number]) => boolean) => {
      const page = await fetch(`${server.url}/history/staged/stages/stage/?id=${stages.find(isMeant)?.stageId}&attempt=0`);
      const [, picture = ''] = /digraph G([\s\S]*?)<\/div>/.exec(await page.text()) ?? [];
      return picture;
    };
    const scanning = await pictureOf(({ inputRecords }) => inputRecords === 60_000);
    for (const part of ['FileScanRDD', 'Scan parquet', 'Filter', 'Exchange']) expect(scanning).toContain(part);
    const joining = await pictureOf(({ shuffleReadRecords }) => shuffleReadRecords === 79_994);
    for (const part of ['ShuffledRowRDD', 'AQEShuffleRead', 'ShuffledHashJoin', 'HashAggregate']) expect(joining).toContain(part);
  });

  it('shows the plan of a staged query as it was in the end, with the figures of its operators', async () => {
    const query = await queryOf('staged', joined.slice(0, 60));
    expect(query).toMatchObject({
      status: 'COMPLETED',
      planDescription: expect.stringContaining('Staged: spark.kindling.execution.mode is staged'),
    });
    const names = query.nodes.map(({ nodeName }) => nodeName.trim());
    expect(names).toEqual(
      expect.arrayContaining([
        'AdaptiveSparkPlan',
        'Sort',
        'Exchange',
        'AQEShuffleRead',
        'HashAggregate',
        'ShuffledHashJoin',
        'Filter',
        'Scan parquet',
      ]),
    );
    expect(valueOf(query, 'ShuffledHashJoin', 'number of output rows')).toBe('19,994');
    expect(valueOf(query, 'Filter', 'number of output rows')).toBe('59,994');
    const scans = [0, 1].map((which) => valueOf(query, 'Scan parquet', 'number of files read', which)).sort();
    expect(scans).toEqual(['3', '4']);
    const exchanges = query.nodes.filter(({ nodeName }) => nodeName === 'Exchange');
    const records = exchanges.map(({ metrics }) => metrics.find(({ name }) => name === 'shuffle records written')?.value);
    expect(records).toEqual(expect.arrayContaining(['20,000', '59,994']));
    for (const exchange of exchanges) {
      const value = (metric: string) => exchange.metrics.find(({ name }) => name === metric)?.value;
      expect(value('records read')).toBe(value('shuffle records written'));
      expect(value('local bytes read')).toMatch(/B/);
      expect(value('number of partitions')).toMatch(/^\d+$/);
    }
    const aggregates = query.nodes.filter(({ nodeName }) => nodeName === 'HashAggregate');
    expect(aggregates.map(({ metrics }) => metrics.find(({ name }) => name === 'number of output rows')?.value)).toContain('5');
  });

  it('shows a side of a join that is given to every task as broadcast', async () => {
    const query = await queryOf('staged', 'join with a small side');
    expect(query.nodes.map(({ nodeName }) => nodeName)).toEqual(expect.arrayContaining(['BroadcastHashJoin', 'BroadcastExchange']));
    expect(valueOf(query, 'BroadcastExchange', 'number of output rows')).toBe('20,000');
  });

  it('shows what a write wrote', async () => {
    const [first] = (await queriesOf('staged')).filter(({ description }) => description.includes(join(data, 'orders')));
    const written = first as ShownQuery;
    expect(valueOf(written, 'Execute InsertIntoHadoopFsRelationCommand', 'number of written files')).toBe('4');
    expect(valueOf(written, 'Execute InsertIntoHadoopFsRelationCommand', 'number of output rows')).toBe('20,000');
    const [stage] = (await ask('/staged/stages')).filter(
      ({ name, outputRecords }: { name: string; outputRecords: number }) => name === 'save' && outputRecords === 20_000,
    );
    expect(stage).toMatchObject({ numTasks: 4, outputBytes: expect.any(Number) });
    expect(stage.outputBytes).toBeGreaterThan(1000);
  });

  it('shows a query that failed, the failed stage and the failed task with its second look', async () => {
    for (const [appId, words] of [
      ['staged', 'DIV'],
      ['fused', 'concat'],
    ] as const) {
      const query = await queryOf(appId, words);
      expect(query).toMatchObject({ status: 'FAILED', errorMessage: expect.stringMatching(/DIVIDE_BY_ZERO|CAST_INVALID_INPUT/) });
      const [jobId] = query.failedJobIds;
      const job = await ask(`/${appId}/jobs/${jobId}`);
      expect(job).toMatchObject({ status: 'FAILED', numFailedStages: 1 });
      const [stage] = await ask(`/${appId}/stages/${job.stageIds[0]}`);
      expect(stage).toMatchObject({ status: 'FAILED', failureReason: query.errorMessage });
      const tasks: { status: string; attempt: number; errorMessage?: string }[] = await ask(`/${appId}/stages/${stage.stageId}/0/taskList`);
      const last = tasks.filter(({ status }) => status === 'FAILED').at(-1);
      expect(last?.errorMessage).toMatch(/SparkError|Exception|DuckDbError/);
    }
  });

  it('shows a query that ran as one statement as one job with one task, which has the figures of the kernel', async () => {
    const query = await queryOf('fused', joined.slice(0, 60));
    expect(query).toMatchObject({ status: 'COMPLETED', planDescription: expect.stringContaining('Fused: ') });
    expect(query.successJobIds).toHaveLength(1);
    expect(valueOf(query, 'ShuffledHashJoin', 'number of output rows')).toBe('19,994');
    expect(valueOf(query, 'HashAggregate', 'number of output rows')).toBe('5');
    expect(valueOf(query, 'HashAggregate', 'time in aggregation build')).toMatch(/ms$/);
    const job = await ask(`/fused/jobs/${query.successJobIds[0]}`);
    expect(job).toMatchObject({ numTasks: 1, numCompletedTasks: 1, name: 'collect' });
    const [task] = await ask(`/fused/stages/${job.stageIds[0]}/0/taskList`);
    expect(task).toMatchObject({ status: 'SUCCESS', executorId: 'driver' });
    const { taskMetrics } = task;
    expect(taskMetrics.resultSize).toBeGreaterThan(0);
    expect(taskMetrics.peakExecutionMemory).toBeGreaterThan(0);
    expect(taskMetrics.inputMetrics.recordsRead).toBeGreaterThanOrEqual(79_994);
    const count = await queryOf('fused', 'count: read parquet');
    const [counting] = await ask(`/fused/stages/${(await ask(`/fused/jobs/${count.successJobIds[0]}`)).stageIds[0]}`);
    const sizeBytes = readdirSync(join(data, 'items')).reduce((sum, name) => sum + statSync(join(data, 'items', name)).size, 0);
    // One of two columns is read.
    expect(counting.inputBytes).toBeGreaterThan(sizeBytes * 0.3);
    expect(counting.inputBytes).toBeLessThan(sizeBytes * 0.7);
    expect(count.description).toContain('filter');
  });

  it('shows the executors, the one that was killed, and its task tried again', async () => {
    const executors: { id: string; isActive: boolean; removeReason?: string; completedTasks: number; totalCores: number }[] =
      await ask('/cluster/allexecutors');
    const lost = executors.filter(({ id, isActive }) => id !== 'driver' && !isActive);
    expect(lost).toHaveLength(1);
    expect(lost[0]?.removeReason).toContain('SIGKILL');
    const { peakMemoryMetrics } = (await ask('/fused/allexecutors'))[0];
    expect(peakMemoryMetrics.JVMHeapMemory).toBeGreaterThan(0);
    expect(executors.filter(({ id, isActive }) => id !== 'driver' && isActive).length).toBeGreaterThanOrEqual(1);
    expect(existsSync(join(folder, 'killed'))).toBe(true);
    const [stage] = (await ask('/cluster/stages')).filter(
      ({ name }: { name: string }) => name === 'foreachPartition' || name.startsWith('foreach'),
    );
    expect(stage).toMatchObject({ status: 'COMPLETE', numTasks: 4, numCompleteTasks: 4 });
    expect(stage.numFailedTasks).toBeGreaterThanOrEqual(1);
    const tasks: { index: number; attempt: number; status: string; errorMessage?: string }[] = await ask(
      `/cluster/stages/${stage.stageId}/0/taskList`,
    );
    const failed = tasks.find(({ status }) => status === 'FAILED');
    expect(failed?.errorMessage).toContain('ExecutorLostFailure');
    expect(tasks).toContainEqual(expect.objectContaining({ index: failed?.index, status: 'SUCCESS', attempt: (failed?.attempt ?? 0) + 1 }));
  });

  it('shows tasks of executors with their own garbage collection and serialization', async () => {
    const query = await queryOf('cluster', joined.slice(0, 60));
    const job = await ask(`/cluster/jobs/${query.successJobIds[0]}`);
    const tasks: { executorId: string; schedulerDelay: number; taskMetrics: { executorDeserializeTime: number } }[] = await ask(
      `/cluster/stages/${job.stageIds[0]}/0/taskList`,
    );
    expect(tasks.length).toBeGreaterThan(0);
    for (const { executorId, schedulerDelay } of tasks) {
      expect(executorId).toMatch(/^\d+$/);
      expect(schedulerDelay).toBeGreaterThanOrEqual(0);
    }
  });
});
