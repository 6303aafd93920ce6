import type { Setting } from './setting.ts';

const core = (key: string, type: Setting['type'], value: string, since: string, summary: string): Setting => ({
  key,
  type,
  default: value,
  since,
  summary,
  scope: 'core',
});

/** What is told about the work, and where it is kept. */
export const eventSettings: readonly Setting[] = [
  core(
    'spark.eventLog.enabled',
    'boolean',
    'false',
    '1.0.0',
    'Whether events are kept in files, from which a history server shows the application.',
  ),
  core('spark.eventLog.dir', 'string', '/tmp/spark-events', '1.0.0', 'Folder of the event log; it must be there.'),
  core('spark.eventLog.compress', 'boolean', 'true', '1.0.0', 'Whether the event log is compressed.'),
  core(
    'spark.eventLog.compression.codec',
    'string',
    'zstd',
    '3.0.0',
    'How the event log is compressed: zstd or lz4. Where Node has no zstd (before 22.15), lz4 unless zstd is asked for.',
  ),
  core('spark.eventLog.overwrite', 'boolean', 'false', '1.0.0', 'Whether a log of the same application is replaced.'),
  core('spark.eventLog.rolling.enabled', 'boolean', 'true', '3.0.0', 'Whether a new file is begun when the last one is large enough.'),
  {
    ...core(
      'spark.eventLog.rolling.maxFileSize',
      'bytes',
      '128m',
      '3.0.0',
      'Size of a file of the event log after which the next one is begun.',
    ),
    check: { atLeast: 10 * 1024 * 1024, requirement: 'Max file size of event log should be configured to be at least 10 MiB.' },
  },
  { ...core('spark.eventLog.buffer.kb', 'bytes', '100k', '1.0.0', 'How much of the event log waits in memory at most.'), unit: 'k' },
  core(
    'spark.eventLog.logStageExecutorMetrics',
    'boolean',
    'false',
    '3.0.0',
    'Whether the event log tells for each stage the highest memory figures of each executor.',
  ),
  core('spark.eventLog.logBlockUpdates.enabled', 'boolean', 'false', '2.3.0', 'Whether the event log tells each change of a block.'),
  core(
    'spark.eventLog.longForm.enabled',
    'boolean',
    'false',
    '2.4.0',
    'Whether partitioned data in the event log names the whole call stack that made it, rather than its top.',
  ),
  core(
    'spark.eventLog.includeTaskMetricsAccumulators',
    'boolean',
    'true',
    '4.0.0',
    'Whether the accumulables in the event log repeat what the metrics of a task say.',
  ),
  core(
    'spark.eventLog.excludedPatterns',
    'string',
    '',
    '4.1.0',
    'Names of events, with commas between them, that the event log leaves out.',
  ),
  core(
    'spark.scheduler.listenerbus.eventqueue.capacity',
    'int',
    '10000',
    '2.3.0',
    'Most events that may wait for a listener; more are dropped. spark.scheduler.listenerbus.eventqueue.<queue>.capacity goes before it.',
  ),
  core('spark.redaction.regex', 'string', '(?i)secret|password|token|access[.]?key', '2.1.2', 'Settings whose values are not shown.'),
];
