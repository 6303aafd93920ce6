import type { BlockStatusUpdate } from './block.ts';

/** What one task used: Spark's figures, with their units in their names. */
export interface TaskMetrics {
  /** Receiving and decoding the task. */
  readonly executorDeserializeTimeMs: number;
  readonly executorDeserializeCpuTimeNs: number;
  /** Running it, waiting for blocks included. */
  readonly executorRunTimeMs: number;
  readonly executorCpuTimeNs: number;
  /** What the executor sent back. */
  readonly resultSizeBytes: number;
  /** Garbage collection of the executor while the task ran. */
  readonly jvmGcTimeMs: number;
  readonly resultSerializationTimeMs: number;
  /** Size in memory of what was spilled. */
  readonly memoryBytesSpilled: number;
  /** Size of the same on disk. */
  readonly diskBytesSpilled: number;
  readonly peakExecutionMemoryBytes: number;
  readonly peakOnHeapExecutionMemoryBytes: number;
  readonly peakOffHeapExecutionMemoryBytes: number;
  readonly input: InputMetrics;
  readonly output: OutputMetrics;
  readonly shuffleRead: ShuffleReadMetrics;
  readonly shuffleWrite: ShuffleWriteMetrics;
  readonly updatedBlocks: readonly BlockStatusUpdate[];
}

export interface InputMetrics {
  readonly bytesRead: number;
  readonly recordsRead: number;
}

export interface OutputMetrics {
  readonly bytesWritten: number;
  readonly recordsWritten: number;
}

export interface ShuffleReadMetrics {
  readonly remoteBlocksFetched: number;
  readonly localBlocksFetched: number;
  readonly fetchWaitTimeMs: number;
  readonly remoteBytesRead: number;
  readonly remoteBytesReadToDisk: number;
  readonly localBytesRead: number;
  readonly recordsRead: number;
  readonly remoteRequestsDurationMs: number;
  readonly pushBased: PushBasedShuffleReadMetrics;
}

/** Of shuffle blocks that were merged before they were read. */
export interface PushBasedShuffleReadMetrics {
  readonly corruptMergedBlockChunks: number;
  readonly mergedFetchFallbackCount: number;
  readonly remoteMergedBlocksFetched: number;
  readonly localMergedBlocksFetched: number;
  readonly remoteMergedChunksFetched: number;
  readonly localMergedChunksFetched: number;
  readonly remoteMergedBytesRead: number;
  readonly localMergedBytesRead: number;
  readonly remoteMergedRequestsDurationMs: number;
}

export interface ShuffleWriteMetrics {
  readonly bytesWritten: number;
  readonly writeTimeNs: number;
  readonly recordsWritten: number;
}

export const emptyTaskMetrics: TaskMetrics = {
  executorDeserializeTimeMs: 0,
  executorDeserializeCpuTimeNs: 0,
  executorRunTimeMs: 0,
  executorCpuTimeNs: 0,
  resultSizeBytes: 0,
  jvmGcTimeMs: 0,
  resultSerializationTimeMs: 0,
  memoryBytesSpilled: 0,
  diskBytesSpilled: 0,
  peakExecutionMemoryBytes: 0,
  peakOnHeapExecutionMemoryBytes: 0,
  peakOffHeapExecutionMemoryBytes: 0,
  input: { bytesRead: 0, recordsRead: 0 },
  output: { bytesWritten: 0, recordsWritten: 0 },
  shuffleRead: {
    remoteBlocksFetched: 0,
    localBlocksFetched: 0,
    fetchWaitTimeMs: 0,
    remoteBytesRead: 0,
    remoteBytesReadToDisk: 0,
    localBytesRead: 0,
    recordsRead: 0,
    remoteRequestsDurationMs: 0,
    pushBased: {
      corruptMergedBlockChunks: 0,
      mergedFetchFallbackCount: 0,
      remoteMergedBlocksFetched: 0,
      localMergedBlocksFetched: 0,
      remoteMergedChunksFetched: 0,
      localMergedChunksFetched: 0,
      remoteMergedBytesRead: 0,
      localMergedBytesRead: 0,
      remoteMergedRequestsDurationMs: 0,
    },
  },
  shuffleWrite: { bytesWritten: 0, writeTimeNs: 0, recordsWritten: 0 },
  updatedBlocks: [],
};

type Figures<T> = { readonly [K in keyof T]: T[K] extends number ? number : T[K] extends readonly unknown[] ? T[K] : Figures<T[K]> };

function addFigures<T extends object>(left: Figures<T>, right: Figures<T>): T {
  const sum: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(left)) {
    const other = (right as Record<string, unknown>)[name];
    if (typeof value === 'number') sum[name] = value + (other as number);
    else if (Array.isArray(value)) sum[name] = [...value, ...(other as readonly unknown[])];
    else sum[name] = addFigures(value as object, other as object);
  }
  return sum as T;
}

/**
 * Figures of two tasks together. Peaks are added too, as Spark does: the sum over a stage tells what it would need if all of its tasks ran at once.
 *
 * ```ts
 * tasks.reduce(addTaskMetrics, emptyTaskMetrics);
 * ```
 */
export function addTaskMetrics(left: TaskMetrics, right: TaskMetrics): TaskMetrics {
  return addFigures<TaskMetrics>(left, right);
}
