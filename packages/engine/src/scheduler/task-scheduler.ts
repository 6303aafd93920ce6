import { sparkError } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import type { SparkEvent } from '../events/index.ts';
import { readAllocations } from './allocation-file.ts';
import type { ExecutorBackend, ExecutorChange, ExecutorInfo, RunningTask, TaskEnd } from './executor-backend.ts';
import { ApplicationExclusion } from './executor-exclusion.ts';
import { Pools } from './pools.ts';
import { ResultBuffer } from './result-buffer.ts';
import { type SchedulerSettings, schedulerSettings } from './scheduler-settings.ts';
import { type TaskAttempt, taskInfoOf } from './task-attempt.ts';
import { reasonOf } from './task-end-reason.ts';
import type { TaskSet, TaskSetRun } from './task-set.ts';
import { type Launch, stop, TaskSetManager, type TaskSetOwner } from './task-set-manager.ts';

export interface TaskSchedulerOptions {
  readonly backend: ExecutorBackend;
  readonly config: SessionConfig;
  /** Is told what happens. */
  readonly bus: { post(event: SparkEvent): void };
}

interface ExecutorState {
  readonly info: ExecutorInfo;
  freeCores: number;
  /** Cores of tasks that wait for their readers. */
  lentCores: number;
}

/** How long a task must have waited for its reader before its core goes to somebody else. */
const LEND_AFTER_MS = 100;

/**
 * Gives the tasks of all sets to executors, as cores become free: in the order of `spark.scheduler.mode`, near their data where that
 * is soon possible, again when they fail, twice when they are slow.
 */
export class TaskScheduler implements Disposable {
  readonly #backend: ExecutorBackend;
  readonly #bus: TaskSchedulerOptions['bus'];
  readonly #settings: SchedulerSettings;
  readonly #pools: Pools<TaskSetManager>;
  readonly #buffer: ResultBuffer;
  readonly #exclusion: ApplicationExclusion;
  readonly #executors = new Map<string, ExecutorState>();
  readonly #owner: TaskSetOwner;
  #nextTaskId = 0;
  #readiness: 'unasked' | 'waiting' | 'ready' = 'unasked';
  #exhausted: string | undefined;
  #isOffering = false;
  #offersAgain = false;
  #wakeTimer: NodeJS.Timeout | undefined;
  #speculationTimer: NodeJS.Timeout | undefined;

  constructor({ backend, config, bus }: TaskSchedulerOptions) {
    this.#backend = backend;
    this.#bus = bus;
    this.#settings = schedulerSettings(config);
    const { mode, allocationFile, resultBufferBytes, exclusion } = this.#settings;
    this.#pools = new Pools(mode, mode === 'FAIR' && allocationFile ? readAllocations(allocationFile) : []);
    this.#buffer = new ResultBuffer(resultBufferBytes);
    this.#exclusion = new ApplicationExclusion(exclusion);
    this.#owner = {
      post: (event) => this.#bus.post(event),
      reconsider: () => this.#offer(),
      ended: (manager) => this.#setEnded(manager),
    };
    for (const executor of backend.executors()) this.#changed({ kind: 'added', executor });
    backend.onChange((change) => this.#changed(change));
  }

  /** Starts the tasks of a set as soon as it is their turn. An aborted signal stops them. */
  submit(set: TaskSet, { signal }: { readonly signal: AbortSignal }): TaskSetRun {
    const manager = new TaskSetManager(set, this.#settings, this.#buffer, this.#owner);
    const run: TaskSetRun = { batches: manager.rows.read(), results: manager.results };
    if (manager.hasEnded) return run;
    this.#pools.add(manager);
    if (signal.aborted) manager.abort(signal.reason);
    else {
      const onAbort = () => manager.abort(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      const forget = () => signal.removeEventListener('abort', onAbort);
      manager.results.then(forget, forget);
    }
    this.#watchSlowTasks();
    this.#offer();
    return run;
  }

  /** For work that counts as a task without being scheduled. */
  newTaskId = (): number => this.#nextTaskId++;

  [Symbol.dispose](): void {
    clearTimeout(this.#wakeTimer);
    clearInterval(this.#speculationTimer);
    for (const manager of [...this.#pools.all]) manager.abort(sparkError('KINDLING_NO_EXECUTORS', { message: 'The application ends.' }));
  }

  #changed(change: ExecutorChange): void {
    switch (change.kind) {
      case 'added':
        this.#executors.set(change.executor.executorId, { info: change.executor, freeCores: change.executor.cores, lentCores: 0 });
        break;
      case 'removed':
        this.#executors.delete(change.executorId);
        this.#exclusion.forget(change.executorId);
        break;
      case 'exhausted':
        this.#exhausted = change.reason;
        break;
    }
    this.#offer();
  }

  /** Starts all tasks that can be started now. */
  #offer(): void {
    if (this.#isOffering) {
      this.#offersAgain = true;
      return;
    }
    if (!this.#isReady()) return;
    this.#isOffering = true;
    try {
      do {
        this.#offersAgain = false;
        this.#takeCoresBack();
        for (const executorId of this.#exclusion.expire(Date.now())) {
          this.#bus.post({ kind: 'executorUnexcluded', timeMs: Date.now(), executorId });
        }
        while (this.#launchNext() || this.#lendCores());
        for (const manager of [...this.#pools.all]) {
          manager.abortIfUnschedulable(this.#executors.keys());
          if (this.#exhausted !== undefined && this.#executors.size === 0) {
            manager.abort(sparkError('KINDLING_NO_EXECUTORS', { message: this.#exhausted }));
          }
        }
      } while (this.#offersAgain);
    } finally {
      this.#isOffering = false;
    }
    this.#wakeLater();
  }

  #isReady(): boolean {
    if (this.#readiness === 'unasked') {
      let isAnySet = false;
      for (const _ of this.#pools.all) isAnySet = true;
      if (!isAnySet) return false;
      this.#readiness = 'waiting';
      void this.#backend.ready().then(() => {
        this.#readiness = 'ready';
        this.#offer();
      });
    }
    return this.#readiness === 'ready';
  }

  #launchNext(): boolean {
    const { taskCpus } = this.#settings;
    const free = [...this.#executors.values()]
      .filter(({ freeCores, info }) => freeCores >= taskCpus && !this.#exclusion.isExcluded(info.executorId))
      .sort((left, right) => right.freeCores - left.freeCores)
      .map(({ info }) => info);
    if (free.length === 0) return false;
    const nowMs = performance.now();
    for (const manager of this.#pools.inTurn()) {
      const launch = manager.nextLaunch(free, this.#executors, nowMs);
      if (launch) {
        this.#launch(manager, launch);
        return true;
      }
    }
    return false;
  }

  #launch(manager: TaskSetManager, launch: Launch): void {
    const { index, executor, locality, isSpeculative } = launch;
    const { executorId, host } = executor;
    let running: RunningTask;
    let task: TaskAttempt['task'];
    try {
      task = manager.describe(launch, this.newTaskId());
      running = this.#backend.launch(executorId, task);
    } catch (error) {
      manager.abort(error);
      return;
    }
    const attempt: TaskAttempt = {
      index,
      task,
      executorId,
      host,
      locality,
      isSpeculative,
      launchTimeMs: Date.now(),
      startedMs: performance.now(),
      running,
      stream: task.output.kind === 'rows' ? manager.rows.attach(index, running.batches) : undefined,
      killedFor: undefined,
      hasLentCores: false,
    };
    const state = this.#executors.get(executorId);
    if (state) state.freeCores -= this.#settings.taskCpus;
    manager.started(attempt);
    const { stageId, stageAttempt } = task;
    this.#bus.post({ kind: 'taskStart', stageId, stageAttemptId: stageAttempt, taskInfo: taskInfoOf(attempt) });
    void running.end.then((end) => this.#taskEnded(manager, attempt, end));
  }

  #taskEnded(manager: TaskSetManager, attempt: TaskAttempt, end: TaskEnd): void {
    const state = this.#executors.get(attempt.executorId);
    if (state) {
      if (attempt.hasLentCores) state.lentCores -= this.#settings.taskCpus;
      else state.freeCores += this.#settings.taskCpus;
    }
    const { stageId, stageAttempt, output } = attempt.task;
    const reason = reasonOf(attempt, end);
    this.#bus.post({
      kind: 'taskEnd',
      stageId,
      stageAttemptId: stageAttempt,
      taskType: output.kind === 'exchange' ? 'ShuffleMapTask' : 'ResultTask',
      reason,
      taskInfo: taskInfoOf(attempt, {
        failed: reason.kind !== 'success' && reason.kind !== 'taskKilled',
        killed: reason.kind === 'taskKilled',
        accumulables: reason.kind === 'success' ? (manager.set.accumulables?.(attempt.task, end) ?? []) : [],
      }),
      taskExecutorMetrics: 'metrics' in end ? (end.executorMetrics ?? {}) : {},
      ...('metrics' in end ? { taskMetrics: end.metrics } : {}),
    });
    manager.ended(attempt, end);
    this.#offer();
  }

  #setEnded(manager: TaskSetManager): void {
    this.#pools.delete(manager);
    if (manager.hasSucceeded) {
      for (const [executorId, taskFailures] of this.#exclusion.setSucceeded(manager.exclusion, Date.now())) {
        this.#bus.post({ kind: 'executorExcluded', timeMs: Date.now(), executorId, taskFailures });
        if (this.#settings.exclusion.killsExcluded)
          this.#backend.replace(executorId, `Executor ${executorId} is excluded after ${taskFailures} failures of tasks.`);
      }
    }
    this.#offer();
  }

  /**
   * Cores of tasks that wait for their readers go to sets that have none: the task that is being read gives its cores back until it
   * goes on, others are stopped, to start again when there is room. So a reader who pauses stops nobody else, and a task that its
   * own reader waits for finds a core.
   */
  #lendCores(): boolean {
    const needy = [...this.#pools.all].filter((manager) => manager.isFrontPending || (manager.hasStartable && manager.runningTasks === 0));
    if (needy.length === 0) return false;
    const nowMs = performance.now();
    let last: TaskAttempt | undefined;
    for (const manager of this.#pools.all) {
      for (const attempt of manager.running) {
        const { stream, index, executorId } = attempt;
        if (attempt.killedFor === 'room') return false;
        if (!stream || attempt.killedFor || stream.blockedSinceMs === undefined || nowMs - stream.blockedSinceMs < LEND_AFTER_MS) continue;
        const state = this.#executors.get(executorId);
        if (index === manager.rows.front) {
          if (attempt.hasLentCores || !state || state.lentCores >= state.info.cores) continue;
          attempt.hasLentCores = true;
          state.lentCores += this.#settings.taskCpus;
          state.freeCores += this.#settings.taskCpus;
          return true;
        }
        if (!last || last.startedMs < attempt.startedMs) last = attempt;
      }
    }
    if (last) stop(last, 'room', 'It waits for its reader, and another task needs its core.');
    return false;
  }

  /** Of tasks whose readers have gone on. */
  #takeCoresBack(): void {
    for (const manager of this.#pools.all) {
      for (const attempt of manager.running) {
        if (!attempt.hasLentCores || attempt.stream?.blockedSinceMs !== undefined) continue;
        attempt.hasLentCores = false;
        const state = this.#executors.get(attempt.executorId);
        if (!state) continue;
        state.lentCores -= this.#settings.taskCpus;
        state.freeCores -= this.#settings.taskCpus;
      }
    }
  }

  /** Looks again when a wait is over that no event ends. */
  #wakeLater(): void {
    clearTimeout(this.#wakeTimer);
    const nowMs = performance.now();
    const times: number[] = [];
    const expiryMs = this.#exclusion.nextExpiryMs;
    if (expiryMs !== undefined) times.push(nowMs + Math.max(0, expiryMs - Date.now()));
    for (const manager of this.#pools.all) {
      if (manager.wakeAtMs !== undefined) times.push(manager.wakeAtMs);
      if (manager.isFrontPending || (manager.hasStartable && manager.runningTasks === 0)) times.push(nowMs + LEND_AFTER_MS);
    }
    if (times.length === 0) return;
    this.#wakeTimer = setTimeout(() => this.#offer(), Math.max(1, Math.min(...times) - nowMs));
    this.#wakeTimer.unref();
  }

  #watchSlowTasks(): void {
    const { speculation, isLocal } = this.#settings;
    if (!speculation || isLocal || this.#speculationTimer) return;
    this.#speculationTimer = setInterval(() => {
      const nowMs = performance.now();
      for (const manager of this.#pools.all) manager.speculate(nowMs);
    }, speculation.intervalMs);
    this.#speculationTimer.unref();
  }
}
