import { emptyTaskMetrics } from '../events/index.ts';
import type { TaskDescription } from '../physical/index.ts';
import type { ExecutorBackend, ExecutorInfo, RunningTask } from '../scheduler/index.ts';
import { garbageCollections } from './garbage-collections.ts';
import { processMetrics } from './process-metrics.ts';
import { runTask } from './run-task.ts';
import { TaskSlots, type TaskSlotsOptions } from './task-slots.ts';
import type { UserCode } from './user-code.ts';

export interface LocalBackendOptions extends Omit<TaskSlotsOptions, 'executorId'> {
  /** Runs the functions of a session's user; absent where none may run. */
  readonly userCode?: (sessionId: string) => UserCode | undefined;
}

/** Runs tasks in this process: Spark's executor `driver`. */
export class LocalBackend implements ExecutorBackend {
  readonly #info: ExecutorInfo;
  readonly #slots: TaskSlots;
  readonly #userCode: LocalBackendOptions['userCode'];
  readonly #running = new Set<RunningTask>();

  constructor({ userCode, ...options }: LocalBackendOptions) {
    this.#info = { executorId: 'driver', host: 'localhost', cores: options.cores, memoryBytes: options.memoryBytes };
    this.#slots = new TaskSlots({ ...options, executorId: 'driver' });
    this.#userCode = userCode;
  }

  executors(): readonly ExecutorInfo[] {
    return [this.#info];
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  launch(_executorId: string, task: TaskDescription): RunningTask {
    const slot = this.#slots.take();
    const run = runTask(task, { slot, userCode: this.#userCode?.(task.sessionId) });
    const gcMs = garbageCollections().totalMs;
    const end = run.end
      .then((ended) => {
        if (!('metrics' in ended)) return ended;
        return {
          ...ended,
          metrics: { ...ended.metrics, jvmGcTimeMs: Math.round(garbageCollections().totalMs - gcMs) },
          executorMetrics: processMetrics(),
        };
      })
      .catch((error: unknown) => ({ kind: 'failed', error, metrics: emptyTaskMetrics }) as const)
      .finally(() => {
        this.#running.delete(running);
        return this.#slots.giveBack(slot);
      });
    const running: RunningTask = { batches: run.batches, end, kill: (reason) => run.kill(reason) };
    this.#running.add(running);
    return running;
  }

  replace(): void {
    // This process cannot be replaced: it goes on.
  }

  onChange(): void {
    // This executor neither comes nor goes.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = [...this.#running];
    for (const task of running) task.kill('The application ends.');
    await Promise.all(running.map((task) => task.end));
    await this.#slots[Symbol.asyncDispose]();
  }
}
