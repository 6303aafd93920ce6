import type { DataType } from '@kindling/protocol';
import { quoteName } from './builders.ts';

/**
 * DuckDB type that carries a Spark type. Day-time intervals are BIGINT microseconds, year-month intervals INTEGER months and
 * times BIGINT nanoseconds: the same buffers as their Arrow forms, exact and ordered as Spark orders them.
 */
export function physicalType(dataType: DataType): string {
  switch (dataType.kind) {
    case 'null':
      return 'INTEGER';
    case 'boolean':
      return 'BOOLEAN';
    case 'byte':
      return 'TINYINT';
    case 'short':
      return 'SMALLINT';
    case 'integer':
    case 'year_month_interval':
      return 'INTEGER';
    case 'long':
    case 'day_time_interval':
    case 'time':
      return 'BIGINT';
    case 'float':
      return 'FLOAT';
    case 'double':
      return 'DOUBLE';
    case 'decimal':
      return `DECIMAL(${dataType.precision},${dataType.scale})`;
    case 'string':
    case 'char':
    case 'varchar':
      return 'VARCHAR';
    case 'binary':
      return 'BLOB';
    case 'date':
      return 'DATE';
    case 'timestamp':
      return 'TIMESTAMPTZ';
    case 'timestamp_ntz':
      return 'TIMESTAMP';
    case 'calendar_interval':
      return 'INTERVAL';
    case 'array':
      return `${physicalType(dataType.elementType)}[]`;
    case 'map':
      return `MAP(${physicalType(dataType.keyType)}, ${physicalType(dataType.valueType)})`;
    case 'struct':
      return structType(dataType.fields.map((field) => field.dataType));
    case 'variant':
      return 'STRUCT("value" BLOB, "metadata" BLOB)';
    case 'geometry':
    case 'geography':
      return 'STRUCT("srid" INTEGER, "wkb" BLOB)';
    case 'udt':
      return physicalType(dataType.sqlType);
  }
}

/** Struct fields are named by position: Spark allows duplicate and case-differing names, DuckDB does not. */
export function structFieldName(ordinal: number): string {
  return `f${ordinal}`;
}

function structType(fields: readonly DataType[]): string {
  // DuckDB has no struct without fields.
  if (fields.length === 0) return 'STRUCT("f0" BOOLEAN)';
  return `STRUCT(${fields.map((field, i) => `${quoteName(structFieldName(i))} ${physicalType(field)}`).join(', ')})`;
}
