import type { ExecutorMetrics } from '../events/index.ts';
import { garbageCollections } from './garbage-collections.ts';

/** Memory and garbage collection of this process, under Spark's names. */
export function processMetrics(): ExecutorMetrics {
  const { heapUsed, external, rss } = process.memoryUsage();
  const { minor, major, totalMs } = garbageCollections();
  return {
    JVMHeapMemory: heapUsed,
    JVMOffHeapMemory: external,
    ProcessTreeJVMRSSMemory: rss,
    MinorGCCount: minor.count,
    MinorGCTime: Math.round(minor.timeMs),
    MajorGCCount: major.count,
    MajorGCTime: Math.round(major.timeMs),
    TotalGCTime: Math.round(totalMs),
  };
}
