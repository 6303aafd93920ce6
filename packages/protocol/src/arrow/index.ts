export { ArrowError } from './arrow-error.ts';
export { type ArrowField, type ArrowType, type Layout, layoutOf, type TimeUnit } from './arrow-field.ts';
export { BatchMemory } from './batch-memory.ts';
export { type ColumnBuilder, columnBuilder } from './column-builder.ts';
export { bitBytes, type ColumnData, copyBits, countBits, memorySizeBytes, type RecordBatch } from './column-data.ts';
export { concatBatches, concatColumns } from './concat.ts';
export { type ArrowStream, decodeStream } from './decode.ts';
export { bodySizeBytes, encodeBatchStream, encodeSchemaMessage, encodeStream, joinChunks } from './encode.ts';
export {
  BatchBuilder,
  columnToValues,
  encodeInternalRows,
  encodeRows,
  internalRowsOf,
  relabelBatch,
  rowAccess,
  rowsOf,
} from './rows.ts';
export { sliceBatch, sliceColumn } from './slice.ts';
export { arrowFieldOf, arrowFieldsOf, dataTypeOfArrow } from './spark-arrow.ts';
export { takeColumn } from './take.ts';
export { internalReader, rowValueReader, type ValueReader } from './value-reader.ts';
