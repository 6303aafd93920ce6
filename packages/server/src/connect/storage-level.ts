import type { StorageLevel } from '@kindling/engine';
import type { StorageLevel as StorageLevelMessage } from '@kindling/protocol/messages';

export function storageLevelOf({ useDisk, useMemory, useOffHeap, deserialized, replication }: StorageLevelMessage): StorageLevel {
  return { useDisk, useMemory, useOffHeap, deserialized, replication };
}
