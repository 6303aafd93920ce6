import { type DataType, type Decimal, dateText, dateTimeText, doubleText, type InternalValue } from '@kindling/protocol';
import { cast, nullToken, physicalType, type Sql, text, token } from '../../duckdb/sql/index.ts';

/** A value of a partition column as DuckDB writes it. */
export function sqlLiteral(value: InternalValue, dataType: DataType): Sql {
  const type = physicalType(dataType);
  if (value === null) return cast(nullToken, type);
  switch (dataType.kind) {
    case 'date':
      return cast(text(dateText(value as number)), type);
    case 'timestamp_ntz':
      return cast(text(dateTimeText(value as bigint)), type);
    case 'timestamp':
      return cast(text(`${dateTimeText(value as bigint)}+00`), type);
    case 'float':
    case 'double':
      return cast(text(doubleText(value as number)), type);
    case 'decimal':
      return cast(text((value as Decimal).toString()), type);
    case 'string':
    case 'char':
    case 'varchar':
      return text(value as string);
    default:
      return cast(token(String(value)), type);
  }
}
