import {
  type AccumulableInfo,
  addTaskMetrics,
  type BlockManagerId,
  type ExecutorMetrics,
  emptyTaskMetrics,
  notStored,
  type RDDInfo,
  type SparkEvent,
  type SparkPlanInfo,
  type SQLMetricInfo,
  type StageInfo,
  type TaskEndReason,
  type TaskInfo,
  type TaskMetrics,
} from '@kindling/engine';

/**
 * An application with all that a log can hold: jobs that succeed and one that fails, a task that fails and succeeds at its second attempt, a
 * query with the metrics of its operators, cached data, an executor that is lost. All figures differ, so that none can be mistaken for another.
 */
export const startMs = Date.UTC(2026, 0, 5, 8, 30);

const memoryAndDisk = { useDisk: true, useMemory: true, useOffHeap: false, deserialized: true, replication: 1 };
const driver: BlockManagerId = { executorId: 'driver', host: 'localhost', port: 40001 };
export const executors: readonly BlockManagerId[] = [
  { executorId: '0', host: '10.0.0.10', port: 40010 },
  { executorId: '1', host: '10.0.0.11', port: 40011 },
];

export const jobProperties = {
  'spark.sql.execution.id': '0',
  'spark.job.description': 'count words',
  'spark.jobGroup.id': 'group 7',
  'spark.job.tags': 'tag-a,tag-b',
  'spark.app.token': 'do-not-show-me',
};

/** Metrics whose every figure follows from the number of the task. */
export function metricsOfTask(task: number): TaskMetrics {
  const of = (figure: number) => figure * 1000 + task * 7;
  return {
    ...emptyTaskMetrics,
    executorDeserializeTimeMs: of(1),
    executorDeserializeCpuTimeNs: of(2_000_000),
    executorRunTimeMs: of(3),
    executorCpuTimeNs: of(2_500_000),
    resultSizeBytes: of(5),
    jvmGcTimeMs: task + 6,
    resultSerializationTimeMs: task + 7,
    memoryBytesSpilled: of(8),
    diskBytesSpilled: of(9),
    peakExecutionMemoryBytes: of(10),
    input: { bytesRead: of(11), recordsRead: of(12) },
    output: { bytesWritten: of(13), recordsWritten: of(14) },
    shuffleRead: {
      ...emptyTaskMetrics.shuffleRead,
      remoteBlocksFetched: of(15),
      localBlocksFetched: of(16),
      fetchWaitTimeMs: of(17),
      remoteBytesRead: of(18),
      remoteBytesReadToDisk: of(19),
      localBytesRead: of(20),
      recordsRead: of(21),
      remoteRequestsDurationMs: of(22),
    },
    shuffleWrite: { bytesWritten: of(23), writeTimeNs: of(24), recordsWritten: of(25) },
  };
}

export const heap: ExecutorMetrics = { JVMHeapMemory: 7_000_001, OnHeapExecutionMemory: 3_000_002, TotalGCTime: 45 };

export const planMetrics: readonly (SQLMetricInfo & { readonly ofTask: (task: number) => number })[] = [
  { name: 'number of output rows', accumulatorId: 1, metricType: 'sum', ofTask: (task) => 1000 + task },
  { name: 'data size', accumulatorId: 2, metricType: 'size', ofTask: (task) => 4096 * (task + 1) },
  { name: 'sort time', accumulatorId: 3, metricType: 'timing', ofTask: (task) => 1050 + task },
  { name: 'shuffle write time', accumulatorId: 4, metricType: 'nsTiming', ofTask: (task) => 2_000_000 * (task + 1) },
  { name: 'avg hash probes per key', accumulatorId: 5, metricType: 'average', ofTask: (task) => 10 + task },
];
const metric = (index: number): SQLMetricInfo => {
  const { name, accumulatorId, metricType } = planMetrics[index] as (typeof planMetrics)[number];
  return { name, accumulatorId, metricType };
};
/** Told by the driver. */
export const filesRead: SQLMetricInfo = { name: 'number of files read', accumulatorId: 6, metricType: 'sum' };

const node = (nodeName: string, metrics: readonly SQLMetricInfo[], children: readonly SparkPlanInfo[]): SparkPlanInfo => ({
  nodeName,
  simpleString: `${nodeName} simple`,
  children,
  metadata: nodeName.startsWith('Scan') ? { Location: 'InMemoryFileIndex[file:/words]' } : {},
  metrics,
});
const scan = node('Scan parquet', [metric(0), filesRead], []);
export const plan: SparkPlanInfo = node('AdaptiveSparkPlan', [], [node('Exchange', [metric(1), metric(3)], [scan])]);
export const finalPlan: SparkPlanInfo = node(
  'AdaptiveSparkPlan',
  [],
  [node('HashAggregate', [metric(4)], [node('Sort', [metric(2)], [node('Exchange', [metric(1), metric(3)], [scan])])])],
);

export const cached: RDDInfo = {
  id: 9,
  name: 'In-memory table words',
  scope: { id: '4', name: 'InMemoryTableScan', parent: { id: '3', name: 'WholeStageCodegen (1)' } },
  callSite: 'cache at words.ts:12',
  parentIds: [8],
  storageLevel: memoryAndDisk,
  isBarrier: false,
  outputDeterministicLevel: 'DETERMINATE',
  numPartitions: 2,
  numCachedPartitions: 0,
  memorySizeBytes: 0,
  diskSizeBytes: 0,
};
const scanned: RDDInfo = {
  ...cached,
  id: 8,
  name: 'FileScanRDD',
  scope: { id: '2', name: 'Scan parquet' },
  callSite: 'collect at words.ts:10',
  parentIds: [],
  storageLevel: notStored,
};

export const stage = (stageId: number, numTasks: number, parentIds: readonly number[], rddInfos: readonly RDDInfo[]): StageInfo => ({
  stageId,
  attempt: 0,
  name: `collect at words.ts:${stageId}`,
  numTasks,
  rddInfos,
  parentIds,
  details: `main (words.ts:${stageId})\nrun (start.ts:1)`,
  accumulables: [],
  resourceProfileId: 0,
  shufflePushEnabled: false,
  shufflePushMergersCount: 0,
});

export interface SampleTask {
  readonly taskId: number;
  readonly stageId: number;
  readonly index: number;
  readonly attempt: number;
  readonly executor: number;
  readonly reason: TaskEndReason;
}
const trace = [{ declaringClass: 'words', methodName: 'upper', fileName: 'words.ts', lineNumber: 31 }];
const lostExecutor: TaskEndReason = {
  kind: 'executorLostFailure',
  executorId: '1',
  exitCausedByApp: true,
  lossReason: 'The process ended with signal SIGKILL',
};

/** In order of their start. */
export const tasks: readonly SampleTask[] = [
  { taskId: 0, stageId: 0, index: 0, attempt: 0, executor: 0, reason: { kind: 'success' } },
  {
    taskId: 1,
    stageId: 0,
    index: 1,
    attempt: 0,
    executor: 1,
    reason: {
      kind: 'exceptionFailure',
      className: 'java.lang.ArithmeticException',
      description: '[DIVIDE_BY_ZERO] Division by zero.',
      stackTrace: trace,
      fullStackTrace: 'DivideByZero: Division by zero.\n  at upper (words.ts:31)',
      accumulatorUpdates: [{ id: 1, update: 17, internal: false, countFailedValues: true }],
    },
  },
  { taskId: 2, stageId: 0, index: 2, attempt: 0, executor: 0, reason: { kind: 'success' } },
  { taskId: 3, stageId: 0, index: 1, attempt: 1, executor: 1, reason: { kind: 'success' } },
  { taskId: 4, stageId: 1, index: 0, attempt: 0, executor: 0, reason: { kind: 'success' } },
  { taskId: 5, stageId: 1, index: 1, attempt: 0, executor: 1, reason: { kind: 'success' } },
  { taskId: 6, stageId: 2, index: 0, attempt: 0, executor: 0, reason: { kind: 'success' } },
  { taskId: 7, stageId: 2, index: 1, attempt: 0, executor: 1, reason: { kind: 'success' } },
  { taskId: 8, stageId: 3, index: 0, attempt: 0, executor: 1, reason: lostExecutor },
  {
    taskId: 9,
    stageId: 3,
    index: 1,
    attempt: 0,
    executor: 0,
    reason: {
      kind: 'fetchFailed',
      ...(executors[1] === undefined ? {} : { blockManagerId: executors[1] }),
      shuffleId: 3,
      mapId: 5,
      mapIndex: 1,
      reduceId: 1,
      message: 'There is no block shuffle_3_5_1 any more',
    },
  },
  {
    taskId: 10,
    stageId: 3,
    index: 2,
    attempt: 0,
    executor: 0,
    reason: { kind: 'taskKilled', reason: 'another attempt succeeded', accumulatorUpdates: [] },
  },
];

/** What follows a task's place among the tasks. */
export const launchMs = (taskId: number) => startMs + 2000 + taskId * 100;
export const finishMs = (taskId: number) => launchMs(taskId) + 7000 + taskId * 13;

const accumulables = (taskId: number): readonly AccumulableInfo[] => [
  ...planMetrics.map(
    ({ name, accumulatorId, ofTask }): AccumulableInfo => ({
      id: accumulatorId,
      name,
      update: ofTask(taskId),
      value: ofTask(taskId),
      internal: true,
      countFailedValues: true,
      metadata: 'sql',
    }),
  ),
  { id: 50, name: 'internal.metrics.executorRunTime', update: 3, value: 3, internal: true, countFailedValues: true },
  { id: 51, name: 'rows seen', update: 5, value: 8, internal: false, countFailedValues: false },
];

function runTask(task: SampleTask): SparkEvent[] {
  const { executorId, host } = executors[task.executor] as BlockManagerId;
  const { stageId, taskId, reason } = task;
  const started: TaskInfo = {
    taskId,
    index: task.index,
    attempt: task.attempt,
    partitionId: task.index,
    launchTimeMs: launchMs(taskId),
    executorId,
    host,
    locality: taskId % 2 === 0 ? 'PROCESS_LOCAL' : 'ANY',
    speculative: taskId === 10,
    gettingResultTimeMs: 0,
    finishTimeMs: 0,
    failed: false,
    killed: false,
    accumulables: [],
  };
  const fetching = { ...started, gettingResultTimeMs: finishMs(taskId) - 40 };
  const succeeded = reason.kind === 'success';
  const ended: TaskInfo = {
    ...(stageId === 1 ? fetching : started),
    finishTimeMs: finishMs(taskId),
    failed: !succeeded && reason.kind !== 'taskKilled',
    killed: reason.kind === 'taskKilled',
    accumulables: succeeded && stageId < 2 ? accumulables(taskId) : [],
  };
  const metrics = metricsOfTask(taskId);
  const updatedBlocks =
    stageId === 2
      ? [
          {
            blockId: `rdd_9_${task.index}`,
            status: { storageLevel: memoryAndDisk, memorySizeBytes: 4000 + taskId, diskSizeBytes: 90 + taskId },
          },
        ]
      : [];
  return [
    { kind: 'taskStart', stageId, stageAttemptId: 0, taskInfo: started },
    ...(stageId === 1 ? [{ kind: 'taskGettingResult', taskInfo: fetching } as const] : []),
    {
      kind: 'taskEnd',
      stageId,
      stageAttemptId: 0,
      taskType: stageId === 0 ? 'ShuffleMapTask' : 'ResultTask',
      reason,
      taskInfo: ended,
      taskExecutorMetrics: heap,
      ...(reason.kind === 'executorLostFailure' ? {} : { taskMetrics: addTaskMetrics(metrics, { ...emptyTaskMetrics, updatedBlocks }) }),
    },
  ];
}

function runStage(info: StageInfo, properties: Readonly<Record<string, string>>, failureReason?: string): SparkEvent[] {
  const own = tasks.filter((task) => task.stageId === info.stageId);
  const submitted = { ...info, submissionTimeMs: launchMs(own[0]?.taskId ?? 0) - 10 };
  const completed: StageInfo = {
    ...submitted,
    completionTimeMs: finishMs(own.at(-1)?.taskId ?? 0) + 5,
    ...(failureReason === undefined ? {} : { failureReason }),
    accumulables: [{ id: 51, name: 'rows seen', value: 40 + info.stageId, internal: false, countFailedValues: false }],
  };
  return [
    { kind: 'stageSubmitted', stageInfo: submitted, properties },
    ...own.flatMap(runTask),
    { kind: 'stageCompleted', stageInfo: completed },
  ];
}

const blockUpdate = (executor: number, partition: number): SparkEvent => ({
  kind: 'blockUpdated',
  blockUpdatedInfo: {
    blockManagerId: executors[executor] as BlockManagerId,
    blockId: `rdd_9_${partition}`,
    storageLevel: memoryAndDisk,
    memorySizeBytes: 4006 + partition,
    diskSizeBytes: 96 + partition,
  },
});

const operation = { jobTag: 'tag-a', operationId: '5f3759df-0000-4000-8000-000000000001', timeMs: startMs + 900 };
const session = { sessionId: '5f3759df-0000-4000-8000-000000000002', userId: 'ada', timeMs: startMs + 800 };

export function sampleApplication(appId: string): SparkEvent[] {
  const jobStages = [stage(0, 3, [], [scanned]), stage(1, 2, [0], [])];
  const cacheStage = stage(2, 2, [], [cached, scanned]);
  const failingStage = stage(3, 3, [], [scanned]);
  return [
    {
      kind: 'resourceProfileAdded',
      resourceProfileId: 0,
      executorResources: [{ resourceName: 'memory', amount: 1024, discoveryScript: '', vendor: '' }],
      taskResources: [{ resourceName: 'cpus', amount: 1 }],
    },
    {
      kind: 'blockManagerAdded',
      timeMs: startMs + 10,
      blockManagerId: driver,
      maxMemoryBytes: 400_000_001,
      maxOnHeapMemoryBytes: 400_000_001,
      maxOffHeapMemoryBytes: 0,
    },
    {
      kind: 'environmentUpdate',
      jvmInformation: { 'Java Home': '/opt/node', 'Java Version': '20.20.2 (Node.js)', 'Scala Version': 'none' },
      sparkProperties: { 'spark.app.name': 'words', 'spark.master': 'local-cluster[2,1,1024]', 'spark.app.token': 'do-not-show-me' },
      hadoopProperties: { 'fs.name': 'file' },
      systemProperties: { 'os.name': 'Linux', harmless: 'but it says password' },
      metricsProperties: { '*.sink': 'none' },
      classpathEntries: { '/opt/token/lib.js': 'System Classpath' },
    },
    { kind: 'applicationStart', appName: 'words', appId, timeMs: startMs, sparkUser: 'ada' },
    ...executors.flatMap((executor, index): SparkEvent[] => [
      {
        kind: 'executorAdded',
        timeMs: startMs + 500 + index,
        executorId: executor.executorId,
        executorInfo: {
          host: executor.host,
          totalCores: 3 + index,
          logUrls: { stdout: `file:/logs/${index}/stdout` },
          attributes: { CONTAINER: `c${index}` },
          resourceProfileId: 0,
          registrationTimeMs: startMs + 500 + index,
          requestTimeMs: startMs + 400,
        },
      },
      { kind: 'blockManagerAdded', timeMs: startMs + 510, blockManagerId: executor, maxMemoryBytes: 300_000_000 + index },
    ]),
    { kind: 'connectServiceStarted', hostAddress: '127.0.0.1', bindingPort: 15002, timeMs: startMs + 700 },
    { kind: 'connectSessionStarted', ...session },
    {
      kind: 'connectOperationStarted',
      ...operation,
      sessionId: session.sessionId,
      userId: 'ada',
      userName: 'Ada',
      statementText: 'SELECT count(*)',
      sparkSessionTags: ['words'],
    },
    { kind: 'connectOperationAnalyzed', ...operation },
    { kind: 'connectOperationReadyForExecution', ...operation },
    {
      kind: 'sqlExecutionStart',
      executionId: 0,
      rootExecutionId: 0,
      description: 'count words',
      details: 'main (words.ts:10)',
      physicalPlanDescription: '== Physical Plan ==\nAdaptiveSparkPlan (3)',
      sparkPlanInfo: plan,
      timeMs: startMs + 1000,
      modifiedConfigs: { 'spark.sql.shuffle.partitions': '2', 'my.password': 'do-not-show-me' },
      jobTags: ['tag-a', 'tag-b'],
      jobGroupId: 'group 7',
      queryId: '5f3759df-0000-4000-8000-000000000003',
    },
    { kind: 'jobStart', jobId: 0, timeMs: startMs + 1500, stageInfos: jobStages, properties: jobProperties },
    ...runStage(jobStages[0] as StageInfo, jobProperties),
    {
      kind: 'executorMetricsUpdate',
      executorId: 'driver',
      taskUpdates: [],
      executorUpdates: [{ stageId: -1, stageAttemptId: -1, executorMetrics: { JVMHeapMemory: 5_000_000 } }],
    },
    {
      kind: 'sqlAdaptiveExecutionUpdate',
      executionId: 0,
      physicalPlanDescription: '== Physical Plan ==\nAdaptiveSparkPlan (4), final',
      sparkPlanInfo: finalPlan,
    },
    { kind: 'sqlAdaptiveSQLMetricUpdates', executionId: 0, sqlPlanMetrics: [metric(2)] },
    ...runStage(jobStages[1] as StageInfo, jobProperties),
    { kind: 'driverAccumUpdates', executionId: 0, accumUpdates: [[6, 12]] },
    { kind: 'jobEnd', jobId: 0, timeMs: startMs + 20_000, jobResult: { kind: 'jobSucceeded' } },
    { kind: 'sqlExecutionEnd', executionId: 0, timeMs: startMs + 20_100 },
    { kind: 'connectOperationFinished', ...operation, producedRowCount: 3 },
    { kind: 'connectOperationClosed', ...operation },
    { kind: 'jobStart', jobId: 1, timeMs: startMs + 21_000, stageInfos: [cacheStage], properties: {} },
    ...runStage(cacheStage, {}),
    blockUpdate(0, 0),
    blockUpdate(1, 1),
    { kind: 'jobEnd', jobId: 1, timeMs: startMs + 22_000, jobResult: { kind: 'jobSucceeded' } },
    { kind: 'connectOperationFailed', ...operation, errorMessage: 'no' },
    { kind: 'connectOperationCanceled', ...operation },
    {
      kind: 'sqlExecutionStart',
      executionId: 1,
      description: 'fail',
      details: '',
      physicalPlanDescription: '== Physical Plan ==',
      sparkPlanInfo: node('LocalTableScan', [], []),
      timeMs: startMs + 23_000,
      modifiedConfigs: {},
      jobTags: [],
    },
    { kind: 'jobStart', jobId: 2, timeMs: startMs + 23_100, stageInfos: [failingStage], properties: { 'spark.sql.execution.id': '1' } },
    { kind: 'speculativeTaskSubmitted', stageId: 3, stageAttemptId: 0, taskIndex: 2, partitionId: 2 },
    ...runStage(failingStage, {}, 'Job aborted due to stage failure: executor lost'),
    {
      kind: 'jobEnd',
      jobId: 2,
      timeMs: startMs + 24_000,
      jobResult: { kind: 'jobFailed', exception: { message: 'Job aborted due to stage failure: executor lost', stackTrace: trace } },
    },
    { kind: 'sqlExecutionEnd', executionId: 1, timeMs: startMs + 24_100, errorMessage: 'executor lost' },
    { kind: 'executorExcludedForStage', timeMs: startMs + 24_150, executorId: '1', taskFailures: 2, stageId: 3, stageAttemptId: 0 },
    { kind: 'executorExcluded', timeMs: startMs + 24_200, executorId: '1', taskFailures: 2 },
    { kind: 'nodeExcludedForStage', timeMs: startMs + 24_210, hostId: '10.0.0.11', executorFailures: 1, stageId: 3, stageAttemptId: 0 },
    { kind: 'nodeExcluded', timeMs: startMs + 24_220, hostId: '10.0.0.11', executorFailures: 1 },
    { kind: 'nodeUnexcluded', timeMs: startMs + 24_230, hostId: '10.0.0.11' },
    { kind: 'executorUnexcluded', timeMs: startMs + 24_240, executorId: '1' },
    { kind: 'executorExcluded', timeMs: startMs + 24_250, executorId: '1', taskFailures: 2 },
    { kind: 'blockManagerRemoved', timeMs: startMs + 24_300, blockManagerId: executors[1] as BlockManagerId },
    { kind: 'executorRemoved', timeMs: startMs + 24_300, executorId: '1', reason: 'The process ended with signal SIGKILL' },
    { kind: 'unpersistRDD', rddId: 77 },
    { kind: 'connectSessionClosed', ...session },
    { kind: 'connectServiceEnd', hostAddress: '127.0.0.1', bindingPort: 15002, timeMs: startMs + 24_900 },
    { kind: 'applicationEnd', timeMs: startMs + 25_000, exitCode: 0 },
  ];
}

/** Kinds that no log holds, for a test of the format alone. */
export const unloggedEvents: readonly SparkEvent[] = [
  { kind: 'logStart', sparkVersion: '4.2.0' },
  { kind: 'unschedulableTaskSetAdded', stageId: 3, stageAttemptId: 0 },
  { kind: 'unschedulableTaskSetRemoved', stageId: 3, stageAttemptId: 0 },
  { kind: 'stageExecutorMetrics', executorId: '0', stageId: 3, stageAttemptId: 0, executorMetrics: heap },
  {
    kind: 'executorMetricsUpdate',
    executorId: '0',
    taskUpdates: [
      { taskId: 4, stageId: 1, stageAttemptId: 0, accumulatorUpdates: [{ id: 1, update: 3, internal: false, countFailedValues: true }] },
    ],
    executorUpdates: [{ stageId: 1, stageAttemptId: 0, executorMetrics: heap }],
  },
  ...(['resubmitted', 'taskResultLost', 'unknownReason'] as const).map(
    (kind): SparkEvent => ({
      kind: 'taskEnd',
      stageId: 0,
      stageAttemptId: 0,
      taskType: 'ShuffleMapTask',
      reason: { kind },
      taskInfo: {
        taskId: 20,
        index: 0,
        attempt: 0,
        partitionId: 0,
        launchTimeMs: startMs,
        executorId: '0',
        host: '10.0.0.10',
        locality: 'NO_PREF',
        speculative: false,
        gettingResultTimeMs: 0,
        finishTimeMs: startMs + 1,
        failed: true,
        killed: false,
        accumulables: [],
      },
      taskExecutorMetrics: {},
      taskMetrics: emptyTaskMetrics,
    }),
  ),
];
