import type { DataType } from '@kindling/protocol';
import type { NativeType } from '../duckdb/driver/index.ts';
import { structFieldName } from '../duckdb/sql/index.ts';

/** DuckDB's type of the columns that carry a Spark type: the counterpart of `physicalType` for the C API. */
export function nativeTypeOf(dataType: DataType): NativeType {
  switch (dataType.kind) {
    case 'boolean':
      return { kind: 'BOOLEAN' };
    case 'byte':
      return { kind: 'TINYINT' };
    case 'short':
      return { kind: 'SMALLINT' };
    case 'null':
    case 'integer':
    case 'year_month_interval':
      return { kind: 'INTEGER' };
    case 'long':
    case 'day_time_interval':
    case 'time':
      return { kind: 'BIGINT' };
    case 'float':
      return { kind: 'FLOAT' };
    case 'double':
      return { kind: 'DOUBLE' };
    case 'decimal':
      return { kind: 'DECIMAL', precision: dataType.precision, scale: dataType.scale };
    case 'string':
    case 'char':
    case 'varchar':
      return { kind: 'VARCHAR' };
    case 'binary':
      return { kind: 'BLOB' };
    case 'date':
      return { kind: 'DATE' };
    case 'timestamp':
      return { kind: 'TIMESTAMPTZ' };
    case 'timestamp_ntz':
      return { kind: 'TIMESTAMP' };
    case 'calendar_interval':
      return { kind: 'INTERVAL' };
    case 'array':
      return { kind: 'LIST', element: nativeTypeOf(dataType.elementType) };
    case 'map':
      return { kind: 'MAP', key: nativeTypeOf(dataType.keyType), value: nativeTypeOf(dataType.valueType) };
    case 'struct':
      if (dataType.fields.length === 0) return { kind: 'STRUCT', fields: [{ name: structFieldName(0), type: { kind: 'BOOLEAN' } }] };
      return {
        kind: 'STRUCT',
        fields: dataType.fields.map((field, i) => ({ name: structFieldName(i), type: nativeTypeOf(field.dataType) })),
      };
    case 'variant':
      return {
        kind: 'STRUCT',
        fields: [
          { name: 'value', type: { kind: 'BLOB' } },
          { name: 'metadata', type: { kind: 'BLOB' } },
        ],
      };
    case 'geometry':
    case 'geography':
      return {
        kind: 'STRUCT',
        fields: [
          { name: 'srid', type: { kind: 'INTEGER' } },
          { name: 'wkb', type: { kind: 'BLOB' } },
        ],
      };
    case 'udt':
      return nativeTypeOf(dataType.sqlType);
  }
}
