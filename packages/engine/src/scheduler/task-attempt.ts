import type { TaskInfo, TaskLocality } from '../events/index.ts';
import type { TaskDescription } from '../physical/index.ts';
import type { RunningTask } from './executor-backend.ts';
import type { RowStream } from './row-stream.ts';

/** One try of one task, while it runs. */
export interface TaskAttempt {
  /** Place of the task in its set. */
  readonly index: number;
  readonly task: TaskDescription;
  readonly executorId: string;
  readonly host: string;
  readonly locality: TaskLocality;
  readonly isSpeculative: boolean;
  readonly launchTimeMs: number;
  /** For durations: a clock that nobody sets. */
  readonly startedMs: number;
  readonly running: RunningTask;
  readonly stream: RowStream | undefined;
  /** Set once it has been asked to stop. */
  killedFor: 'room' | 'rival' | 'set' | undefined;
  /** Waits for its reader, and has given its cores back meanwhile. */
  hasLentCores: boolean;
}

export function taskInfoOf(attempt: TaskAttempt, end?: Pick<TaskInfo, 'failed' | 'killed' | 'accumulables'>): TaskInfo {
  const { task, index, executorId, host, locality, isSpeculative, launchTimeMs } = attempt;
  return {
    taskId: task.taskId,
    index,
    attempt: task.attempt,
    partitionId: task.partition,
    launchTimeMs,
    executorId,
    host,
    locality,
    speculative: isSpeculative,
    gettingResultTimeMs: 0,
    finishTimeMs: end ? Math.max(Date.now(), launchTimeMs) : 0,
    failed: end?.failed ?? false,
    killed: end?.killed ?? false,
    accumulables: end?.accumulables ?? [],
  };
}
