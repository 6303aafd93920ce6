import type { ExecutorMetricsUpdate, StageExecutorMetrics } from '../core-events.ts';
import { type ExecutorMetrics, peakExecutorMetrics } from '../executor-metrics.ts';
import type { StageInfo } from '../stage-info.ts';

const keyOf = (stageId: number, attempt: number) => `${stageId}.${attempt}`;
/** The driver runs no stage of its own: its figures count for all that run. */
const ofDriver = keyOf(-1, -1);

/** Remembers the highest figures of each executor while each stage runs. */
export class StageExecutorPeaks {
  readonly #stages = new Map<string, Map<string, ExecutorMetrics>>();

  start(stage: StageInfo): void {
    this.#stages.set(keyOf(stage.stageId, stage.attempt), new Map());
  }

  add(stageId: number, attempt: number, executorId: string, metrics: ExecutorMetrics): void {
    this.#addTo(this.#stages.get(keyOf(stageId, attempt)), executorId, metrics);
  }

  update(event: ExecutorMetricsUpdate): void {
    for (const { stageId, stageAttemptId, executorMetrics } of event.executorUpdates) {
      const key = keyOf(stageId, stageAttemptId);
      if (key !== ofDriver) this.add(stageId, stageAttemptId, event.executorId, executorMetrics);
      else for (const stage of this.#stages.values()) this.#addTo(stage, event.executorId, executorMetrics);
    }
  }

  /** Forgets the stage and attempts before this one, whose end was never told. */
  finish(stage: StageInfo): readonly StageExecutorMetrics[] {
    for (let attempt = 0; attempt < stage.attempt; attempt++) this.#stages.delete(keyOf(stage.stageId, attempt));
    const key = keyOf(stage.stageId, stage.attempt);
    const peaks = [...(this.#stages.get(key) ?? [])];
    this.#stages.delete(key);
    return peaks.map(([executorId, executorMetrics]) => ({
      kind: 'stageExecutorMetrics',
      executorId,
      stageId: stage.stageId,
      stageAttemptId: stage.attempt,
      executorMetrics,
    }));
  }

  #addTo(stage: Map<string, ExecutorMetrics> | undefined, executorId: string, metrics: ExecutorMetrics): void {
    stage?.set(executorId, peakExecutorMetrics(stage.get(executorId) ?? {}, metrics));
  }
}
