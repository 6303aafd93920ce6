import { BatchMemory, type ColumnData, type DataType, type RecordBatch, type StructType } from '@kindling/protocol';
import type { NativeBatch, NativeColumn } from '../duckdb/driver/index.ts';

/** DuckDB's buffers under Spark's schema: the same bytes with other labels, nothing is copied. */
export function toRecordBatch(batch: NativeBatch, schema: StructType): RecordBatch {
  const { memory } = batch;
  return {
    ...(memory ? { memory: new BatchMemory(memory.bytes, memory.bodyStart, memory.bodyEnd) } : {}),
    schema,
    length: batch.length,
    columns: schema.fields.map((field, i) => relabel(batch.columns[i] as NativeColumn, field.dataType)),
  };
}

function relabel(column: NativeColumn, dataType: DataType): ColumnData {
  if (dataType.kind === 'null') return { length: column.length, nullCount: column.length };
  const { length, nullCount, validity, offsets, data, children } = column;
  return {
    length,
    nullCount,
    ...(validity ? { validity } : {}),
    ...(offsets ? { offsets } : {}),
    ...(data ? { data } : {}),
    ...(children ? { children: relabelChildren(children, dataType) } : {}),
  };
}

function relabelChildren(children: readonly NativeColumn[], dataType: DataType): ColumnData[] {
  switch (dataType.kind) {
    case 'array':
      return children.map((child) => relabel(child, dataType.elementType));
    case 'map':
      // One child: the entries, structs of key and value.
      return children.map((entries) => ({
        length: entries.length,
        nullCount: 0,
        children: [
          relabel(entries.children?.[0] as NativeColumn, dataType.keyType),
          relabel(entries.children?.[1] as NativeColumn, dataType.valueType),
        ],
      }));
    case 'struct':
      return dataType.fields.map((field, i) => relabel(children[i] as NativeColumn, field.dataType));
    case 'udt':
      return relabelChildren(children, dataType.sqlType);
    default:
      return children.map((child) => relabel(child, { kind: 'binary' }));
  }
}
