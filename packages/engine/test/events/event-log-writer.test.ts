import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SessionConfig } from '../../src/config/index.ts';
import { type EventLogOptions, EventLogWriter, readEventLogOptions, type SparkEvent, type StageInfo } from '../../src/events/index.ts';
import { readLz4Blocks } from './read-lz4-blocks.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-event-log-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function optionsOf(settings: Readonly<Record<string, string>>): EventLogOptions {
  const all = { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': folder, 'spark.eventLog.compress': 'false', ...settings };
  const options = readEventLogOptions(new SessionConfig(all));
  if (options === undefined) throw new Error('the log is off');
  return options;
}

function open(settings: Readonly<Record<string, string>> = {}, appId = 'app-1'): EventLogWriter {
  return EventLogWriter.open(optionsOf(settings), {
    appId,
    sparkVersion: '4.2.0',
    isSetting: (key) => key.startsWith('spark.'),
    log: (level, message) => lines.push(`${level} ${message}`),
  });
}

const single = { 'spark.eventLog.rolling.enabled': 'false' };
const end: SparkEvent = { kind: 'applicationEnd', timeMs: 7 };
const eventsIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).Event);

it('is off unless it is asked for', () => {
  expect(readEventLogOptions(new SessionConfig())).toBeUndefined();
});

it('writes one file, which loses its ending .inprogress when it is complete', () => {
  const writer = open(single, "My App:1/'x'.y");
  expect(readdirSync(folder)).toEqual(['my-app-1-_x__y.inprogress']);
  writer.listener(end);
  writer.stop();
  expect(readdirSync(folder)).toEqual(['my-app-1-_x__y']);
  expect(statSync(join(folder, 'my-app-1-_x__y')).mode & 0o777).toBe(0o660);
  expect(eventsIn(readFileSync(join(folder, 'my-app-1-_x__y'), 'utf8'))).toEqual(['SparkListenerLogStart', 'SparkListenerApplicationEnd']);
});

it('begins a new file when one is large enough', () => {
  const writer = EventLogWriter.open(
    { ...optionsOf({}), maxFileSizeBytes: 200 },
    { appId: 'app-1', sparkVersion: '4.2.0', isSetting: () => true, log: expect.fail },
  );
  expect(readdirSync(join(folder, 'eventlog_v2_app-1'))).toEqual(['appstatus_app-1.inprogress', 'events_1_app-1']);
  for (let rddId = 0; rddId < 8; rddId++) writer.listener({ kind: 'unpersistRDD', rddId });
  writer.stop();
  const names = readdirSync(join(folder, 'eventlog_v2_app-1')).sort();
  expect(names).toEqual(['appstatus_app-1', 'events_1_app-1', 'events_2_app-1', 'events_3_app-1']);
  const texts = names.slice(1).map((name) => readFileSync(join(folder, 'eventlog_v2_app-1', name), 'utf8'));
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(200);
  expect(eventsIn(texts.join(''))).toHaveLength(9);
});

it('can be read up to what was flushed while it is written', () => {
  const writer = open({ ...single, 'spark.eventLog.compress': 'true', 'spark.eventLog.compression.codec': 'lz4' });
  const read = () => {
    const { bytes, ended } = readLz4Blocks(readFileSync(join(folder, 'app-1.lz4.inprogress')));
    return { events: eventsIn(new TextDecoder().decode(bytes)), ended };
  };
  expect(read()).toEqual({ events: ['SparkListenerLogStart'], ended: false });
  writer.listener({ kind: 'taskStart', stageId: 0, stageAttemptId: 0, taskInfo: { ...someTask } });
  expect(read().events).toHaveLength(1);
  writer.listener({ kind: 'jobEnd', jobId: 0, timeMs: 3, jobResult: { kind: 'jobSucceeded' } });
  expect(read()).toEqual({ events: ['SparkListenerLogStart', 'SparkListenerTaskStart', 'SparkListenerJobEnd'], ended: false });
  writer.stop();
  expect(readLz4Blocks(readFileSync(join(folder, 'app-1.lz4'))).ended).toBe(true);
});

const someTask = {
  taskId: 0,
  index: 0,
  attempt: 0,
  partitionId: 0,
  launchTimeMs: 0,
  executorId: '0',
  host: 'localhost',
  locality: 'ANY',
  speculative: false,
  gettingResultTimeMs: 0,
  finishTimeMs: 0,
  failed: false,
  killed: false,
  accumulables: [],
} as const;

const someStage: StageInfo = {
  stageId: 4,
  attempt: 1,
  name: 'count',
  numTasks: 3,
  rddInfos: [],
  parentIds: [],
  details: '',
  accumulables: [],
  resourceProfileId: 0,
  shufflePushEnabled: false,
  shufflePushMergersCount: 0,
};

it('refuses a folder that is not there, and a log that is', () => {
  expect(() => open({ 'spark.eventLog.dir': join(folder, 'nowhere') })).toThrow('PATH_NOT_FOUND');
  expect(() => open({ 'spark.eventLog.dir': 'hdfs://name/logs' })).toThrow('hdfs');
  for (const settings of [single, {}]) {
    open(settings).stop();
    expect(() => open(settings)).toThrow('PATH_ALREADY_EXISTS');
    open({ ...settings, 'spark.eventLog.overwrite': 'true' }).stop();
  }
});

it('refuses a codec that there is not, and a file size that Spark finds too small', () => {
  expect(() => open({ 'spark.eventLog.compress': 'true', 'spark.eventLog.compression.codec': 'lzf' })).toThrow('CODEC_NOT_AVAILABLE');
  expect(() => new SessionConfig({ 'spark.eventLog.rolling.maxFileSize': '5m' })).toThrow('at least 10 MiB');
  expect(() => new SessionConfig({ 'spark.eventLog.rolling.maxFileSize': '10m' })).not.toThrow();
});

it('leaves out what it is told to, and what Spark leaves out', () => {
  const writer = open({ ...single, 'spark.eventLog.excludedPatterns': 'SparkListenerUnpersist, SparkListenerJobEnd' });
  writer.listener({ kind: 'unpersistRDD', rddId: 1 });
  writer.listener({ kind: 'speculativeTaskSubmitted', stageId: 0, stageAttemptId: 0, taskIndex: 0, partitionId: 0 });
  writer.listener({ kind: 'executorMetricsUpdate', executorId: 'driver', taskUpdates: [], executorUpdates: [] });
  writer.listener(end);
  writer.stop();
  expect(eventsIn(readFileSync(join(folder, 'app-1'), 'utf8'))).toEqual(['SparkListenerLogStart', 'SparkListenerApplicationEnd']);
});

it('tells the peaks of each executor when a stage ends, those of the driver for every stage that runs', () => {
  const writer = open({ ...single, 'spark.eventLog.logStageExecutorMetrics': 'true' });
  const taskEnd = (executorId: string, heap: number): SparkEvent => ({
    kind: 'taskEnd',
    stageId: 4,
    stageAttemptId: 1,
    taskType: 'ResultTask',
    reason: { kind: 'success' },
    taskInfo: { ...someTask, executorId },
    taskExecutorMetrics: { JVMHeapMemory: heap },
  });
  const update = (executorId: string, stageId: number, heap: number): SparkEvent => ({
    kind: 'executorMetricsUpdate',
    executorId,
    taskUpdates: [],
    executorUpdates: [{ stageId, stageAttemptId: stageId === 4 ? 1 : -1, executorMetrics: { JVMHeapMemory: heap } }],
  });
  writer.listener({ kind: 'stageSubmitted', stageInfo: someStage, properties: {} });
  for (const event of [taskEnd('0', 5), update('0', 4, 9), taskEnd('0', 7), taskEnd('1', 3), update('driver', -1, 2)])
    writer.listener(event);
  writer.listener({ kind: 'stageCompleted', stageInfo: someStage });
  writer.stop();
  const events = readFileSync(join(folder, 'app-1'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const peaks = events.filter((event) => event.Event === 'SparkListenerStageExecutorMetrics');
  expect(
    peaks.map((event) => [event['Executor ID'], event['Stage ID'], event['Stage Attempt ID'], event['Executor Metrics'].JVMHeapMemory]),
  ).toEqual([
    ['0', 4, 1, 9],
    ['1', 4, 1, 3],
    ['driver', 4, 1, 2],
  ]);
  expect(events.at(-1).Event).toBe('SparkListenerStageCompleted');
});

it('hides secrets in settings, not in what a program says of its jobs', () => {
  const writer = open({ ...single, 'spark.redaction.regex': '(?i)topsecret|hunter2' });
  const properties = { 'spark.a': 'hunter2', 'spark.TopSecret.b': 'x', 'spark.c': 'fine', 'said.topsecret': 'y' };
  writer.listener({ kind: 'jobStart', jobId: 0, timeMs: 0, stageInfos: [], properties });
  writer.stop();
  const [, job] = readFileSync(join(folder, 'app-1'), 'utf8').split('\n');
  expect(JSON.parse(job ?? '').Properties).toEqual({
    'spark.a': '*********(redacted)',
    'spark.TopSecret.b': '*********(redacted)',
    'spark.c': 'fine',
    'said.topsecret': 'y',
  });
});

it('says when it can no longer write, and leaves the log as one that was cut short', () => {
  const writer = EventLogWriter.open(
    { ...optionsOf({}), maxFileSizeBytes: 100 },
    { appId: 'app-1', sparkVersion: '4.2.0', isSetting: () => true, log: (level, message) => lines.push(`${level} ${message}`) },
  );
  rmSync(join(folder, 'eventlog_v2_app-1'), { recursive: true });
  writeFileSync(join(folder, 'eventlog_v2_app-1'), 'in the way');
  for (let rddId = 0; rddId < 6; rddId++) writer.listener({ kind: 'unpersistRDD', rddId });
  writer.stop();
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^error The event log in .* cannot be written: .*ENOTDIR/);
  expect(lines[1]).toMatch(/^error The event log lacks its last \d events\.$/);
  expect(existsSync(join(folder, 'eventlog_v2_app-1/appstatus_app-1'))).toBe(false);
});
