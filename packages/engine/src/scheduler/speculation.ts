import type { SpeculationSettings } from './scheduler-settings.ts';

/** How long the tasks of a set took that ended well. */
export class TaskDurations {
  readonly #sorted: number[] = [];

  add(durationMs: number): void {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) < durationMs) low = middle + 1;
      else high = middle;
    }
    this.#sorted.splice(low, 0, durationMs);
  }

  get count(): number {
    return this.#sorted.length;
  }

  get median(): number | undefined {
    return this.#sorted[this.#sorted.length >> 1];
  }
}

/** Whether a task that runs for so long, in a set of so many, is worth a second try. */
export function isSlow(runningMs: number, durations: TaskDurations, tasks: number, settings: SpeculationSettings): boolean {
  const { multiplier, quantile, minTaskRuntimeMs, durationThresholdMs } = settings;
  if (durationThresholdMs !== undefined && runningMs > durationThresholdMs) return true;
  if (durations.count < Math.max(Math.floor(quantile * tasks), 1)) return false;
  return runningMs > Math.max(multiplier * (durations.median ?? 0), minTaskRuntimeMs);
}
