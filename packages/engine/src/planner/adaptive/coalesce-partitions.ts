export interface CoalesceOptions {
  readonly advisoryBytes: number;
  readonly minPartitionBytes: number;
  /** So many tasks are wanted at least, so that every core has one. */
  readonly parallelism: number;
  readonly parallelismFirst: boolean;
}

/** Joins neighbouring partitions that are small: each group becomes one task. `sizes` are those of a partition in all exchanges of the stage. */
export function coalescePartitions(sizes: readonly number[], options: CoalesceOptions): readonly (readonly number[])[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const perCore = Math.ceil(total / Math.max(1, options.parallelism));
  const wanted = options.parallelismFirst
    ? Math.min(options.advisoryBytes, Math.max(perCore, options.minPartitionBytes))
    : options.advisoryBytes;
  const groups: number[][] = [];
  let group: number[] = [];
  let bytes = 0;
  sizes.forEach((size, partition) => {
    if (group.length > 0 && bytes + size > wanted) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(partition);
    bytes += size;
  });
  if (group.length > 0) groups.push(group);
  // A last group that is much too small goes to its neighbour.
  const last = groups.at(-1);
  const before = groups.at(-2);
  if (last && before && bytes < wanted * SMALL_SHARE) groups.splice(-2, 2, [...before, ...last]);
  return groups;
}

const SMALL_SHARE = 0.2;
