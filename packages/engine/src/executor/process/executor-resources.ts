import { sparkError } from '@kindling/protocol';
import { parseMaster, type SessionConfig } from '../../config/index.ts';

/** How many executors of which size the settings ask for. */
export interface ExecutorResources {
  readonly instances: number;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Part of the memory that is DuckDB's. */
  readonly kernelMemoryBytes: number;
  /** Part of the memory that is JavaScript's. */
  readonly heapBytes: number;
  readonly maxResidentBytes: number;
}

const MIB = 1024 * 1024;
/** Spark's part of the memory that no task gets. */
const RESERVED_BYTES = 300 * MIB;

export function executorResources(config: SessionConfig): ExecutorResources {
  const master = parseMaster(config.get('spark.master'));
  if (master.kind !== 'localCluster') throw sparkError('KINDLING_INVALID_MASTER', { master: config.get('spark.master') });
  const { workers, coresPerWorker, memoryMiBPerWorker } = master;
  const workerBytes = memoryMiBPerWorker * MIB;
  const memoryBytes = config.isSet('spark.executor.memory') ? config.getBytes('spark.executor.memory') : workerBytes;
  const cores = config.isSet('spark.executor.cores') ? config.getInteger('spark.executor.cores') : coresPerWorker;
  const perWorker = Math.min(Math.floor(coresPerWorker / cores), Math.floor(workerBytes / memoryBytes));
  if (perWorker < 1) {
    const message = `Asked to launch cluster with ${memoryMiBPerWorker} MiB and ${coresPerWorker} cores per worker, but requested ${Math.ceil(memoryBytes / MIB)} MiB and ${cores} cores per executor`;
    throw sparkError('KINDLING_INVALID_OPTION', { option: 'spark.executor.memory', message });
  }
  const asked = config.isSet('spark.executor.instances') ? config.getInteger('spark.executor.instances') : Number.POSITIVE_INFINITY;
  const overheadBytes = config.isSet('spark.executor.memoryOverhead')
    ? config.getBytes('spark.executor.memoryOverhead')
    : Math.max(
        config.getBytes('spark.executor.minMemoryOverhead'),
        memoryBytes * Number(config.get('spark.executor.memoryOverheadFactor')),
      );
  const usable = memoryBytes - Math.min(RESERVED_BYTES, memoryBytes * 0.3);
  const kernelMemoryBytes = Math.floor(usable * Number(config.get('spark.memory.fraction')));
  return {
    instances: Math.max(1, Math.min(workers * perWorker, asked)),
    cores,
    memoryBytes,
    kernelMemoryBytes,
    heapBytes: Math.max(64 * MIB, memoryBytes - kernelMemoryBytes),
    maxResidentBytes: memoryBytes + overheadBytes,
  };
}
