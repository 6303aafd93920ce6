import type { ExecutePlanResponse_ExecutionProgress } from '@kindling/protocol/messages';

/** One stage of a running execution. */
export interface StageProgress {
  readonly stageId: bigint;
  readonly numTasks: bigint;
  readonly numCompletedTasks: bigint;
  readonly inputBytesRead: bigint;
  readonly isDone: boolean;
}

/** How far an execution is. */
export interface Progress {
  readonly operationId: string;
  readonly stages: readonly StageProgress[];
  readonly numInflightTasks: bigint;
  /** True in the last report of an execution. */
  readonly isDone: boolean;
}

export type ProgressHandler = (progress: Progress) => void;

export function progressOf(operationId: string, progress: ExecutePlanResponse_ExecutionProgress): Progress {
  return {
    operationId,
    stages: progress.stages.map(({ stageId, numTasks, numCompletedTasks, inputBytesRead, done }) => ({
      stageId,
      numTasks,
      numCompletedTasks,
      inputBytesRead,
      isDone: done,
    })),
    numInflightTasks: progress.numInflightTasks,
    isDone: false,
  };
}
