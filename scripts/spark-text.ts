import {
  type DataType,
  type DayTimeInterval,
  doubleText,
  floatText,
  Row,
  simpleString,
  type Timestamp,
  type VariantValue,
  type YearMonthInterval,
} from '@kindling/protocol';

function yearMonthText({ months }: YearMonthInterval): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : ''}${Math.floor(size / 12)}-${size % 12}`;
}

function dayTimeText({ micros }: DayTimeInterval): string {
  const size = micros < 0n ? -micros : micros;
  const two = (part: bigint): string => String(part).padStart(2, '0');
  const seconds = size / 1_000_000n;
  const clock = `${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return `${micros < 0n ? '-' : ''}${seconds / 86_400n} ${clock}.${String(size % 1_000_000n).padStart(6, '0')}000`;
}

/** A value in the text form of Spark's golden SQL files. `nested` when it stands inside an array, map or struct. */
export function sparkText(value: unknown, type: DataType, timeZone: string, nested = false): string {
  if (value === null || value === undefined) return nested ? 'null' : 'NULL';
  switch (type.kind) {
    case 'float':
      return floatText(value as number);
    case 'double':
      return doubleText(value as number);
    case 'timestamp':
      return (value as Timestamp).inTimeZone(timeZone);
    case 'year_month_interval':
      return yearMonthText(value as YearMonthInterval);
    case 'day_time_interval':
      return dayTimeText(value as DayTimeInterval);
    case 'binary':
      return new TextDecoder().decode(value as Uint8Array);
    case 'string':
    case 'char':
    case 'varchar':
      return nested ? `"${value}"` : String(value);
    case 'array':
      return `[${(value as readonly unknown[]).map((element) => sparkText(element, type.elementType, timeZone, true)).join(',')}]`;
    case 'map': {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)].map(
        ([key, one]) => `${sparkText(key, type.keyType, timeZone, true)}:${sparkText(one, type.valueType, timeZone, true)}`,
      );
      return `{${entries.sort().join(',')}}`;
    }
    case 'struct': {
      const values = Row.valuesOf(value as Row);
      return `{${type.fields.map((field, i) => `"${field.name}":${sparkText(values[i], field.dataType, timeZone, true)}`).join(',')}}`;
    }
    case 'variant':
      return (value as VariantValue).toJsonText(timeZone);
    default:
      return String(value);
  }
}

/** Spark's short name of a type with the nullability of what it holds: `array<int not null>`. */
export function typeText(type: DataType): string {
  const orNull = (inner: DataType, nullable: boolean): string => (nullable ? typeText(inner) : `${typeText(inner)} not null`);
  switch (type.kind) {
    case 'array':
      return `array<${orNull(type.elementType, type.containsNull)}>`;
    case 'map':
      return `map<${typeText(type.keyType)},${orNull(type.valueType, type.valueContainsNull)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${orNull(field.dataType, field.nullable)}`).join(',')}>`;
    default:
      return simpleString(type);
  }
}
