/** Where a cached block may lie, and how often. */
export interface StorageLevel {
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;
}

export const notStored: StorageLevel = {
  useDisk: false,
  useMemory: false,
  useOffHeap: false,
  deserialized: false,
  replication: 1,
};
