import type { Table } from 'apache-arrow';

export type ArrowTable = Table;

/** One table of many streams, by the package `apache-arrow`, which the program must have installed. */
export async function toArrowTable(streams: AsyncIterable<Uint8Array>): Promise<ArrowTable> {
  const { RecordBatchReader, Table } = await import('apache-arrow');
  const batches = [];
  for await (const bytes of streams) batches.push(...RecordBatchReader.from(bytes));
  return new Table(batches);
}
