import { parseMaster, type SessionConfig } from '../config/index.ts';

/** What the scheduler reads of the application's settings, once. */
export interface SchedulerSettings {
  readonly isLocal: boolean;
  readonly maxTaskFailures: number;
  readonly taskCpus: number;
  readonly localityWaitMs: number;
  readonly resultBufferBytes: number;
  readonly mode: 'FIFO' | 'FAIR';
  readonly allocationFile: string | undefined;
  readonly speculation: SpeculationSettings | undefined;
  readonly exclusion: ExclusionSettings;
}

export interface SpeculationSettings {
  readonly intervalMs: number;
  readonly multiplier: number;
  readonly quantile: number;
  readonly minTaskRuntimeMs: number;
  readonly durationThresholdMs: number | undefined;
}

export interface ExclusionSettings {
  readonly ofTaskAndStage: boolean;
  readonly ofApplication: boolean;
  readonly timeoutMs: number;
  readonly maxTaskAttemptsPerExecutor: number;
  readonly maxFailedTasksPerExecutorOfStage: number;
  readonly maxFailedTasksPerExecutorOfApplication: number;
  readonly killsExcluded: boolean;
}

export function schedulerSettings(config: SessionConfig): SchedulerSettings {
  const master = parseMaster(config.getOption('spark.master') ?? 'local[*]');
  const isLocal = master.kind === 'local';
  const threshold = 'spark.speculation.task.duration.threshold';
  return {
    isLocal,
    maxTaskFailures: isLocal ? master.maxTaskFailures : config.getInteger('spark.task.maxFailures'),
    taskCpus: Math.max(1, config.getInteger('spark.task.cpus')),
    localityWaitMs: config.getMilliseconds('spark.locality.wait'),
    resultBufferBytes: config.getBytes('spark.kindling.result.bufferSize'),
    mode: config.get('spark.scheduler.mode').toUpperCase() === 'FAIR' ? 'FAIR' : 'FIFO',
    allocationFile: config.getOption('spark.scheduler.allocation.file'),
    speculation: config.isOn('spark.speculation')
      ? {
          intervalMs: config.getMilliseconds('spark.speculation.interval'),
          multiplier: Number(config.get('spark.speculation.multiplier')),
          quantile: Number(config.get('spark.speculation.quantile')),
          minTaskRuntimeMs: config.getMilliseconds('spark.speculation.minTaskRuntime'),
          durationThresholdMs: config.isSet(threshold) ? config.getMilliseconds(threshold) : undefined,
        }
      : undefined,
    exclusion: {
      ofTaskAndStage: config.isOn('spark.excludeOnFailure.taskAndStage.enabled'),
      ofApplication: config.isOn('spark.excludeOnFailure.application.enabled'),
      timeoutMs: config.getMilliseconds('spark.excludeOnFailure.timeout'),
      maxTaskAttemptsPerExecutor: config.getInteger('spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor'),
      maxFailedTasksPerExecutorOfStage: config.getInteger('spark.excludeOnFailure.stage.maxFailedTasksPerExecutor'),
      maxFailedTasksPerExecutorOfApplication: config.getInteger('spark.excludeOnFailure.application.maxFailedTasksPerExecutor'),
      killsExcluded: config.isOn('spark.excludeOnFailure.killExcludedExecutors'),
    },
  };
}
