import { type ExecutorMetrics, executorMetricNames } from '../executor-metrics.ts';
import type { ShuffleReadMetrics, TaskMetrics } from '../task-metrics.ts';
import { blockUpdateToJson } from './block-json.ts';
import type { JsonObject } from './json-value.ts';

export function executorMetricsToJson(metrics: ExecutorMetrics): JsonObject {
  return Object.fromEntries(executorMetricNames.map((name) => [name, metrics[name] ?? 0]));
}

export function taskMetricsToJson(metrics: TaskMetrics): JsonObject {
  return {
    'Executor Deserialize Time': metrics.executorDeserializeTimeMs,
    'Executor Deserialize CPU Time': metrics.executorDeserializeCpuTimeNs,
    'Executor Run Time': metrics.executorRunTimeMs,
    'Executor CPU Time': metrics.executorCpuTimeNs,
    'Peak Execution Memory': metrics.peakExecutionMemoryBytes,
    'Peak On Heap Execution Memory': metrics.peakOnHeapExecutionMemoryBytes,
    'Peak Off Heap Execution Memory': metrics.peakOffHeapExecutionMemoryBytes,
    'Result Size': metrics.resultSizeBytes,
    'JVM GC Time': metrics.jvmGcTimeMs,
    'Result Serialization Time': metrics.resultSerializationTimeMs,
    'Memory Bytes Spilled': metrics.memoryBytesSpilled,
    'Disk Bytes Spilled': metrics.diskBytesSpilled,
    'Shuffle Read Metrics': shuffleReadToJson(metrics.shuffleRead),
    'Shuffle Write Metrics': {
      'Shuffle Bytes Written': metrics.shuffleWrite.bytesWritten,
      'Shuffle Write Time': metrics.shuffleWrite.writeTimeNs,
      'Shuffle Records Written': metrics.shuffleWrite.recordsWritten,
    },
    'Input Metrics': { 'Bytes Read': metrics.input.bytesRead, 'Records Read': metrics.input.recordsRead },
    'Output Metrics': { 'Bytes Written': metrics.output.bytesWritten, 'Records Written': metrics.output.recordsWritten },
    'Updated Blocks': metrics.updatedBlocks.map(blockUpdateToJson),
  };
}

function shuffleReadToJson(metrics: ShuffleReadMetrics): JsonObject {
  const { pushBased } = metrics;
  return {
    'Remote Blocks Fetched': metrics.remoteBlocksFetched,
    'Local Blocks Fetched': metrics.localBlocksFetched,
    'Fetch Wait Time': metrics.fetchWaitTimeMs,
    'Remote Bytes Read': metrics.remoteBytesRead,
    'Remote Bytes Read To Disk': metrics.remoteBytesReadToDisk,
    'Local Bytes Read': metrics.localBytesRead,
    'Total Records Read': metrics.recordsRead,
    'Remote Requests Duration': metrics.remoteRequestsDurationMs,
    'Push Based Shuffle': {
      'Corrupt Merged Block Chunks': pushBased.corruptMergedBlockChunks,
      'Merged Fetch Fallback Count': pushBased.mergedFetchFallbackCount,
      'Merged Remote Blocks Fetched': pushBased.remoteMergedBlocksFetched,
      'Merged Local Blocks Fetched': pushBased.localMergedBlocksFetched,
      'Merged Remote Chunks Fetched': pushBased.remoteMergedChunksFetched,
      'Merged Local Chunks Fetched': pushBased.localMergedChunksFetched,
      'Merged Remote Bytes Read': pushBased.remoteMergedBytesRead,
      'Merged Local Bytes Read': pushBased.localMergedBytesRead,
      'Merged Remote Requests Duration': pushBased.remoteMergedRequestsDurationMs,
    },
  };
}
