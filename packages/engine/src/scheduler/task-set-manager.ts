import { SparkError, sparkError } from '@kindling/protocol';
import type { SparkEvent, TaskLocality } from '../events/index.ts';
import type { TaskDescription, TaskResult } from '../physical/index.ts';
import { Deferred } from './deferred.ts';
import type { ExecutorInfo, TaskEnd } from './executor-backend.ts';
import { TaskSetExclusion } from './executor-exclusion.ts';
import { OrderedRows } from './ordered-rows.ts';
import type { SchedulableTaskSet } from './pools.ts';
import type { ResultBuffer } from './result-buffer.ts';
import type { SchedulerSettings } from './scheduler-settings.ts';
import { isSlow, TaskDurations } from './speculation.ts';
import type { TaskAttempt } from './task-attempt.ts';
import { lostTaskMessage } from './task-end-reason.ts';
import { FetchFailure, type TaskSet } from './task-set.ts';

export interface Launch {
  readonly index: number;
  readonly executor: ExecutorInfo;
  readonly locality: TaskLocality;
  readonly isSpeculative: boolean;
}

interface TaskState {
  readonly partition: number;
  readonly attempts: Set<TaskAttempt>;
  isDone: boolean;
  failures: number;
  /** Times that it was lost through no fault of its own. */
  losses: number;
  /** Times that it was tried again without counting as failed. */
  agains: number;
  nextAttempt: number;
  pendingSinceMs: number;
  hasCopy: boolean;
}

/** What the manager asks of the scheduler. */
export interface TaskSetOwner {
  post(event: SparkEvent): void;
  /** Something may be started that could not before. */
  reconsider(): void;
  /** Nothing of the set is to be started any more. */
  ended(manager: TaskSetManager): void;
}

/** How long an ended set waits for tasks of its own that were told to stop, so that nobody writes any more when its end is known. */
const STOP_WAIT_MS = 2000;
/** Tries of a task that were asked for before they count as failures. */
const MAX_AGAIN = 8;

/** The tasks of one set: which are to be started, which run, what becomes of those that fail. */
export class TaskSetManager implements SchedulableTaskSet {
  readonly set: TaskSet;
  readonly rows: OrderedRows;
  readonly exclusion: TaskSetExclusion;
  /** When a task that waits for an executor near its data stops waiting. */
  wakeAtMs: number | undefined;
  readonly #settings: SchedulerSettings;
  readonly #owner: TaskSetOwner;
  readonly #tasks: TaskState[];
  /** Places of tasks to be started, ascending. */
  readonly #pending: number[];
  readonly #copies = new Set<number>();
  readonly #running = new Set<TaskAttempt>();
  readonly #results = new Map<number, TaskResult>();
  readonly #durations = new TaskDurations();
  #isRead = false;
  #end: 'succeeded' | 'aborted' | undefined;
  #lastFailure = '';
  readonly #settled = new Deferred<ReadonlyMap<number, TaskResult>>();
  #onIdle: (() => void) | undefined;

  constructor(set: TaskSet, settings: SchedulerSettings, buffer: ResultBuffer, owner: TaskSetOwner) {
    this.set = set;
    this.#settings = settings;
    this.#owner = owner;
    this.exclusion = new TaskSetExclusion(settings.exclusion);
    const nowMs = performance.now();
    this.#tasks = set.partitions.map((partition) => ({
      partition,
      attempts: new Set(),
      isDone: false,
      failures: 0,
      losses: 0,
      agains: 0,
      nextAttempt: 0,
      pendingSinceMs: nowMs,
      hasCopy: false,
    }));
    this.#pending = set.partitions.map((_, index) => index);
    this.rows = new OrderedRows(set.partitions, buffer, {
      onLeader: (index, stream) => this.#stopRivals(index, (attempt) => attempt.stream !== stream),
      onFront: () => owner.reconsider(),
      onReaderGone: (error) => this.abort(error ?? new DOMException('The reader wants no more rows.', 'AbortError')),
    });
    // Who reads only the rows learns of the failure there.
    this.#settled.promise.catch(() => undefined);
    if (set.partitions.length === 0) this.#succeed();
  }

  get name(): string {
    return `TaskSet_${this.set.stageId}.${this.set.stageAttempt}`;
  }
  get pool(): string {
    return this.set.pool;
  }
  get results(): Promise<ReadonlyMap<number, TaskResult>> {
    return this.#settled.promise;
  }
  get jobId(): number {
    return this.set.jobId;
  }
  get stageId(): number {
    return this.set.stageId;
  }
  get runningTasks(): number {
    return this.#running.size;
  }
  get running(): Iterable<TaskAttempt> {
    return this.#running;
  }
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }
  get hasSucceeded(): boolean {
    return this.#end === 'succeeded';
  }

  /** Whether its rows go to a reader, who waits for a task that has not begun. */
  get isFrontPending(): boolean {
    return this.#isRead && this.#pending[0] === this.rows.front;
  }

  /** Whether a task could begin if there were a core for it. */
  get hasStartable(): boolean {
    const [first] = this.#pending;
    return first !== undefined && (!this.#isRead || this.rows.mayStart(first));
  }

  /** The task to be started next on one of these executors, which have room for it. `live` are all executors. */
  nextLaunch(free: readonly ExecutorInfo[], live: ReadonlyMap<string, unknown>, nowMs: number): Launch | undefined {
    this.wakeAtMs = undefined;
    return this.#nextNear(free) ?? this.#nextAnywhere(free, live, nowMs) ?? this.#nextCopy(free);
  }

  #preferred(index: number): readonly string[] {
    return this.set.preferredExecutors?.(this.#tasks[index]?.partition as number) ?? [];
  }

  #mayStart(index: number): boolean {
    return !this.#isRead || this.rows.mayStart(index);
  }

  #nextNear(free: readonly ExecutorInfo[]): Launch | undefined {
    if (!this.set.preferredExecutors) return undefined;
    for (const index of this.#pending) {
      if (!this.#mayStart(index)) return undefined;
      for (const executorId of this.#preferred(index)) {
        const executor = free.find((one) => one.executorId === executorId && !this.exclusion.isExcluded(executorId, index));
        if (executor) return { index, executor, locality: 'PROCESS_LOCAL', isSpeculative: false };
      }
    }
    return undefined;
  }

  #nextAnywhere(free: readonly ExecutorInfo[], live: ReadonlyMap<string, unknown>, nowMs: number): Launch | undefined {
    for (const index of this.#pending) {
      if (!this.#mayStart(index)) return undefined;
      const isElsewhere = this.set.preferredExecutors !== undefined && this.#preferred(index).some((executorId) => live.has(executorId));
      if (isElsewhere && this.#waitsForNear(index, nowMs)) continue;
      const executor = free.find(({ executorId }) => !this.exclusion.isExcluded(executorId, index));
      if (executor) return { index, executor, locality: isElsewhere ? 'NODE_LOCAL' : 'PROCESS_LOCAL', isSpeculative: false };
    }
    return undefined;
  }

  /** Waiting longer than a task takes cannot pay: by then an executor near the data was free, or its tasks are slower than a copy of the data. */
  #waitsForNear(index: number, nowMs: number): boolean {
    const waitMs = Math.min(this.#settings.localityWaitMs, this.#durations.median ?? 0);
    const untilMs = (this.#tasks[index]?.pendingSinceMs as number) + waitMs;
    if (untilMs <= nowMs) return false;
    this.wakeAtMs = Math.min(this.wakeAtMs ?? untilMs, untilMs);
    return true;
  }

  #nextCopy(free: readonly ExecutorInfo[]): Launch | undefined {
    for (const index of this.#copies) {
      const state = this.#tasks[index] as TaskState;
      if (state.isDone || state.attempts.size !== 1 || this.rows.isHandedOut(index)) {
        this.#copies.delete(index);
        continue;
      }
      const [original] = state.attempts;
      const executor = free.find(({ executorId }) => executorId !== original?.executorId && !this.exclusion.isExcluded(executorId, index));
      if (executor) return { index, executor, locality: 'ANY', isSpeculative: true };
    }
    return undefined;
  }

  /** The work of the next try. */
  describe({ index }: Launch, taskId: number): TaskDescription {
    const state = this.#tasks[index] as TaskState;
    return this.set.describe({ taskId, partition: state.partition, attempt: state.nextAttempt });
  }

  started(attempt: TaskAttempt): void {
    const state = this.#tasks[attempt.index] as TaskState;
    state.nextAttempt += 1;
    state.attempts.add(attempt);
    this.#running.add(attempt);
    if (attempt.isSpeculative) this.#copies.delete(attempt.index);
    else this.#pending.splice(this.#pending.indexOf(attempt.index), 1);
    if (attempt.stream) this.#isRead = true;
  }

  ended(attempt: TaskAttempt, end: TaskEnd): void {
    const state = this.#tasks[attempt.index] as TaskState;
    state.attempts.delete(attempt);
    this.#running.delete(attempt);
    const isWinner = end.kind === 'success' && !state.isDone && this.#end === undefined;
    if (!isWinner && attempt.stream) this.rows.drop(attempt.index, attempt.stream);
    if (isWinner) this.#won(attempt, state, end.result);
    else if (this.#end === undefined && !state.isDone && end.kind !== 'success') this.#failed(attempt, state, end);
    if (this.#running.size === 0) this.#onIdle?.();
  }

  #won(attempt: TaskAttempt, state: TaskState, result: TaskResult): void {
    state.isDone = true;
    this.#copies.delete(attempt.index);
    this.#results.set(state.partition, result);
    this.set.onSuccess?.(state.partition, result);
    this.#durations.add(performance.now() - attempt.startedMs);
    this.rows.complete(attempt.index, attempt.stream);
    this.#stopRivals(attempt.index, (rival) => rival !== attempt);
    const pendingAt = this.#pending.indexOf(attempt.index);
    if (pendingAt >= 0) this.#pending.splice(pendingAt, 1);
    if (this.#results.size === this.#tasks.length) this.#succeed();
  }

  #failed(attempt: TaskAttempt, state: TaskState, end: Exclude<TaskEnd, { readonly kind: 'success' }>): void {
    switch (end.kind) {
      case 'fetchFailed':
        this.abort(new FetchFailure(end.exchangeId, end.mapPartition, end.message));
        return;
      case 'killed':
        if (attempt.killedFor === undefined) this.#lost(attempt, state, end);
        break;
      case 'executorLost':
        if (end.causedByApp) this.#countFailure(attempt, state, end, undefined);
        else this.#lost(attempt, state, end);
        break;
      case 'failed': {
        if (attempt.killedFor !== undefined) break;
        const judgement = this.set.judge(attempt.task, end.error);
        if (judgement.kind === 'fail') {
          this.abort(judgement.error);
          return;
        }
        if (judgement.kind === 'retry') this.#countFailure(attempt, state, { ...end, error: judgement.error }, judgement.error);
        else this.#again(attempt, state, end);
        break;
      }
    }
    if (this.#end === undefined && state.attempts.size === 0) this.#putBack(attempt.index, state);
  }

  /** Another look that always asks for another one ends in failures. */
  #again(attempt: TaskAttempt, state: TaskState, end: Extract<TaskEnd, { readonly kind: 'failed' }>): void {
    state.agains += 1;
    if (state.agains > MAX_AGAIN) this.#countFailure(attempt, state, end, end.error);
  }

  /** What takes executor after executor along, without seeming to blame, is to blame in the end. */
  #lost(attempt: TaskAttempt, state: TaskState, end: TaskEnd): void {
    state.losses += 1;
    if (state.losses > Math.max(this.#settings.maxTaskFailures, 4)) this.#countFailure(attempt, state, end, undefined);
  }

  #countFailure(attempt: TaskAttempt, state: TaskState, end: TaskEnd, error: unknown): void {
    state.failures += 1;
    this.#lastFailure = lostTaskMessage(attempt, end);
    const { executorId, index } = attempt;
    const { excludes, failedTasks } = this.exclusion.failed(executorId, index);
    const { stageId, stageAttempt } = this.set;
    if (excludes) {
      const timeMs = Date.now();
      this.#owner.post({
        kind: 'executorExcludedForStage',
        timeMs,
        executorId,
        taskFailures: failedTasks,
        stageId,
        stageAttemptId: stageAttempt,
      });
    }
    if (state.failures < this.#settings.maxTaskFailures) return;
    if (error instanceof SparkError && error.condition !== '' && error.condition !== 'INTERNAL_ERROR') this.abort(error);
    else {
      const message = `Task ${index} in stage ${stageId}.${stageAttempt} failed ${state.failures} times, most recent failure: ${this.#lastFailure}`;
      this.abort(sparkError('KINDLING_JOB_ABORTED', { message }, { cause: error }));
    }
  }

  #putBack(index: number, state: TaskState): void {
    state.pendingSinceMs = performance.now();
    state.hasCopy = false;
    this.#copies.delete(index);
    const at = this.#pending.findIndex((other) => other > index);
    this.#pending.splice(at < 0 ? this.#pending.length : at, 0, index);
  }

  #stopRivals(index: number, isRival: (attempt: TaskAttempt) => boolean): void {
    for (const attempt of this.#tasks[index]?.attempts ?? []) if (isRival(attempt)) stop(attempt, 'rival', 'another attempt succeeded');
  }

  /** Looks for tasks that take too long, and asks for a second try of each. */
  speculate(nowMs: number): void {
    const { speculation } = this.#settings;
    if (!speculation || this.#end !== undefined || this.#tasks.length === 1) return;
    for (const attempt of this.#running) {
      const { index } = attempt;
      const state = this.#tasks[index] as TaskState;
      if (
        state.isDone ||
        state.hasCopy ||
        attempt.killedFor ||
        attempt.stream?.blockedSinceMs !== undefined ||
        this.rows.isHandedOut(index)
      )
        continue;
      if (!isSlow(nowMs - attempt.startedMs, this.#durations, this.#tasks.length, speculation)) continue;
      state.hasCopy = true;
      this.#copies.add(index);
      const { stageId, stageAttempt } = this.set;
      this.#owner.post({
        kind: 'speculativeTaskSubmitted',
        stageId,
        stageAttemptId: stageAttempt,
        taskIndex: index,
        partitionId: state.partition,
      });
      this.#owner.reconsider();
    }
  }

  /** Ends the set when one of its tasks may run nowhere. */
  abortIfUnschedulable(live: Iterable<string>): void {
    if (this.#end !== undefined || this.exclusion.isEmpty) return;
    const executors = [...live];
    if (executors.length === 0) return;
    const index = this.#pending.find((one) => executors.every((executorId) => this.exclusion.isExcluded(executorId, one)));
    if (index === undefined) return;
    const { stageId, stageAttempt } = this.set;
    const message = `Aborting TaskSet ${stageId}.${stageAttempt} because task ${index} (partition ${this.#tasks[index]?.partition})
cannot run anywhere due to node and executor excludeOnFailure.
Most recent failure:
${this.#lastFailure}

ExcludeOnFailure behavior can be configured via spark.excludeOnFailure.*.`;
    this.abort(sparkError('KINDLING_JOB_ABORTED', { message }));
  }

  /** Ends the set with an error: what runs is stopped, and the reader's loop ends at once. */
  abort(error: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = 'aborted';
    this.#pending.length = 0;
    this.#copies.clear();
    this.rows.fail(error);
    for (const attempt of this.#running) stop(attempt, 'set', `Stage cancelled: ${error instanceof Error ? error.message : String(error)}`);
    this.#owner.ended(this);
    void this.#idle().then(() => this.#settled.reject(error));
  }

  #idle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, STOP_WAIT_MS);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #succeed(): void {
    this.#end = 'succeeded';
    this.#settled.resolve(this.#results);
    this.#owner.ended(this);
  }
}

export function stop(attempt: TaskAttempt, why: 'room' | 'rival' | 'set', reason: string): void {
  if (attempt.killedFor !== undefined) return;
  attempt.killedFor = why;
  attempt.running.kill(reason);
}
