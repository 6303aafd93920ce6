/** What programs read of a `Table` of `apache-arrow`. Declared here, because the package is optional and its types may be missing. */
export interface ArrowTable extends Iterable<unknown> {
  readonly numRows: number;
  readonly numCols: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly nullable: boolean }[] };
  getChild(
    name: string,
  ): (Iterable<unknown> & { readonly length: number; get(index: number): unknown; toArray(): ArrayLike<unknown> }) | null;
  toArray(): ArrayLike<unknown>;
}

/** One table of many streams, by the package `apache-arrow`, which the program must have installed. */
export async function toArrowTable<T extends ArrowTable>(streams: AsyncIterable<Uint8Array>): Promise<T> {
  const { RecordBatchReader, Table } = await import('apache-arrow');
  const batches = [];
  for await (const bytes of streams) batches.push(...RecordBatchReader.from(bytes));
  const table: ArrowTable = new Table(batches);
  return table as T;
}
