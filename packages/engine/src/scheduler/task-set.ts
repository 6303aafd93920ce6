import type { RecordBatch } from '@kindling/protocol';
import type { AccumulableInfo } from '../events/index.ts';
import type { TaskDescription, TaskResult } from '../physical/index.ts';
import type { TaskEnd } from './executor-backend.ts';

/** The tasks of one stage attempt that still have to run. */
export interface TaskSet {
  readonly jobId: number;
  readonly stageId: number;
  readonly stageAttempt: number;
  /** What people read: the call that asked for it. */
  readonly name: string;
  /** Scheduling pool; tasks of one pool share its cores. */
  readonly pool: string;
  readonly partitions: readonly number[];
  /** The work of one try; the scheduler numbers tries and tasks. */
  describe(task: { readonly taskId: number; readonly partition: number; readonly attempt: number }): TaskDescription;
  /** What a failure of a task means. */
  judge(task: TaskDescription, error: unknown): Judgement;
  /** Told of each task that ended well, also when the set as a whole does not. */
  onSuccess?(partition: number, result: TaskResult): void;
  /** What a task that ended adds to the metrics of the query's operators. */
  accumulables?(task: TaskDescription, end: TaskEnd): readonly AccumulableInfo[];
  /** Executors where the data of a partition lies, best first; empty where it does not matter. */
  preferredExecutors?(partition: number): readonly string[];
}

export type Judgement =
  /** The job ends with this error, however often the task is tried. */
  | { readonly kind: 'fail'; readonly error: unknown }
  /** It may go better next time: counts as a failure of the task. */
  | { readonly kind: 'retry'; readonly error: unknown }
  /** Try at once, with what `describe` says now; counts as no failure. */
  | { readonly kind: 'again' };

export interface TaskSetRun {
  /** Rows of all partitions, in the order of `partitions`, while the tasks run; the reader sets the pace. For tasks whose output is `rows`. */
  readonly batches: AsyncIterable<RecordBatch>;
  /** Results by partition when all tasks have ended well. Rejects with the error that ended the set: a `FetchFailure` asks for lost files to be made again. */
  readonly results: Promise<ReadonlyMap<number, TaskResult>>;
}

/** Files of an exchange that a task needed were not there. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly exchangeId: number;
  readonly mapPartition: number;

  constructor(exchangeId: number, mapPartition: number, message: string) {
    super(message);
    this.exchangeId = exchangeId;
    this.mapPartition = mapPartition;
  }
}
