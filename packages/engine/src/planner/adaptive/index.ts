export { type CoalesceOptions, coalescePartitions } from './coalesce-partitions.ts';
export { propagateEmpty } from './propagate-empty.ts';
export { type SkewOptions, splitSkewed, type TaskPart } from './split-skewed.ts';
export { broadcastInstead } from './switch-to-broadcast.ts';
