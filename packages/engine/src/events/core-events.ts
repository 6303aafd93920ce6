import type { AccumulableInfo } from './accumulable-info.ts';
import type { BlockManagerId, BlockUpdatedInfo } from './block.ts';
import type { ExecutorMetrics } from './executor-metrics.ts';
import type { StageInfo } from './stage-info.ts';
import type { StackTraceElement, TaskEndReason, TaskInfo } from './task-info.ts';
import type { TaskMetrics } from './task-metrics.ts';

type Properties = Readonly<Record<string, string>>;

/** The first record of a log. */
export interface LogStart {
  readonly kind: 'logStart';
  readonly sparkVersion: string;
}

export interface ApplicationStart {
  readonly kind: 'applicationStart';
  readonly appName: string;
  readonly appId?: string;
  readonly timeMs: number;
  readonly sparkUser: string;
  readonly appAttemptId?: string;
  readonly driverLogs?: Properties;
  readonly driverAttributes?: Properties;
}

export interface ApplicationEnd {
  readonly kind: 'applicationEnd';
  readonly timeMs: number;
  readonly exitCode?: number;
}

export interface EnvironmentUpdate {
  readonly kind: 'environmentUpdate';
  readonly jvmInformation: Properties;
  readonly sparkProperties: Properties;
  readonly hadoopProperties: Properties;
  readonly systemProperties: Properties;
  readonly metricsProperties: Properties;
  readonly classpathEntries: Properties;
}

export interface ResourceProfileAdded {
  readonly kind: 'resourceProfileAdded';
  readonly resourceProfileId: number;
  readonly executorResources: readonly ExecutorResourceRequest[];
  readonly taskResources: readonly TaskResourceRequest[];
}

export interface ExecutorResourceRequest {
  /** `cores`, `memory` (MiB), `offHeap` (MiB) … */
  readonly resourceName: string;
  readonly amount: number;
  readonly discoveryScript: string;
  readonly vendor: string;
}

export interface TaskResourceRequest {
  readonly resourceName: string;
  readonly amount: number;
}

export interface ExecutorAdded {
  readonly kind: 'executorAdded';
  readonly timeMs: number;
  readonly executorId: string;
  readonly executorInfo: ExecutorInfo;
}

export interface ExecutorInfo {
  readonly host: string;
  readonly totalCores: number;
  readonly logUrls: Properties;
  readonly attributes: Properties;
  readonly resourceProfileId: number;
  readonly registrationTimeMs?: number;
  readonly requestTimeMs?: number;
}

export interface ExecutorRemoved {
  readonly kind: 'executorRemoved';
  readonly timeMs: number;
  readonly executorId: string;
  readonly reason: string;
}

export interface ExecutorExcluded {
  readonly kind: 'executorExcluded';
  readonly timeMs: number;
  readonly executorId: string;
  readonly taskFailures: number;
}

export interface ExecutorExcludedForStage {
  readonly kind: 'executorExcludedForStage';
  readonly timeMs: number;
  readonly executorId: string;
  readonly taskFailures: number;
  readonly stageId: number;
  readonly stageAttemptId: number;
}

export interface ExecutorUnexcluded {
  readonly kind: 'executorUnexcluded';
  readonly timeMs: number;
  readonly executorId: string;
}

export interface NodeExcluded {
  readonly kind: 'nodeExcluded';
  readonly timeMs: number;
  readonly hostId: string;
  readonly executorFailures: number;
}

export interface NodeExcludedForStage {
  readonly kind: 'nodeExcludedForStage';
  readonly timeMs: number;
  readonly hostId: string;
  readonly executorFailures: number;
  readonly stageId: number;
  readonly stageAttemptId: number;
}

export interface NodeUnexcluded {
  readonly kind: 'nodeUnexcluded';
  readonly timeMs: number;
  readonly hostId: string;
}

/** No executor is left that a task set may run on. */
export interface UnschedulableTaskSetAdded {
  readonly kind: 'unschedulableTaskSetAdded';
  readonly stageId: number;
  readonly stageAttemptId: number;
}

export interface UnschedulableTaskSetRemoved {
  readonly kind: 'unschedulableTaskSetRemoved';
  readonly stageId: number;
  readonly stageAttemptId: number;
}

export interface BlockManagerAdded {
  readonly kind: 'blockManagerAdded';
  readonly timeMs: number;
  readonly blockManagerId: BlockManagerId;
  readonly maxMemoryBytes: number;
  readonly maxOnHeapMemoryBytes?: number;
  readonly maxOffHeapMemoryBytes?: number;
}

export interface BlockManagerRemoved {
  readonly kind: 'blockManagerRemoved';
  readonly timeMs: number;
  readonly blockManagerId: BlockManagerId;
}

export interface BlockUpdated {
  readonly kind: 'blockUpdated';
  readonly blockUpdatedInfo: BlockUpdatedInfo;
}

export interface UnpersistRDD {
  readonly kind: 'unpersistRDD';
  readonly rddId: number;
}

export interface JobStart {
  readonly kind: 'jobStart';
  readonly jobId: number;
  readonly timeMs: number;
  readonly stageInfos: readonly StageInfo[];
  /** Local properties of the caller: `spark.sql.execution.id`, `spark.job.description`, `spark.jobGroup.id`, `spark.job.tags` … */
  readonly properties: Properties;
}

export type JobResult =
  | { readonly kind: 'jobSucceeded' }
  | { readonly kind: 'jobFailed'; readonly exception: { readonly message: string; readonly stackTrace: readonly StackTraceElement[] } };

export interface JobEnd {
  readonly kind: 'jobEnd';
  readonly jobId: number;
  readonly timeMs: number;
  readonly jobResult: JobResult;
}

export interface StageSubmitted {
  readonly kind: 'stageSubmitted';
  readonly stageInfo: StageInfo;
  readonly properties: Properties;
}

export interface StageCompleted {
  readonly kind: 'stageCompleted';
  readonly stageInfo: StageInfo;
}

export interface TaskStart {
  readonly kind: 'taskStart';
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly taskInfo: TaskInfo;
}

export interface TaskGettingResult {
  readonly kind: 'taskGettingResult';
  readonly taskInfo: TaskInfo;
}

export interface TaskEnd {
  readonly kind: 'taskEnd';
  readonly stageId: number;
  readonly stageAttemptId: number;
  /** `ResultTask` or `ShuffleMapTask`. */
  readonly taskType: string;
  readonly reason: TaskEndReason;
  readonly taskInfo: TaskInfo;
  readonly taskExecutorMetrics: ExecutorMetrics;
  /** Absent when the task brought none, for example with its executor lost. */
  readonly taskMetrics?: TaskMetrics;
}

export interface SpeculativeTaskSubmitted {
  readonly kind: 'speculativeTaskSubmitted';
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly taskIndex: number;
  readonly partitionId: number;
}

/** Sign of life of an executor, with how far its tasks are. */
export interface ExecutorMetricsUpdate {
  readonly kind: 'executorMetricsUpdate';
  readonly executorId: string;
  readonly taskUpdates: readonly TaskUpdate[];
  readonly executorUpdates: readonly StageExecutorPeak[];
}

export interface TaskUpdate {
  readonly taskId: number;
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly accumulatorUpdates: readonly AccumulableInfo[];
}

export interface StageExecutorPeak {
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly executorMetrics: ExecutorMetrics;
}

/** Peaks of one executor while a stage ran; told when the stage is over. */
export interface StageExecutorMetrics {
  readonly kind: 'stageExecutorMetrics';
  readonly executorId: string;
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly executorMetrics: ExecutorMetrics;
}

export type CoreEvent =
  | LogStart
  | ApplicationStart
  | ApplicationEnd
  | EnvironmentUpdate
  | ResourceProfileAdded
  | ExecutorAdded
  | ExecutorRemoved
  | ExecutorExcluded
  | ExecutorExcludedForStage
  | ExecutorUnexcluded
  | NodeExcluded
  | NodeExcludedForStage
  | NodeUnexcluded
  | UnschedulableTaskSetAdded
  | UnschedulableTaskSetRemoved
  | BlockManagerAdded
  | BlockManagerRemoved
  | BlockUpdated
  | UnpersistRDD
  | JobStart
  | JobEnd
  | StageSubmitted
  | StageCompleted
  | TaskStart
  | TaskGettingResult
  | TaskEnd
  | SpeculativeTaskSubmitted
  | ExecutorMetricsUpdate
  | StageExecutorMetrics;
