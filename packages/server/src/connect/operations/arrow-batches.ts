import type { QueryResult } from '@kindling/engine';
import {
  bodySizeBytes,
  concatBatches,
  encodeBatchStream,
  encodeInternalRows,
  encodeSchemaMessage,
  encodeStream,
  type RecordBatch,
  sliceBatch,
} from '@kindling/protocol';

/** One Arrow IPC stream with its number of rows: what a response carries. */
export interface EncodedBatch {
  readonly rowCount: number;
  readonly data: Uint8Array;
}

/** Rows that have waited this long for others are sent without them. */
const MAX_WAIT_MS = 100;
/** How much of the limit a batch may fill, because its metadata counts, too. */
const FILL = 0.7;

/** Batches of a result in pieces that fit a response: small ones joined, large ones cut; one without rows when there are none. */
export async function* encodedBatches(result: QueryResult, maxBatchBytes: number): AsyncGenerator<EncodedBatch, void> {
  const schemaMessage = encodeSchemaMessage(result.schema, result.timeZone);
  const limitBytes = Math.max(1, Math.floor(maxBatchBytes * FILL));
  let waiting: RecordBatch[] = [];
  let waitingBytes = 0;
  let waitingSinceMs = 0;
  let isEmpty = true;
  const flush = function* (): Generator<EncodedBatch, void> {
    if (waiting.length === 0) return;
    const batch = waiting.length === 1 ? (waiting[0] as RecordBatch) : concatBatches(result.schema, waiting);
    waiting = [];
    waitingBytes = 0;
    isEmpty = false;
    for (const piece of pieces(batch, limitBytes)) yield { rowCount: piece.length, data: encodeBatchStream(schemaMessage, piece) };
  };
  for await (const batch of result.batches) {
    if (batch.length === 0) continue;
    const sizeBytes = bodySizeBytes(batch);
    if (waitingBytes > 0 && waitingBytes + sizeBytes > limitBytes) yield* flush();
    if (waiting.length === 0) waitingSinceMs = Date.now();
    waiting.push(batch);
    waitingBytes += sizeBytes;
    if (waitingBytes >= limitBytes || Date.now() - waitingSinceMs >= MAX_WAIT_MS) yield* flush();
  }
  yield* flush();
  if (isEmpty) yield { rowCount: 0, data: encodeStream(result.schema, [encodeInternalRows(result.schema, [])], result.timeZone) };
}

/** Halves until every piece fits; a single row is sent however large it is. */
function* pieces(batch: RecordBatch, limitBytes: number): Generator<RecordBatch, void> {
  if (batch.length <= 1 || bodySizeBytes(batch) <= limitBytes) {
    yield batch;
    return;
  }
  const count = Math.min(batch.length, Math.ceil(bodySizeBytes(batch) / limitBytes));
  const rows = Math.ceil(batch.length / count);
  for (let start = 0; start < batch.length; start += rows) {
    const piece = sliceBatch(batch, start, Math.min(rows, batch.length - start));
    if (piece.length < batch.length) yield* pieces(piece, limitBytes);
    else yield piece;
  }
}
