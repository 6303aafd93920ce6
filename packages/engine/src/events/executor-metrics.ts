/** Spark's names of the figures that a process tells of itself, in Spark's order. Counts, bytes and milliseconds; all are peaks. */
export const executorMetricNames = [
  'JVMHeapMemory',
  'JVMOffHeapMemory',
  'OnHeapExecutionMemory',
  'OffHeapExecutionMemory',
  'OnHeapStorageMemory',
  'OffHeapStorageMemory',
  'OnHeapUnifiedMemory',
  'OffHeapUnifiedMemory',
  'DirectPoolMemory',
  'MappedPoolMemory',
  'ProcessTreeJVMVMemory',
  'ProcessTreeJVMRSSMemory',
  'ProcessTreePythonVMemory',
  'ProcessTreePythonRSSMemory',
  'ProcessTreeOtherVMemory',
  'ProcessTreeOtherRSSMemory',
  'MinorGCCount',
  'MinorGCTime',
  'MajorGCCount',
  'MajorGCTime',
  'TotalGCTime',
  'ConcurrentGCCount',
  'ConcurrentGCTime',
] as const;

export type ExecutorMetricName = (typeof executorMetricNames)[number];

/** The figures that are known; the others are zero. */
export type ExecutorMetrics = Readonly<Partial<Record<ExecutorMetricName, number>>>;

/** The higher of both, figure by figure. */
export function peakExecutorMetrics(left: ExecutorMetrics, right: ExecutorMetrics): ExecutorMetrics {
  const peaks: Partial<Record<ExecutorMetricName, number>> = { ...left };
  for (const [name, value] of Object.entries(right) as [ExecutorMetricName, number][]) {
    peaks[name] = Math.max(peaks[name] ?? 0, value);
  }
  return peaks;
}
