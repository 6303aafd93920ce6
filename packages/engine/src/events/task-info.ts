import type { AccumulableInfo } from './accumulable-info.ts';
import type { BlockManagerId } from './block.ts';

export type TaskLocality = 'PROCESS_LOCAL' | 'NODE_LOCAL' | 'NO_PREF' | 'RACK_LOCAL' | 'ANY';

/** One attempt at a task, as far as it has come. */
export interface TaskInfo {
  /** Unique in the application, for each attempt. */
  readonly taskId: number;
  /** Place in its stage. */
  readonly index: number;
  readonly attempt: number;
  readonly partitionId: number;
  readonly launchTimeMs: number;
  readonly executorId: string;
  readonly host: string;
  readonly locality: TaskLocality;
  readonly speculative: boolean;
  /** When the driver began to fetch its result; 0 when the result came along. */
  readonly gettingResultTimeMs: number;
  /** 0 while it runs. */
  readonly finishTimeMs: number;
  readonly failed: boolean;
  readonly killed: boolean;
  readonly accumulables: readonly AccumulableInfo[];
}

/** Why a task ended. */
export type TaskEndReason =
  | { readonly kind: 'success' }
  /** It had succeeded, but the executor with its output is lost, so it runs again. */
  | { readonly kind: 'resubmitted' }
  | {
      readonly kind: 'fetchFailed';
      readonly blockManagerId?: BlockManagerId;
      readonly shuffleId: number;
      readonly mapId: number;
      readonly mapIndex: number;
      readonly reduceId: number;
      readonly message: string;
    }
  | {
      readonly kind: 'exceptionFailure';
      readonly className: string;
      readonly description: string;
      readonly stackTrace: readonly StackTraceElement[];
      readonly fullStackTrace: string;
      readonly accumulatorUpdates: readonly AccumulableInfo[];
    }
  | { readonly kind: 'taskResultLost' }
  | { readonly kind: 'taskKilled'; readonly reason: string; readonly accumulatorUpdates: readonly AccumulableInfo[] }
  | { readonly kind: 'taskCommitDenied'; readonly jobId: number; readonly partitionId: number; readonly attempt: number }
  | {
      readonly kind: 'executorLostFailure';
      readonly executorId: string;
      readonly exitCausedByApp: boolean;
      readonly lossReason?: string;
    }
  | { readonly kind: 'unknownReason' };

export interface StackTraceElement {
  readonly declaringClass: string;
  readonly methodName: string;
  readonly fileName?: string;
  readonly lineNumber: number;
}
