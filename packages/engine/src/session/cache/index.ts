export { findMemoryRoot } from './block-store.ts';
export type { CachedPlan } from './cached-plan.ts';
export { type CacheEntryInfo, QueryCache } from './query-cache.ts';
export { storageLevelNamed } from './storage-levels.ts';
