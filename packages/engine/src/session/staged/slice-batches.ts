import { type RecordBatch, sliceBatch } from '@kindling/protocol';

/** Rows `from` to `to` of batches that follow each other. */
export function sliceBatches(batches: readonly RecordBatch[], from: number, to: number): RecordBatch[] {
  const parts: RecordBatch[] = [];
  let start = 0;
  for (const batch of batches) {
    const first = Math.max(from, start) - start;
    const last = Math.min(to, start + batch.length) - start;
    if (first < last) parts.push(first === 0 && last === batch.length ? batch : sliceBatch(batch, first, last - first));
    start += batch.length;
  }
  return parts;
}
