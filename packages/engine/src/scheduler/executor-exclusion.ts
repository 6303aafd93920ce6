import type { ExclusionSettings } from './scheduler-settings.ts';

/** Failures of one task set by executor and task: where its tasks are not tried again. */
export class TaskSetExclusion {
  readonly #settings: ExclusionSettings;
  readonly #failures = new Map<string, Map<number, number>>();

  constructor(settings: ExclusionSettings) {
    this.#settings = settings;
  }

  get isEmpty(): boolean {
    return this.#failures.size === 0;
  }

  /** Answers whether the executor is thereby excluded for the whole set, with how many of its tasks failed there. */
  failed(executorId: string, index: number): { readonly excludes: boolean; readonly failedTasks: number } {
    let byTask = this.#failures.get(executorId);
    if (!byTask) {
      byTask = new Map();
      this.#failures.set(executorId, byTask);
    }
    const wasExcluded = this.#isExcludedForSet(executorId);
    byTask.set(index, (byTask.get(index) ?? 0) + 1);
    return { excludes: !wasExcluded && this.#isExcludedForSet(executorId), failedTasks: byTask.size };
  }

  isExcluded(executorId: string, index: number): boolean {
    if (!this.#settings.ofTaskAndStage) return false;
    const attempts = this.#failures.get(executorId)?.get(index) ?? 0;
    return attempts >= this.#settings.maxTaskAttemptsPerExecutor || this.#isExcludedForSet(executorId);
  }

  #isExcludedForSet(executorId: string): boolean {
    if (!this.#settings.ofTaskAndStage) return false;
    return (this.#failures.get(executorId)?.size ?? 0) >= this.#settings.maxFailedTasksPerExecutorOfStage;
  }

  /** Failed tasks by executor. */
  counts(): [executorId: string, failedTasks: number][] {
    return [...this.#failures].map(([executorId, byTask]) => [executorId, byTask.size]);
  }
}

/** Executors that the whole application leaves alone for a while. */
export class ApplicationExclusion {
  readonly #settings: ExclusionSettings;
  readonly #failuresMs = new Map<string, number[]>();
  readonly #excludedUntilMs = new Map<string, number>();

  constructor(settings: ExclusionSettings) {
    this.#settings = settings;
  }

  isExcluded(executorId: string): boolean {
    return this.#excludedUntilMs.has(executorId);
  }

  /** A set has ended well, so failures of its tasks were their executors' fault. Answers who is excluded now, with its failures. */
  setSucceeded(exclusion: TaskSetExclusion, nowMs: number): [executorId: string, taskFailures: number][] {
    if (!this.#settings.ofApplication) return [];
    const excluded: [string, number][] = [];
    for (const [executorId, count] of exclusion.counts()) {
      const recent = (this.#failuresMs.get(executorId) ?? []).filter((atMs) => atMs > nowMs - this.#settings.timeoutMs);
      recent.push(...Array.from({ length: count }, () => nowMs));
      this.#failuresMs.set(executorId, recent);
      if (recent.length < this.#settings.maxFailedTasksPerExecutorOfApplication || this.isExcluded(executorId)) continue;
      this.#excludedUntilMs.set(executorId, nowMs + this.#settings.timeoutMs);
      excluded.push([executorId, recent.length]);
    }
    return excluded;
  }

  /** Answers whose time is over. */
  expire(nowMs: number): string[] {
    const over = [...this.#excludedUntilMs].filter(([, untilMs]) => untilMs <= nowMs).map(([executorId]) => executorId);
    for (const executorId of over) this.forget(executorId);
    return over;
  }

  get nextExpiryMs(): number | undefined {
    return this.#excludedUntilMs.size === 0 ? undefined : Math.min(...this.#excludedUntilMs.values());
  }

  forget(executorId: string): void {
    this.#failuresMs.delete(executorId);
    this.#excludedUntilMs.delete(executorId);
  }
}
