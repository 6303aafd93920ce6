import type { DataType } from '@kindling/protocol';

/** Whether the values of a type come out of a file of an exchange as they went in. */
export function canExchange(type: DataType): boolean {
  switch (type.kind) {
    // A Parquet file keeps no microseconds of an interval.
    case 'calendar_interval':
      return false;
    case 'array':
      return canExchange(type.elementType);
    case 'map':
      return canExchange(type.keyType) && canExchange(type.valueType);
    case 'struct':
      return type.fields.every((field) => canExchange(field.dataType));
    case 'udt':
      return canExchange(type.sqlType);
    default:
      return true;
  }
}
