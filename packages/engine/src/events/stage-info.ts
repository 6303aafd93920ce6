import type { AccumulableInfo } from './accumulable-info.ts';
import type { StorageLevel } from './storage-level.ts';

/** A stage of a job, as far as it has come. */
export interface StageInfo {
  readonly stageId: number;
  readonly attempt: number;
  readonly name: string;
  readonly numTasks: number;
  readonly rddInfos: readonly RDDInfo[];
  readonly parentIds: readonly number[];
  /** The user's call stack, a line per call. */
  readonly details: string;
  readonly submissionTimeMs?: number;
  readonly completionTimeMs?: number;
  /** Set when it failed. */
  readonly failureReason?: string;
  readonly accumulables: readonly AccumulableInfo[];
  readonly resourceProfileId: number;
  readonly shufflePushEnabled: boolean;
  readonly shufflePushMergersCount: number;
}

/** Partitioned data that a stage computes; the cache page is made of those whose level stores something. */
export interface RDDInfo {
  readonly id: number;
  readonly name: string;
  readonly scope?: RDDOperationScope;
  readonly callSite: string;
  readonly parentIds: readonly number[];
  readonly storageLevel: StorageLevel;
  readonly isBarrier: boolean;
  readonly outputDeterministicLevel: 'DETERMINATE' | 'UNORDERED' | 'INDETERMINATE';
  readonly numPartitions: number;
  readonly numCachedPartitions: number;
  readonly memorySizeBytes: number;
  readonly diskSizeBytes: number;
}

/** The operator that it belongs to: one box of the stage's picture. */
export interface RDDOperationScope {
  readonly id: string;
  readonly name: string;
  readonly parent?: RDDOperationScope;
}
