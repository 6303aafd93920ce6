import { decodeStream, type RecordBatch, type Row, relabelBatch, rowsOf, type StructType } from '@kindling/protocol';

/** Makes rows of the Arrow streams of one result. */
export interface RowDecoder {
  rows(data: Uint8Array): Iterable<Row>;
}

/** Arrow says less about types than Spark's schema does; the rows follow the schema when the server has sent one. */
export function makeRowDecoder(schema: StructType | undefined): RowDecoder {
  return {
    *rows(data) {
      for (const batch of decodeStream(data).batches) yield* rowsOf(schema === undefined ? batch : withSchema(batch, schema));
    },
  };
}

function withSchema(batch: RecordBatch, schema: StructType): RecordBatch {
  return batch.schema === schema ? batch : relabelBatch(batch, schema);
}
