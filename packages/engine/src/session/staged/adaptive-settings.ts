import type { SessionConfig } from '../../config/index.ts';
import type { ExchangeCodec, StagedQuery } from '../../physical/index.ts';
import { type CoalesceOptions, type SkewOptions, stageSizeBytes } from '../../planner/index.ts';

/** What a staged run decides by. */
export interface AdaptiveSettings {
  readonly isAdaptive: boolean;
  /** Tasks that run at once. */
  readonly parallelism: number;
  /** Partitions of an exchange for which the query names no number. */
  readonly shufflePartitions: number;
  readonly coalesces: boolean;
  readonly coalesce: CoalesceOptions;
  readonly splitsSkewed: boolean;
  readonly skew: SkewOptions;
  readonly adaptiveBroadcastBytes: number;
  /** Whether what comes of nothing is left out. */
  readonly propagatesEmpty: boolean;
  readonly exchangeCodec: ExchangeCodec;
  /** Rows that a task holds back before it writes them. */
  readonly rowGroupRows: number;
  /** How many times smaller than else the parts of files are. */
  readonly splitFactor: number;
  readonly maxStageAttempts: number;
  /** Guessed bytes of each exchange. */
  readonly estimates: ReadonlyMap<number, number>;
}

export interface Resources {
  readonly parallelism: number;
  /** Memory of one task. */
  readonly taskMemoryBytes: number;
  /** How many times more partitions than else: after tasks that ran out of memory. */
  readonly partitionFactor?: number;
}

/** A task's rows take several times the room in memory that they take in a compressed file, and a join or sort needs some more. */
const BYTES_IN_MEMORY_PER_BYTE_ON_DISK = 8;
const MAX_CHOSEN_PARTITIONS = 1024;
const ROW_GROUP_ROWS = 122_880;
const MIN_ROW_GROUP_ROWS = 2048;

export function adaptiveSettings(config: SessionConfig, query: StagedQuery, resources: Resources): AdaptiveSettings {
  const { parallelism, taskMemoryBytes, partitionFactor = 1 } = resources;
  const isAdaptive = config.isOn('spark.sql.adaptive.enabled');
  const advisoryBytes = Math.min(
    config.getBytes('spark.sql.adaptive.advisoryPartitionSizeInBytes'),
    Math.max(1024 * 1024, taskMemoryBytes / BYTES_IN_MEMORY_PER_BYTE_ON_DISK / partitionFactor),
  );
  const estimates = new Map([...query.exchanges].map(([id, exchange]) => [id, stageSizeBytes(exchange.child)]));
  const largest = Math.max(0, ...[...estimates.values()].filter(Number.isFinite));
  const chosen = Math.min(MAX_CHOSEN_PARTITIONS, Math.max(parallelism, Math.ceil(largest / advisoryBytes)));
  const given = config.isSet('spark.sql.shuffle.partitions') ? config.getInteger('spark.sql.shuffle.partitions') : undefined;
  const initial = isAdaptive ? config.getOption('spark.sql.adaptive.coalescePartitions.initialPartitionNum') : undefined;
  const threshold = config.getOption('spark.sql.adaptive.autoBroadcastJoinThreshold');
  return {
    isAdaptive,
    parallelism,
    shufflePartitions: (initial === undefined ? (given ?? chosen) : Number(initial)) * partitionFactor,
    coalesces: config.isOn('spark.sql.adaptive.coalescePartitions.enabled'),
    coalesce: {
      advisoryBytes,
      minPartitionBytes: config.getBytes('spark.sql.adaptive.coalescePartitions.minPartitionSize'),
      parallelism,
      parallelismFirst: config.isOn('spark.sql.adaptive.coalescePartitions.parallelismFirst'),
    },
    splitsSkewed: config.isOn('spark.sql.adaptive.skewJoin.enabled'),
    skew: {
      factor: Number(config.get('spark.sql.adaptive.skewJoin.skewedPartitionFactor')),
      thresholdBytes: config.getBytes('spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes'),
      targetBytes: advisoryBytes,
    },
    adaptiveBroadcastBytes:
      partitionFactor > 1
        ? -1
        : config.getBytes(
            threshold === undefined ? 'spark.sql.autoBroadcastJoinThreshold' : 'spark.sql.adaptive.autoBroadcastJoinThreshold',
          ),
    propagatesEmpty: isAdaptive && !excludedRules(config).includes('AQEPropagateEmptyRelation'),
    exchangeCodec: 'lz4_raw',
    rowGroupRows: Math.max(MIN_ROW_GROUP_ROWS, Math.floor(ROW_GROUP_ROWS / partitionFactor ** 2)),
    splitFactor: partitionFactor,
    maxStageAttempts: config.getInteger('spark.stage.maxConsecutiveAttempts'),
    estimates,
  };
}

/** Names of the rules that the session does without; the packages that Spark has them in do not matter. */
function excludedRules(config: SessionConfig): readonly string[] {
  const names = config.getOption('spark.sql.adaptive.optimizer.excludedRules') ?? '';
  return names.split(',').map((name) => name.trim().replace(/^.*\./, ''));
}
