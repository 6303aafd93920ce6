import type { RecordBatch } from '@kindling/protocol';
import type { TaskMetrics } from '../events/index.ts';
import type { TaskDescription, TaskResult } from '../physical/index.ts';

/** Who runs tasks: this process, or processes of their own. The scheduler knows executors only through this. */
export interface ExecutorBackend extends AsyncDisposable {
  executors(): readonly ExecutorInfo[];
  /** Starts a task; the executor must have a free slot, which the scheduler counts. */
  launch(executorId: string, task: TaskDescription): RunningTask;
  /** Told of every executor that comes or goes. */
  onChange(listener: (change: ExecutorChange) => void): void;
}

export interface ExecutorInfo {
  readonly executorId: string;
  readonly host: string;
  /** Tasks that run there at once. */
  readonly cores: number;
  readonly memoryBytes: number;
}

export type ExecutorChange =
  | { readonly kind: 'added'; readonly executor: ExecutorInfo }
  | { readonly kind: 'removed'; readonly executorId: string; readonly reason: string; readonly causedByApp: boolean };

export interface RunningTask {
  /** Rows of a task whose output is `rows`, while it runs; its reader sets the pace. Empty for others. It ends, without an error, when the task fails. */
  readonly batches: AsyncIterable<RecordBatch>;
  /** Never rejects. */
  readonly end: Promise<TaskEnd>;
  /** Stops it as soon as possible; it ends with `killed`. */
  kill(reason: string): void;
}

export type TaskEnd =
  | { readonly kind: 'success'; readonly result: TaskResult; readonly metrics: TaskMetrics }
  | { readonly kind: 'failed'; readonly error: unknown; readonly metrics: TaskMetrics }
  | { readonly kind: 'fetchFailed'; readonly exchangeId: number; readonly mapPartition: number; readonly message: string }
  | { readonly kind: 'executorLost'; readonly executorId: string; readonly reason: string }
  | { readonly kind: 'killed'; readonly reason: string };
