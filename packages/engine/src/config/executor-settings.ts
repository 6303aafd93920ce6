import type { Setting } from './setting.ts';

const core = (
  key: string,
  type: Setting['type'],
  value: string | undefined,
  since: string,
  summary: string,
  more: Pick<Setting, 'unit' | 'fallback' | 'check' | 'alternatives'> = {},
): Setting => ({ key, type, ...(value === undefined ? {} : { default: value }), since, summary, scope: 'core', ...more });

/** Executors: how many, how large, and what happens to those that fall silent or fail. */
const executors: readonly Setting[] = [
  core('spark.executor.memory', 'bytes', '1g', '0.7.0', 'Memory of an executor.', { unit: 'm' }),
  core('spark.executor.cores', 'int', '1', '1.0.0', 'Cores of an executor: tasks that it runs at once.'),
  core('spark.executor.instances', 'int', undefined, '1.0.0', 'How many executors; not more than the master gives.'),
  core(
    'spark.executor.memoryOverhead',
    'bytes',
    undefined,
    '2.3.0',
    'Memory of an executor process beyond spark.executor.memory before it ends itself as out of memory.',
    { unit: 'm' },
  ),
  core(
    'spark.executor.memoryOverheadFactor',
    'double',
    '0.1',
    '3.3.0',
    'Part of spark.executor.memory that is its overhead, unless that is set.',
  ),
  core('spark.executor.minMemoryOverhead', 'bytes', '384m', '4.0.0', 'Least overhead, unless it is set.', { unit: 'm' }),
  core('spark.executor.heartbeatInterval', 'time', '10s', '1.1.0', 'Time between signs of life of an executor.'),
  core(
    'spark.network.timeout',
    'time',
    '120s',
    '1.3.0',
    'Time after which a silent executor is lost: it is killed, its tasks run elsewhere, and another one is started.',
    { unit: 's' },
  ),
  core(
    'spark.executor.maxNumFailures',
    'int',
    undefined,
    '3.5.0',
    'Executors that may be lost in succession, without one of their successors ending a task well, before none is started any more; twice the executors and at least 3 by default.',
  ),
  core('spark.rpc.message.maxSize', 'int', '128', '2.0.0', 'Largest message between driver and executors, in MiB.'),
  core('spark.executor.logs.rolling.strategy', 'string', '', '1.1.0', 'Set to size for log files of a limited size.'),
  core('spark.executor.logs.rolling.maxSize', 'bytes', '1048576', '1.4.0', 'Size at which a new log file is begun.', { unit: 'b' }),
  core('spark.executor.logs.rolling.maxRetainedFiles', 'int', '-1', '1.1.0', 'Log files that are kept; -1 for all.'),
  core(
    'spark.kindling.executor.workDirectory',
    'string',
    undefined,
    '0.1.0',
    'Folder below which executors keep their log files when the application is over, as <application>/<executor>/stdout. Without it they go with the application.',
  ),
];

/** Tasks: how they are tried, placed and repeated. */
const tasks: readonly Setting[] = [
  core('spark.task.cpus', 'int', '1', '0.5.0', 'Cores of a task.'),
  core(
    'spark.task.maxFailures',
    'int',
    '4',
    '0.8.0',
    'Failures of one task after which its job fails. Local masters name their own: local[n,failures].',
  ),
  core(
    'spark.locality.wait',
    'time',
    '3s',
    '0.5.0',
    'Longest wait of a task for an executor that holds its data. All executors share one machine, so a task waits at most as long as the tasks of its stage take.',
  ),
  core('spark.speculation', 'boolean', 'false', '0.6.0', 'Whether slow tasks are started again elsewhere; the first to end counts.'),
  core('spark.speculation.interval', 'time', '100ms', '0.6.0', 'Time between looks for slow tasks.'),
  core('spark.speculation.multiplier', 'double', '3', '0.6.0', 'How many times the median of the finished tasks makes a task slow.'),
  core('spark.speculation.quantile', 'double', '0.9', '0.6.0', 'Part of the tasks that must have ended before one counts as slow.'),
  core('spark.speculation.minTaskRuntime', 'time', '100ms', '3.2.0', 'Time that a task may take before it counts as slow.'),
  core(
    'spark.speculation.task.duration.threshold',
    'time',
    undefined,
    '3.0.0',
    'Time after which a task of a stage that fits one executor counts as slow.',
  ),
];

const exclusion: readonly Setting[] = [
  core('spark.excludeOnFailure.enabled', 'boolean', 'false', '2.1.0', 'Whether executors on which tasks failed too often get no more.'),
  core('spark.excludeOnFailure.application.enabled', 'boolean', undefined, '4.0.0', 'The same for the whole application alone.', {
    fallback: 'spark.excludeOnFailure.enabled',
  }),
  core('spark.excludeOnFailure.taskAndStage.enabled', 'boolean', undefined, '4.0.0', 'The same for single tasks and stages alone.', {
    fallback: 'spark.excludeOnFailure.enabled',
  }),
  core('spark.excludeOnFailure.timeout', 'time', '1h', '2.1.0', 'Time after which an executor is used again.'),
  core(
    'spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor',
    'int',
    '1',
    '2.1.0',
    'Tries of one task on one executor before that is not used for it.',
  ),
  core(
    'spark.excludeOnFailure.stage.maxFailedTasksPerExecutor',
    'int',
    '2',
    '2.1.0',
    'Tasks of a stage that fail on one executor before that is not used for the stage.',
  ),
  core(
    'spark.excludeOnFailure.application.maxFailedTasksPerExecutor',
    'int',
    '2',
    '2.2.0',
    'Tasks that fail on one executor before that is not used for a while.',
  ),
  core(
    'spark.excludeOnFailure.killExcludedExecutors',
    'boolean',
    'false',
    '2.2.0',
    'Whether an executor that the application excludes is ended and another one started.',
  ),
];

const scheduling: readonly Setting[] = [
  core('spark.scheduler.mode', 'string', 'FIFO', '0.8.0', 'Whether jobs wait for each other or share.', { check: ['FIFO', 'FAIR'] }),
  core('spark.scheduler.allocation.file', 'string', undefined, '0.8.1', 'XML file that gives pools their mode, weight and least share.'),
  core('spark.scheduler.minRegisteredResourcesRatio', 'double', '0.8', '1.1.1', 'Part of the executors to wait for.'),
  core('spark.scheduler.maxRegisteredResourcesWaitingTime', 'time', '30s', '1.1.1', 'Longest wait for executors.'),
  core(
    'spark.kindling.result.bufferSize',
    'bytes',
    '32m',
    '0.1.0',
    'Rows of all results together that tasks may lay up before their reader comes to them; then they wait.',
    { unit: 'b' },
  ),
];

/** Settings of scheduler and executors: read when the application starts. */
export const executorSettings: readonly Setting[] = [...executors, ...tasks, ...exclusion, ...scheduling];
