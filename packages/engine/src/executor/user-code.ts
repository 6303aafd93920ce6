import type { RecordBatch } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import { executorConsole, type UserConsole } from '../functions/runtime/index.ts';
import type { PartitionFunction } from '../physical/index.ts';
import { evaluateBatches } from './evaluate-batches.ts';
import { mapRows } from './map-rows.ts';

/**
 * Runs a function over one partition, batch by batch. What a function makes comes as soon as it is made; of `evaluate` a batch for
 * each that came, with a column for each call.
 */
export async function* runPartition(
  fn: PartitionFunction,
  partition: number,
  batches: AsyncIterable<RecordBatch>,
  output: UserConsole,
): AsyncGenerator<RecordBatch, void> {
  if (fn.kind === 'evaluate') yield* evaluateBatches(fn, partition, batches, output);
  else yield* mapRows(fn, partition, batches, output);
}

/** Runs the functions of users over the rows of partitions, in this process or in others. */
export interface UserCode extends AsyncDisposable {
  /** Whether it runs where DuckDB does, so that DuckDB can call scalar and aggregate functions itself. */
  readonly isInProcess: boolean;
  run(fn: PartitionFunction, partition: number, batches: AsyncIterable<RecordBatch>, options: UserCodeOptions): AsyncIterable<RecordBatch>;
}

export interface UserCodeOptions {
  readonly signal: AbortSignal;
  /** The longest time in which nothing may come back from a function; 0 for any. */
  readonly idleTimeoutMs: number;
  readonly memoryMib: number;
}

/** How functions run under these settings. */
export function userCodeOptions(config: SessionConfig, signal: AbortSignal): UserCodeOptions {
  return {
    signal,
    idleTimeoutMs: Number(config.get('spark.kindling.userCode.idleTimeout')) * 1000,
    memoryMib: Math.max(16, Math.round(config.getBytes('spark.kindling.userCode.memory') / 1024 ** 2)),
  };
}

export const inProcessUserCode: UserCode = {
  isInProcess: true,
  run: (fn, partition, batches) => runPartition(fn, partition, batches, executorConsole),
  [Symbol.asyncDispose]: async () => undefined,
};
