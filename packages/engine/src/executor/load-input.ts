import type { ColumnData, DataType, RecordBatch } from '@kindling/protocol';
import type { DuckDbConnection, NativeBatch, NativeColumn, NativeType } from '../duckdb/driver/index.ts';
import { physicalType, quoteName } from '../duckdb/sql/index.ts';
import type { FragmentInput } from '../physical/index.ts';
import { nativeTypeOf } from './native-type-of.ts';

/** Loads the rows of a local relation into a temporary table whose columns are named i0, i1, … */
export async function loadInput(input: FragmentInput, connection: DuckDbConnection, signal: AbortSignal): Promise<void> {
  const { fields } = input.relation.schema;
  const columns = fields.map((field, i) => `i${i} ${physicalType(field.dataType)}`);
  await connection.execute(
    `CREATE OR REPLACE TEMP TABLE ${quoteName(input.tableName)} (${columns.length > 0 ? columns.join(', ') : 'i0 BOOLEAN'})`,
    { signal },
  );
  if (fields.length === 0) {
    const rows = input.relation.batches.reduce((total, batch) => total + batch.length, 0);
    if (rows > 0) await connection.execute(`INSERT INTO temp.${quoteName(input.tableName)} SELECT NULL FROM range(${rows})`, { signal });
    return;
  }
  await connection.append(
    input.tableName,
    fields.map((field, i) => ({ name: `i${i}`, type: nativeTypeOf(field.dataType) })),
    input.relation.batches.map(toNativeBatch),
  );
}

export function toNativeBatch(batch: RecordBatch): NativeBatch {
  return {
    length: batch.length,
    columns: batch.columns.map((column, i) => toNativeColumn(column, batch.schema.fields[i]?.dataType as DataType)),
  };
}

function toNativeColumn(column: ColumnData, dataType: DataType): NativeColumn {
  const type = nativeTypeOf(dataType);
  const { length, nullCount, offsets, data } = column;
  if (dataType.kind === 'null')
    return { type, length, nullCount: length, validity: new Uint8Array((length + 7) >> 3), data: new Uint8Array(length * 4) };
  const children = childrenOf(column, dataType, type);
  return {
    type,
    length,
    nullCount,
    ...(column.validity ? { validity: column.validity } : {}),
    ...(offsets ? { offsets } : {}),
    ...(data ? { data } : {}),
    ...(children ? { children } : {}),
  };
}

function childrenOf(column: ColumnData, dataType: DataType, type: NativeType): NativeColumn[] | undefined {
  const children = column.children ?? [];
  switch (dataType.kind) {
    case 'array':
      return children.map((child) => toNativeColumn(child, dataType.elementType));
    case 'map':
      return children.map((entries) => ({
        type: {
          kind: 'STRUCT',
          fields: [
            { name: 'key', type: nativeTypeOf(dataType.keyType) },
            { name: 'value', type: nativeTypeOf(dataType.valueType) },
          ],
        },
        length: entries.length,
        nullCount: 0,
        children: [
          toNativeColumn(entries.children?.[0] as ColumnData, dataType.keyType),
          toNativeColumn(entries.children?.[1] as ColumnData, dataType.valueType),
        ],
      }));
    case 'struct':
      if (dataType.fields.length === 0) {
        return [
          {
            type: { kind: 'BOOLEAN' },
            length: column.length,
            nullCount: column.length,
            validity: new Uint8Array((column.length + 7) >> 3),
            data: new Uint8Array((column.length + 7) >> 3),
          },
        ];
      }
      return dataType.fields.map((field, i) => toNativeColumn(children[i] as ColumnData, field.dataType));
    case 'variant':
    case 'geometry':
    case 'geography':
      return type.kind === 'STRUCT'
        ? children.map((child, i) =>
            toNativeColumn(child, i === 0 && dataType.kind !== 'variant' ? { kind: 'integer' } : { kind: 'binary' }),
          )
        : undefined;
    case 'udt':
      return childrenOf(column, dataType.sqlType, type);
    default:
      return undefined;
  }
}
