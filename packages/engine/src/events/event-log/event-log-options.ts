import { sparkError } from '@kindling/protocol';
import type { SessionConfig } from '../../config/index.ts';

export type EventLogCodecName = 'none' | 'lz4' | 'zstd';

/** How events are kept in files: the values of `spark.eventLog.*`. */
export interface EventLogOptions {
  /** A path or `file:` URL of a folder that is there. */
  readonly dir: string;
  /** `zstd` if this Node can and lz4 otherwise when not given. */
  readonly codec: EventLogCodecName | undefined;
  readonly overwrite: boolean;
  /** A folder of numbered files for each application, rather than one file. */
  readonly rolling: boolean;
  readonly maxFileSizeBytes: number;
  readonly bufferSizeBytes: number;
  readonly logStageExecutorMetrics: boolean;
  readonly logBlockUpdates: boolean;
  readonly includeTaskMetricsAccumulators: boolean;
  /** Events whose name starts so are left out. */
  readonly excludedPatterns: readonly string[];
  /** `spark.redaction.regex`. */
  readonly redactionPattern: string;
}

/** Undefined when events are not kept. */
export function readEventLogOptions(config: SessionConfig): EventLogOptions | undefined {
  if (!config.isOn('spark.eventLog.enabled')) return undefined;
  return {
    dir: config.get('spark.eventLog.dir'),
    codec: config.isOn('spark.eventLog.compress') ? readCodec(config) : 'none',
    overwrite: config.isOn('spark.eventLog.overwrite'),
    rolling: config.isOn('spark.eventLog.rolling.enabled'),
    maxFileSizeBytes: config.getBytes('spark.eventLog.rolling.maxFileSize'),
    bufferSizeBytes: config.getBytes('spark.eventLog.buffer.kb'),
    logStageExecutorMetrics: config.isOn('spark.eventLog.logStageExecutorMetrics'),
    logBlockUpdates: config.isOn('spark.eventLog.logBlockUpdates.enabled'),
    includeTaskMetricsAccumulators: config.isOn('spark.eventLog.includeTaskMetricsAccumulators'),
    excludedPatterns: config
      .get('spark.eventLog.excludedPatterns')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    redactionPattern: config.get('spark.redaction.regex'),
  };
}

function readCodec(config: SessionConfig): EventLogCodecName | undefined {
  const key = 'spark.eventLog.compression.codec';
  if (!config.getAll(key).some(([name]) => name === key)) return undefined;
  const codecName = config.get(key).trim().toLowerCase();
  if (codecName === 'lz4' || codecName === 'zstd' || codecName === 'none') return codecName;
  throw sparkError('CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION', { codecName, availableCodecs: 'zstd, lz4, none' });
}

/** Most events that may wait for the listener of that name. */
export function eventQueueCapacity(config: SessionConfig, queueName: string): number {
  const own = config.getOption(`spark.scheduler.listenerbus.eventqueue.${queueName}.capacity`);
  return own === undefined ? config.getInteger('spark.scheduler.listenerbus.eventqueue.capacity') : Number(own);
}
