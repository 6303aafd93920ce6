import type { StorageLevel } from './storage-level.ts';

/** The part of a process that holds blocks. */
export interface BlockManagerId {
  readonly executorId: string;
  readonly host: string;
  readonly port: number;
}

export interface BlockStatus {
  readonly storageLevel: StorageLevel;
  readonly memorySizeBytes: number;
  readonly diskSizeBytes: number;
}

/** What became of one block while a task ran. */
export interface BlockStatusUpdate {
  /** As Spark names blocks: `rdd_<rdd>_<partition>`, `shuffle_<shuffle>_<map>_<reduce>`, `broadcast_<id>` … */
  readonly blockId: string;
  readonly status: BlockStatus;
}

/** A block at one holder; gone when its level stores nothing. */
export interface BlockUpdatedInfo extends BlockStatus {
  readonly blockManagerId: BlockManagerId;
  readonly blockId: string;
}
