import type { RecordBatch } from '@kindling/protocol';
import type { ExecutorMetrics, TaskMetrics } from '../events/index.ts';
import type { TaskDescription, TaskResult } from '../physical/index.ts';

/** Who runs tasks: this process, or processes of their own. The scheduler knows executors only through this. */
export interface ExecutorBackend extends AsyncDisposable {
  executors(): readonly ExecutorInfo[];
  /** Settles when enough executors are there, or when they have been waited for long enough. */
  ready(): Promise<void>;
  /**
   * Starts a task. The scheduler counts the free cores; tasks that wait for their reader lend theirs, so an executor may have up to
   * twice as many tasks as cores.
   */
  launch(executorId: string, task: TaskDescription): RunningTask;
  /** Ends an executor that is not trusted any more; another one takes its place. */
  replace(executorId: string, reason: string): void;
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
  | { readonly kind: 'removed'; readonly executorId: string; readonly reason: string; readonly causedByApp: boolean }
  /** Executors failed too often: no more are started. */
  | { readonly kind: 'exhausted'; readonly reason: string };

export interface RunningTask {
  /** Rows of a task whose output is `rows`, while it runs; its reader sets the pace. Empty for others. It ends, without an error, when the task fails. */
  readonly batches: AsyncIterable<RecordBatch>;
  /** Never rejects. */
  readonly end: Promise<TaskEnd>;
  /** Stops it as soon as possible; it ends with `killed`. */
  kill(reason: string): void;
}

export type TaskEnd =
  | { readonly kind: 'success'; readonly result: TaskResult; readonly metrics: TaskMetrics; readonly executorMetrics?: ExecutorMetrics }
  | { readonly kind: 'failed'; readonly error: unknown; readonly metrics: TaskMetrics; readonly executorMetrics?: ExecutorMetrics }
  | { readonly kind: 'fetchFailed'; readonly exchangeId: number; readonly mapPartition: number; readonly message: string }
  /** `causedByApp`: its tasks are to blame, for example for its running out of memory. */
  | { readonly kind: 'executorLost'; readonly executorId: string; readonly reason: string; readonly causedByApp: boolean }
  | { readonly kind: 'killed'; readonly reason: string };
