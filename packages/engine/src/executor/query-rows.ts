import { type DataType, type InternalValue, internalRowsOf, type StructType } from '@kindling/protocol';
import type { DuckDbConnection, NativeType } from '../duckdb/driver/index.ts';
import { toRecordBatch } from './native-to-batch.ts';

/** All rows of a DuckDB query, as internal values: for small answers. */
export async function queryRows(connection: DuckDbConnection, sql: string, signal: AbortSignal): Promise<InternalValue[][]> {
  await using result = await connection.query(sql, { signal });
  const schema: StructType = {
    kind: 'struct',
    fields: result.fields.map(({ name, type }) => ({ name, dataType: dataTypeOf(type), nullable: true })),
  };
  const rows: InternalValue[][] = [];
  for await (const batch of result) rows.push(...internalRowsOf(toRecordBatch(batch, schema)));
  return rows;
}

/** The Spark type whose values have the same buffers. */
function dataTypeOf(type: NativeType): DataType {
  switch (type.kind) {
    case 'BOOLEAN':
      return { kind: 'boolean' };
    case 'TINYINT':
      return { kind: 'byte' };
    case 'SMALLINT':
      return { kind: 'short' };
    case 'INTEGER':
      return { kind: 'integer' };
    case 'BIGINT':
    case 'UBIGINT':
      return { kind: 'long' };
    case 'FLOAT':
      return { kind: 'float' };
    case 'DOUBLE':
      return { kind: 'double' };
    case 'DATE':
      return { kind: 'date' };
    case 'TIMESTAMP':
      return { kind: 'timestamp_ntz' };
    case 'TIMESTAMPTZ':
      return { kind: 'timestamp' };
    case 'BLOB':
      return { kind: 'binary' };
    case 'INTERVAL':
      return { kind: 'calendar_interval' };
    case 'NULL':
      return { kind: 'null' };
    case 'DECIMAL':
      return { kind: 'decimal', precision: type.precision, scale: type.scale };
    case 'LIST':
      return { kind: 'array', elementType: dataTypeOf(type.element), containsNull: true };
    case 'STRUCT':
      return {
        kind: 'struct',
        fields: type.fields.map((field) => ({ name: field.name, dataType: dataTypeOf(field.type), nullable: true })),
      };
    case 'MAP':
      return { kind: 'map', keyType: dataTypeOf(type.key), valueType: dataTypeOf(type.value), valueContainsNull: true };
    case 'VARCHAR':
    case 'UUID':
      return { kind: 'string' };
    default:
      throw new TypeError(`A source's query gives ${type.kind}; cast it to a type that Spark has.`);
  }
}
