import type { EventListener } from './event-bus.ts';
import type { SparkEvent } from './spark-event.ts';

export interface StageProgress {
  readonly stageId: number;
  readonly numTasks: number;
  readonly numCompletedTasks: number;
  readonly inputBytesRead: number;
  readonly done: boolean;
}

/** How far the jobs of one operation are. */
export interface OperationProgress {
  readonly stages: readonly StageProgress[];
  readonly numInflightTasks: number;
}

export const noProgress: OperationProgress = { stages: [], numInflightTasks: 0 };

/** The state after an event of this operation; the same object when the event changes nothing. */
export function advanceProgress(progress: OperationProgress, event: SparkEvent): OperationProgress {
  switch (event.kind) {
    case 'jobStart': {
      const known = new Set(progress.stages.map((stage) => stage.stageId));
      const added = event.stageInfos.filter((info) => !known.has(info.stageId)).map((info) => startStage(info.stageId, info.numTasks));
      return added.length === 0 ? progress : { ...progress, stages: [...progress.stages, ...added] };
    }
    case 'taskStart':
      if (!hasStage(progress, event.stageId)) return progress;
      return { ...progress, numInflightTasks: progress.numInflightTasks + 1 };
    case 'taskEnd': {
      if (!hasStage(progress, event.stageId)) return progress;
      const { reason, taskMetrics } = event;
      // Spark counts failed attempts as completed tasks too, so that its bars run over when tasks are retried.
      const succeeded = reason.kind === 'success' ? 1 : 0;
      const lost = reason.kind === 'resubmitted' ? 1 : 0;
      const next = changeStage(progress, event.stageId, (stage) => ({
        ...stage,
        numCompletedTasks: Math.max(0, Math.min(stage.numTasks, stage.numCompletedTasks + succeeded - lost)),
        inputBytesRead: stage.inputBytesRead + (taskMetrics?.input.bytesRead ?? 0),
      }));
      // A resubmitted task had ended before: only its output is lost.
      return { ...next, numInflightTasks: Math.max(0, progress.numInflightTasks - 1 + lost) };
    }
    case 'stageSubmitted':
      return changeStage(progress, event.stageInfo.stageId, (stage) => (stage.done ? { ...stage, done: false } : stage));
    case 'stageCompleted':
      return changeStage(progress, event.stageInfo.stageId, (stage) => ({ ...stage, done: event.stageInfo.failureReason === undefined }));
    default:
      return progress;
  }
}

function startStage(stageId: number, numTasks: number): StageProgress {
  return { stageId, numTasks, numCompletedTasks: 0, inputBytesRead: 0, done: false };
}

function hasStage(progress: OperationProgress, stageId: number): boolean {
  return progress.stages.some((stage) => stage.stageId === stageId);
}

function changeStage(progress: OperationProgress, stageId: number, change: (stage: StageProgress) => StageProgress): OperationProgress {
  const index = progress.stages.findIndex((stage) => stage.stageId === stageId);
  const stage = progress.stages[index];
  if (stage === undefined) return progress;
  const changed = change(stage);
  return changed === stage ? progress : { ...progress, stages: progress.stages.with(index, changed) };
}

/**
 * Follows operations by their job tag, of which each operation has one of its own.
 *
 * ```ts
 * const tracker = new ProgressTracker();
 * bus.addListener('progress', tracker.listener);
 * tracker.follow(jobTag, (progress) => send(progress));
 * tracker.forget(jobTag);
 * ```
 */
export class ProgressTracker {
  readonly #operations = new Map<string, { progress: OperationProgress; onChange: ((progress: OperationProgress) => void) | undefined }>();

  /** Starts before the first job of the operation; `onChange` is called after each event that changed something. */
  follow(jobTag: string, onChange?: (progress: OperationProgress) => void): void {
    this.#operations.set(jobTag, { progress: noProgress, onChange });
  }

  forget(jobTag: string): void {
    this.#operations.delete(jobTag);
  }

  progressOf(jobTag: string): OperationProgress {
    return this.#operations.get(jobTag)?.progress ?? noProgress;
  }

  readonly listener: EventListener = (event) => {
    const tags = event.kind === 'jobStart' ? jobTagsOf(event.properties) : undefined;
    for (const [jobTag, operation] of this.#operations) {
      if (tags !== undefined && !tags.has(jobTag)) continue;
      const progress = advanceProgress(operation.progress, event);
      if (progress === operation.progress) continue;
      operation.progress = progress;
      operation.onChange?.(progress);
    }
  };
}

function jobTagsOf(properties: Readonly<Record<string, string>>): ReadonlySet<string> {
  return new Set((properties['spark.job.tags'] ?? '').split(',').map((tag) => tag.trim()));
}
