import { join } from 'node:path';
import { TaskSlot } from './task-slot.ts';

export interface TaskSlotsOptions {
  readonly executorId: string;
  readonly cores: number;
  /** Memory of all tasks together. */
  readonly memoryBytes: number;
  /** Where tasks put what does not fit into their memory; asked for when the first one starts. */
  tempDirectory(): string;
}

/** The slots of one executor, opened as they are needed. Tasks that wait for their readers keep theirs, so there can be more than cores. */
export class TaskSlots implements AsyncDisposable {
  readonly #options: TaskSlotsOptions;
  readonly #all = new Set<TaskSlot>();
  readonly #free: TaskSlot[] = [];
  #opened = 0;

  constructor(options: TaskSlotsOptions) {
    this.#options = options;
  }

  take(): TaskSlot {
    const free = this.#free.pop();
    if (free) return free;
    const { executorId, cores, memoryBytes } = this.#options;
    const slot = new TaskSlot({
      executorId,
      memoryLimitBytes: Math.floor(memoryBytes / cores),
      tempDirectory: join(this.#options.tempDirectory(), `slot-${this.#opened++}`),
    });
    this.#all.add(slot);
    return slot;
  }

  async giveBack(slot: TaskSlot): Promise<void> {
    if (this.#free.length < this.#options.cores) {
      this.#free.push(slot);
      return;
    }
    this.#all.delete(slot);
    await slot[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#free.length = 0;
    await Promise.all([...this.#all].map((slot) => slot[Symbol.asyncDispose]()));
    this.#all.clear();
  }
}
