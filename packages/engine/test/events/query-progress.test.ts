import { expect, it } from 'vitest';
import {
  advanceProgress,
  EventBus,
  emptyTaskMetrics,
  noProgress,
  type OperationProgress,
  ProgressTracker,
  type SparkEvent,
  type StageInfo,
  type TaskEndReason,
  type TaskInfo,
} from '../../src/events/index.ts';

const stage = (stageId: number, numTasks: number): StageInfo => ({
  stageId,
  attempt: 0,
  name: 'count',
  numTasks,
  rddInfos: [],
  parentIds: [],
  details: '',
  accumulables: [],
  resourceProfileId: 0,
  shufflePushEnabled: false,
  shufflePushMergersCount: 0,
});
const task = (taskId: number): TaskInfo => ({
  taskId,
  index: taskId,
  attempt: 0,
  partitionId: taskId,
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
});
const jobStart = (jobId: number, stageInfos: readonly StageInfo[], tags: string): SparkEvent => ({
  kind: 'jobStart',
  jobId,
  timeMs: 0,
  stageInfos,
  properties: { 'spark.job.tags': tags },
});
const start = (stageId: number, taskId: number): SparkEvent => ({ kind: 'taskStart', stageId, stageAttemptId: 0, taskInfo: task(taskId) });
const end = (stageId: number, taskId: number, bytesRead: number, reason: TaskEndReason = { kind: 'success' }): SparkEvent => ({
  kind: 'taskEnd',
  stageId,
  stageAttemptId: 0,
  taskType: 'ResultTask',
  reason,
  taskInfo: task(taskId),
  taskExecutorMetrics: {},
  ...(bytesRead === 0 ? {} : { taskMetrics: { ...emptyTaskMetrics, input: { bytesRead, recordsRead: 1 } } }),
});
const run = (events: readonly SparkEvent[], from: OperationProgress = noProgress) => events.reduce(advanceProgress, from);
const lost: TaskEndReason = { kind: 'executorLostFailure', executorId: '0', exitCausedByApp: false };

it('counts tasks and bytes of the stages of its jobs', () => {
  const progress = run([jobStart(0, [stage(0, 2), stage(1, 1)], ''), start(0, 0), start(0, 1), end(0, 0, 70)]);
  expect(progress).toEqual({
    stages: [
      { stageId: 0, numTasks: 2, numCompletedTasks: 1, inputBytesRead: 70, done: false },
      { stageId: 1, numTasks: 1, numCompletedTasks: 0, inputBytesRead: 0, done: false },
    ],
    numInflightTasks: 1,
  });
  const after = run([end(0, 1, 30), { kind: 'stageCompleted', stageInfo: stage(0, 2) }], progress);
  expect(after.stages[0]).toEqual({ stageId: 0, numTasks: 2, numCompletedTasks: 2, inputBytesRead: 100, done: true });
  expect(after.numInflightTasks).toBe(0);
  expect(progress.stages[0]?.numCompletedTasks).toBe(1);
});

it('does not count a failed attempt as completed, so that retries never pass the number of tasks', () => {
  const progress = run([
    jobStart(0, [stage(0, 1)], ''),
    start(0, 0),
    end(0, 0, 0, lost),
    start(0, 1),
    end(0, 1, 8),
    start(0, 2),
    end(0, 2, 0),
  ]);
  expect(progress).toEqual({
    stages: [{ stageId: 0, numTasks: 1, numCompletedTasks: 1, inputBytesRead: 8, done: false }],
    numInflightTasks: 0,
  });
});

it('takes back a task whose output is lost, and a stage that runs again', () => {
  const done = run([jobStart(0, [stage(0, 1)], ''), start(0, 0), end(0, 0, 8), { kind: 'stageCompleted', stageInfo: stage(0, 1) }]);
  const again = run([end(0, 0, 0, { kind: 'resubmitted' }), { kind: 'stageSubmitted', stageInfo: stage(0, 1), properties: {} }], done);
  expect(again).toEqual({
    stages: [{ stageId: 0, numTasks: 1, numCompletedTasks: 0, inputBytesRead: 8, done: false }],
    numInflightTasks: 0,
  });
});

it('is not done when it failed', () => {
  const failed: SparkEvent = { kind: 'stageCompleted', stageInfo: { ...stage(0, 1), failureReason: 'disk full' } };
  expect(run([jobStart(0, [stage(0, 1)], ''), failed]).stages[0]?.done).toBe(false);
});

it('stays the same object when nothing changes', () => {
  const progress = run([jobStart(0, [stage(0, 1)], '')]);
  expect(advanceProgress(progress, start(5, 1))).toBe(progress);
  expect(advanceProgress(progress, { kind: 'unpersistRDD', rddId: 1 })).toBe(progress);
});

it('keeps operations apart by their tags', async () => {
  const bus = new EventBus({ log: (_, message) => expect.fail(message) });
  const tracker = new ProgressTracker();
  bus.addListener('progress', tracker.listener);
  const told: OperationProgress[] = [];
  tracker.follow('a', (progress) => told.push(progress));
  tracker.follow('b');
  bus.post(jobStart(0, [stage(0, 1)], 'session, a'));
  bus.post(jobStart(1, [stage(1, 4)], 'b'));
  bus.post(start(0, 0));
  bus.post(end(0, 0, 5));
  await bus.waitUntilEmpty();
  expect(told.map((progress) => progress.numInflightTasks)).toEqual([0, 1, 0]);
  expect(tracker.progressOf('a').stages).toEqual([{ stageId: 0, numTasks: 1, numCompletedTasks: 1, inputBytesRead: 5, done: false }]);
  expect(tracker.progressOf('b').stages).toEqual([{ stageId: 1, numTasks: 4, numCompletedTasks: 0, inputBytesRead: 0, done: false }]);
  tracker.forget('a');
  expect(tracker.progressOf('a')).toEqual(noProgress);
});
