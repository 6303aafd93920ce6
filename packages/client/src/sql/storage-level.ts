import { create, type StorageLevel as StorageLevelMessage, StorageLevelSchema } from '@kindling/protocol/messages';

/** Where cached blocks are kept. */
export interface StorageLevel {
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;
}

const level = (useDisk: boolean, useMemory: boolean, useOffHeap: boolean, deserialized: boolean, replication = 1): StorageLevel => ({
  useDisk,
  useMemory,
  useOffHeap,
  deserialized,
  replication,
});

/**
 * The levels that Spark names.
 *
 * @example
 * ```ts
 * await df.persist(StorageLevel.DISK_ONLY);
 * ```
 */
export const StorageLevel = {
  NONE: level(false, false, false, false),
  DISK_ONLY: level(true, false, false, false),
  DISK_ONLY_2: level(true, false, false, false, 2),
  DISK_ONLY_3: level(true, false, false, false, 3),
  MEMORY_ONLY: level(false, true, false, false),
  MEMORY_ONLY_2: level(false, true, false, false, 2),
  MEMORY_AND_DISK: level(true, true, false, false),
  MEMORY_AND_DISK_2: level(true, true, false, false, 2),
  MEMORY_AND_DISK_DESER: level(true, true, false, true),
  OFF_HEAP: level(true, true, true, false),
};

export const storageLevelToMessage = (storageLevel: StorageLevel): StorageLevelMessage => create(StorageLevelSchema, { ...storageLevel });

export function storageLevelFromMessage(message: StorageLevelMessage): StorageLevel {
  const { useDisk, useMemory, useOffHeap, deserialized, replication } = message;
  return { useDisk, useMemory, useOffHeap, deserialized, replication };
}
