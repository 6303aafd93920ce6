import { restoreError } from '@kindling/protocol';
import type { StorageLevel } from '../../events/index.ts';

function level(useDisk: boolean, useMemory: boolean, useOffHeap: boolean, deserialized: boolean, replication = 1): StorageLevel {
  return { useDisk, useMemory, useOffHeap, deserialized, replication };
}

/** The levels that statements and settings name. All of them keep blocks once, and in the same form: this is one machine. */
const levels: Readonly<Record<string, StorageLevel>> = {
  NONE: level(false, false, false, false),
  DISK_ONLY: level(true, false, false, false),
  DISK_ONLY_2: level(true, false, false, false, 2),
  DISK_ONLY_3: level(true, false, false, false, 3),
  MEMORY_ONLY: level(false, true, false, true),
  MEMORY_ONLY_2: level(false, true, false, true, 2),
  MEMORY_ONLY_SER: level(false, true, false, false),
  MEMORY_ONLY_SER_2: level(false, true, false, false, 2),
  MEMORY_AND_DISK: level(true, true, false, true),
  MEMORY_AND_DISK_2: level(true, true, false, true, 2),
  MEMORY_AND_DISK_SER: level(true, true, false, false),
  MEMORY_AND_DISK_SER_2: level(true, true, false, false, 2),
  OFF_HEAP: level(true, true, true, false),
};

/** The level of a name, in any case. */
export function storageLevelNamed(name: string): StorageLevel {
  const key = name.toUpperCase();
  const found = Object.hasOwn(levels, key) ? levels[key] : undefined;
  if (found) return found;
  throw restoreError({ message: `Invalid StorageLevel: ${key}`, jvmClasses: ['java.lang.IllegalArgumentException'] });
}

export const storesNothing = (storageLevel: StorageLevel): boolean => !storageLevel.useDisk && !storageLevel.useMemory;

/** As plans show it. */
export function storageLevelText({ useDisk, useMemory, useOffHeap, deserialized, replication }: StorageLevel): string {
  const parts = [
    ...(useDisk ? ['disk'] : []),
    ...(useMemory ? ['memory'] : []),
    ...(useOffHeap ? ['offheap'] : []),
    ...(deserialized ? ['deserialized'] : []),
    `${replication} replicas`,
  ];
  return `StorageLevel(${parts.join(', ')})`;
}
