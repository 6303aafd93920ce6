import type { Setting } from './setting.ts';

const fixed = (key: string, type: Setting['type'], value: string, since: string, summary: string): Setting => ({
  key,
  type,
  default: value,
  since,
  summary,
  isStatic: true,
});

/** Spark Connect: how large messages are, how long streams, operations and sessions last, and what PySpark asks when it connects. */
export const connectSettings: readonly Setting[] = [
  fixed('spark.connect.grpc.arrow.maxBatchSize', 'bytes', '4m', '3.4.0', 'Most bytes of rows in one response.'),
  fixed('spark.connect.grpc.maxInboundMessageSize', 'bytes', '134217728', '3.4.0', 'Most bytes of one request.'),
  fixed('spark.connect.grpc.marshallerRecursionLimit', 'int', '1024', '3.5.0', 'Levels that messages may be nested.'),
  fixed(
    'spark.connect.execute.reattachable.enabled',
    'boolean',
    'true',
    '3.5.0',
    'Whether a broken stream of results can be taken up again.',
  ),
  fixed(
    'spark.connect.execute.reattachable.senderMaxStreamDuration',
    'time',
    '2m',
    '3.5.0',
    'Time after which a stream ends, for its reader to take it up again.',
  ),
  fixed(
    'spark.connect.execute.reattachable.senderMaxStreamSize',
    'bytes',
    '1g',
    '3.5.0',
    'Bytes after which a stream ends, for its reader to take it up again.',
  ),
  fixed(
    'spark.connect.execute.reattachable.observerRetryBufferSize',
    'bytes',
    '10m',
    '3.5.0',
    'Bytes of sent responses that are kept for a reader that comes back.',
  ),
  fixed('spark.connect.execute.manager.detachedTimeout', 'time', '5m', '3.5.0', 'Time after which an operation without a reader is ended.'),
  fixed('spark.connect.session.manager.defaultSessionTimeout', 'time', '60m', '4.0.0', 'Time after which an unused session is ended.'),
  {
    key: 'spark.connect.progress.reportInterval',
    type: 'time',
    default: '2s',
    since: '4.0.0',
    summary: 'Time between reports to a client that waits; not above 0 for none.',
  },
  {
    key: 'spark.connect.session.planCompression.threshold',
    type: 'int',
    default: '10485760',
    since: '4.1.0',
    summary: 'Bytes from which clients compress plans; below 0 for never.',
  },
  {
    key: 'spark.connect.session.planCompression.defaultAlgorithm',
    type: 'string',
    default: 'ZSTD',
    since: '4.1.0',
    check: ['ZSTD', 'NONE'],
    summary: 'How clients compress plans.',
  },
  {
    key: 'spark.connect.session.resultChunking.maxChunkSize',
    type: 'bytes',
    default: '120795955b',
    since: '4.1.0',
    summary: 'Most bytes of a piece of a batch of rows, for clients that join pieces.',
  },
  {
    key: 'spark.sql.pyspark.legacy.inferMapTypeFromFirstPair.enabled',
    type: 'boolean',
    default: 'false',
    since: '4.0.0',
    summary: 'Whether PySpark types a dictionary by its first pair.',
  },
];
