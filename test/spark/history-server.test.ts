import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import zlib from 'node:zlib';
import { addTaskMetrics, emptyTaskMetrics, formatSQLMetric, type TaskMetrics } from '@kindling/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHistoryServer } from '../../scripts/history-server.mjs';
import {
  cached,
  executors,
  filesRead,
  finishMs,
  heap,
  launchMs,
  metricsOfTask,
  planMetrics,
  sampleApplication,
  startMs,
  tasks,
} from './event-log/sample-application.ts';
import { writeLog } from './event-log/write-log.ts';

const redacted = '*********(redacted)';
const logs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'rolling-lz4': { 'spark.eventLog.compression.codec': 'lz4' },
  'rolling-plain': { 'spark.eventLog.compress': 'false' },
  'single-lz4': { 'spark.eventLog.rolling.enabled': 'false', 'spark.eventLog.compression.codec': 'lz4' },
  'single-plain': { 'spark.eventLog.rolling.enabled': 'false', 'spark.eventLog.compress': 'false' },
  ...('zstdCompressSync' in zlib ? { 'rolling-zstd': {} } : {}),
};

describe("Apache Spark's History Server", () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-events-'));
  let server: Awaited<ReturnType<typeof startHistoryServer>>;

  // biome-ignore lint/suspicious/noExplicitAny: the answers of another program
  async function ask(path: string): Promise<any> {
    const response = await fetch(`${server.url}/api/v1/applications${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  beforeAll(async () => {
    for (const [appId, settings] of Object.entries(logs)) {
      await writeLog(appId, sampleApplication(appId), {
        'spark.eventLog.dir': folder,
        'spark.eventLog.logBlockUpdates.enabled': 'true',
        'spark.eventLog.logStageExecutorMetrics': 'true',
        ...settings,
      });
    }
    const killed = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--conditions=source', join(import.meta.dirname, 'event-log/killed-application-main.ts'), folder, 'killed'],
      { encoding: 'utf8' },
    );
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    server = await startHistoryServer(folder);
    const wanted = Object.keys(logs).length + 1;
    for (let tries = 0; (await ask('')).length < wanted && tries < 60; tries++) await sleep(500);
  });

  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  it('lists every application, the killed one as incomplete', async () => {
    const found = (await ask('')).map((app: { id: string; attempts: { completed: boolean }[] }) => [app.id, app.attempts[0]?.completed]);
    expect(Object.fromEntries(found)).toEqual({ ...Object.fromEntries(Object.keys(logs).map((appId) => [appId, true])), killed: false });
    const [attempt] = (await ask('/rolling-lz4')).attempts;
    expect(attempt).toMatchObject({ startTimeEpoch: startMs, endTimeEpoch: startMs + 25_000, sparkUser: 'ada', appSparkVersion: '4.2.0' });
  });

  it('reads the same from every form of log', async () => {
    for (const path of ['/jobs', '/stages?details=true', '/allexecutors', '/sql?details=true', '/storage/rdd', '/environment']) {
      const first = await ask(`/rolling-lz4${path}`);
      for (const appId of Object.keys(logs)) expect(await ask(`/${appId}${path}`), `${appId}${path}`).toEqual(first);
    }
    expect(await ask('/killed/jobs')).toEqual(await ask('/rolling-lz4/jobs'));
  });

  it('shows the jobs', async () => {
    const [failed, caching, counting] = await ask('/rolling-lz4/jobs');
    expect(counting).toMatchObject({
      jobId: 0,
      description: 'count words',
      jobGroup: 'group 7',
      jobTags: ['tag-a', 'tag-b'],
      status: 'SUCCEEDED',
      stageIds: [0, 1],
      numTasks: 5,
      numCompletedTasks: 5,
      numFailedTasks: 1,
    });
    expect(caching).toMatchObject({ jobId: 1, status: 'SUCCEEDED', numCompletedTasks: 2 });
    expect(failed).toMatchObject({
      status: 'FAILED',
      numFailedTasks: 2,
      numKilledTasks: 1,
      killedTasksSummary: { 'another attempt succeeded': 1 },
    });
  });

  it('shows the stages with the sum of what their tasks used', async () => {
    for (const stage of await ask('/rolling-lz4/stages')) {
      const own = tasks.filter((task) => task.stageId === stage.stageId && task.reason.kind !== 'executorLostFailure');
      const sum = own.map((task) => metricsOfTask(task.taskId)).reduce(addTaskMetrics, emptyTaskMetrics);
      expect(stage).toMatchObject({
        status: stage.stageId === 3 ? 'FAILED' : 'COMPLETE',
        name: `collect at words.ts:${stage.stageId}`,
        details: `main (words.ts:${stage.stageId})\nrun (start.ts:1)`,
        accumulatorUpdates: [{ id: 51, name: 'rows seen', value: String(40 + stage.stageId) }],
        ...scalars(sum),
        inputBytes: sum.input.bytesRead,
        inputRecords: sum.input.recordsRead,
        outputBytes: sum.output.bytesWritten,
        outputRecords: sum.output.recordsWritten,
        shuffleRemoteBlocksFetched: sum.shuffleRead.remoteBlocksFetched,
        shuffleLocalBlocksFetched: sum.shuffleRead.localBlocksFetched,
        shuffleFetchWaitTime: sum.shuffleRead.fetchWaitTimeMs,
        shuffleRemoteBytesRead: sum.shuffleRead.remoteBytesRead,
        shuffleRemoteBytesReadToDisk: sum.shuffleRead.remoteBytesReadToDisk,
        shuffleLocalBytesRead: sum.shuffleRead.localBytesRead,
        shuffleReadRecords: sum.shuffleRead.recordsRead,
        shuffleWriteBytes: sum.shuffleWrite.bytesWritten,
        shuffleWriteTime: sum.shuffleWrite.writeTimeNs,
        shuffleWriteRecords: sum.shuffleWrite.recordsWritten,
      });
    }
  });

  it('shows every task with every figure', async () => {
    for (const task of tasks) {
      const list = await ask(`/rolling-lz4/stages/${task.stageId}/0/taskList`);
      const shown = list.find((other: { taskId: number }) => other.taskId === task.taskId);
      const metrics = task.reason.kind === 'executorLostFailure' ? emptyTaskMetrics : metricsOfTask(task.taskId);
      expect(shown, `task ${task.taskId}`).toMatchObject({
        index: task.index,
        attempt: task.attempt,
        executorId: executors[task.executor]?.executorId,
        host: executors[task.executor]?.host,
        launchTime: `${new Date(launchMs(task.taskId)).toISOString().slice(0, -1)}GMT`,
        duration: finishMs(task.taskId) - launchMs(task.taskId),
        status: task.reason.kind === 'success' ? 'SUCCESS' : task.reason.kind === 'taskKilled' ? 'KILLED' : 'FAILED',
        speculative: task.taskId === 10,
        taskMetrics: {
          ...scalars(metrics),
          inputMetrics: metrics.input,
          outputMetrics: metrics.output,
          shuffleReadMetrics: {
            remoteBlocksFetched: metrics.shuffleRead.remoteBlocksFetched,
            localBlocksFetched: metrics.shuffleRead.localBlocksFetched,
            fetchWaitTime: metrics.shuffleRead.fetchWaitTimeMs,
            remoteBytesRead: metrics.shuffleRead.remoteBytesRead,
            remoteBytesReadToDisk: metrics.shuffleRead.remoteBytesReadToDisk,
            localBytesRead: metrics.shuffleRead.localBytesRead,
            recordsRead: metrics.shuffleRead.recordsRead,
            remoteReqsDuration: metrics.shuffleRead.remoteRequestsDurationMs,
          },
          shuffleWriteMetrics: {
            bytesWritten: metrics.shuffleWrite.bytesWritten,
            writeTime: metrics.shuffleWrite.writeTimeNs,
            recordsWritten: metrics.shuffleWrite.recordsWritten,
          },
        },
      });
    }
    const messages = new Map(
      (await ask('/rolling-lz4/stages/3/0/taskList')).map((task: { taskId: number; errorMessage?: string }) => [
        task.taskId,
        task.errorMessage,
      ]),
    );
    expect(messages.get(8)).toContain('The process ended with signal SIGKILL');
    expect(messages.get(9)).toContain('There is no block shuffle_3_5_1 any more');
    const [retried] = (await ask('/rolling-lz4/stages/0/0/taskList')).filter((task: { taskId: number }) => task.taskId === 1);
    expect(retried.errorMessage).toContain('at upper (words.ts:31)');
  });

  it('shows the query with the values of its metrics', async () => {
    const [query, failed] = await ask('/rolling-lz4/sql?details=true&planDescription=true');
    expect(query).toMatchObject({
      id: 0,
      status: 'COMPLETED',
      description: 'count words',
      planDescription: '== Physical Plan ==\nAdaptiveSparkPlan (4), final',
      duration: 19_100,
      successJobIds: [0],
    });
    expect(failed).toMatchObject({ id: 1, status: 'FAILED', errorMessage: 'executor lost', failedJobIds: [2] });
    const nodes: { nodeName: string; metrics: { name: string; value: string }[] }[] = query.nodes;
    expect(nodes.map((node) => node.nodeName).sort()).toEqual(['AdaptiveSparkPlan', 'Exchange', 'HashAggregate', 'Scan parquet', 'Sort']);
    const shown = new Map(nodes.flatMap((node) => node.metrics.map(({ name, value }) => [name, value])));
    expect(shown.get(filesRead.name)).toBe('12');
    const succeeded = tasks.filter((task) => task.stageId < 2 && task.reason.kind === 'success');
    for (const { name, metricType, accumulatorId, ofTask } of planMetrics) {
      // A metric that adaptive execution added is known only from then on.
      const told = accumulatorId === 3 || accumulatorId === 5 ? succeeded.filter((task) => task.stageId === 1) : succeeded;
      const values = told.map((task) => ofTask(task.taskId));
      expect(shown.get(name), name).toBe(formatSQLMetric(metricType, values, { stageId: 1, stageAttemptId: 0, taskId: 5 }));
    }
  });

  it('shows the executors, the lost one with its reason', async () => {
    const [kept, lost] = (await ask('/rolling-lz4/allexecutors')).filter((executor: { id: string }) => executor.id !== 'driver');
    expect(kept).toMatchObject({
      id: '0',
      hostPort: '10.0.0.10:40010',
      isActive: true,
      totalCores: 3,
      maxMemory: 300_000_000,
      completedTasks: 4,
      failedTasks: 1,
      executorLogs: { stdout: 'file:/logs/0/stdout' },
      attributes: { CONTAINER: 'c0' },
      peakMemoryMetrics: heap,
    });
    expect(lost).toMatchObject({
      id: '1',
      isActive: false,
      isExcluded: true,
      excludedInStages: [3],
      removeReason: 'The process ended with signal SIGKILL',
      failedTasks: 2,
    });
  });

  it('shows what is cached, without the blocks of the lost executor', async () => {
    expect(await ask(`/rolling-lz4/storage/rdd/${cached.id}`)).toMatchObject({
      name: cached.name,
      numPartitions: 2,
      numCachedPartitions: 1,
      storageLevel: 'Disk Memory Deserialized 1x Replicated',
      memoryUsed: 4006,
      diskUsed: 96,
      partitions: [{ blockName: 'rdd_9_0', executors: ['0'] }],
    });
  });

  it('shows the environment without its secrets, which no file holds either', async () => {
    const { sparkProperties, systemProperties, classpathEntries, runtime } = await ask('/rolling-lz4/environment');
    expect(sparkProperties).toContainEqual(['spark.app.token', redacted]);
    expect(sparkProperties).toContainEqual(['spark.app.name', 'words']);
    expect(systemProperties).toContainEqual(['harmless', redacted]);
    expect(classpathEntries).toEqual([['/opt/token/lib.js', 'System Classpath']]);
    expect(runtime.javaVersion).toBe('20.20.2 (Node.js)');
    const text = readFileSync(join(folder, 'single-plain'), 'utf8');
    expect(text).not.toContain('do-not-show-me');
    expect(text).toContain('"spark.job.description":"count words"');
  });
});

/** Figures that stages and tasks have under one name. */
function scalars(metrics: TaskMetrics) {
  return {
    executorDeserializeTime: metrics.executorDeserializeTimeMs,
    executorDeserializeCpuTime: metrics.executorDeserializeCpuTimeNs,
    executorRunTime: metrics.executorRunTimeMs,
    executorCpuTime: metrics.executorCpuTimeNs,
    resultSize: metrics.resultSizeBytes,
    jvmGcTime: metrics.jvmGcTimeMs,
    resultSerializationTime: metrics.resultSerializationTimeMs,
    memoryBytesSpilled: metrics.memoryBytesSpilled,
    diskBytesSpilled: metrics.diskBytesSpilled,
    peakExecutionMemory: metrics.peakExecutionMemoryBytes,
  };
}
