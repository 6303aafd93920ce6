import type { DataType, StructField, StructType } from '../types/index.ts';
import { sqlName } from '../types/index.ts';
import { Decimal, powerOfTen } from './decimal.ts';
import { GeoValue } from './geo-value.ts';
import type { InternalValue } from './internal-value.ts';
import { CalendarInterval, DayTimeInterval, YearMonthInterval } from './intervals.ts';
import { LocalDate } from './local-date.ts';
import { LocalDateTime } from './local-date-time.ts';
import { LocalTime } from './local-time.ts';
import { Row, type RowFactory, rowFactory } from './row.ts';
import { Timestamp } from './timestamp.ts';
import { ValueError } from './value-error.ts';
import { VariantValue } from './variant-value.ts';

const FACTORIES = new WeakMap<StructType, RowFactory>();

/** One factory for each schema record, so that all its rows share a shape. */
export function rowFactoryOf(schema: StructType): RowFactory {
  let factory = FACTORIES.get(schema);
  if (factory === undefined) {
    factory = rowFactory(schema);
    FACTORIES.set(schema, factory);
  }
  return factory;
}

/** An internal value as a TypeScript program sees it. */
export function toRowValue(value: InternalValue, type: DataType): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case 'date':
      return new LocalDate(value as number);
    case 'timestamp':
      return new Timestamp(value as bigint);
    case 'timestamp_ntz':
      return new LocalDateTime(value as bigint);
    case 'time':
      return new LocalTime(value as bigint);
    case 'year_month_interval':
      return new YearMonthInterval(value as number);
    case 'day_time_interval':
      return new DayTimeInterval(value as bigint);
    case 'array':
      return (value as InternalValue[]).map((item) => toRowValue(item, type.elementType));
    case 'map':
      return new Map(
        (value as [InternalValue, InternalValue][]).map(([key, item]) => [toRowValue(key, type.keyType), toRowValue(item, type.valueType)]),
      );
    case 'struct':
      return rowFactoryOf(type)(
        type.fields.map((field, ordinal) => toRowValue((value as InternalValue[])[ordinal] ?? null, field.dataType)),
      );
    case 'udt':
      return toRowValue(value, type.sqlType);
    default:
      return value;
  }
}

function isScalarClass(value: object): boolean {
  return 'toJSON' in value && !(value instanceof VariantValue) && !(value instanceof GeoValue);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'object' && value !== null) {
    const name = value.constructor?.name ?? 'object';
    return isScalarClass(value) ? `${name} ${String(value)}` : `a value of ${name}`;
  }
  return String(value);
}

function wrongType(value: unknown, type: DataType, hint = ''): ValueError {
  return new ValueError(
    'FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME',
    { field_name: '', data_type: sqlName(type), obj: describe(value), obj_type: typeof value },
    '',
    `${describe(value)} is no ${sqlName(type)}${hint}`,
  );
}

function outOfRange(value: unknown, type: DataType): ValueError {
  return new ValueError(
    'VALUE_OUT_OF_BOUNDS',
    { field_name: '', data_type: sqlName(type), actual: String(value) },
    '',
    `${describe(value)} does not fit into ${sqlName(type)}`,
  );
}

const INTEGER_BITS = { byte: 8, short: 16, integer: 32 } as const;
const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

function toInteger(value: unknown, type: DataType & { kind: 'byte' | 'short' | 'integer' }): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number') throw wrongType(value, type);
  if (!Number.isInteger(number)) throw wrongType(value, type, ': it is not whole');
  const limit = 2 ** (INTEGER_BITS[type.kind] - 1);
  if (number < -limit || number >= limit) throw outOfRange(value, type);
  return number;
}

function toLong(value: unknown, type: DataType): bigint {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw wrongType(value, type, ': use a bigint, as 1n');
    return BigInt(value);
  }
  if (typeof value !== 'bigint') throw wrongType(value, type);
  return longInRange(value, type);
}

function longInRange(value: bigint, type: DataType): bigint {
  if (value < MIN_LONG || value > MAX_LONG) throw outOfRange(value, type);
  return value;
}

function toDouble(value: unknown, type: DataType): number {
  if (typeof value === 'number') return type.kind === 'float' ? Math.fround(value) : value;
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return Number(value);
  throw wrongType(value, type);
}

function toDecimal(value: unknown, type: DataType & { kind: 'decimal' }): Decimal {
  if (typeof value === 'number' ? !Number.isFinite(value) : typeof value !== 'bigint' && !(value instanceof Decimal)) {
    throw wrongType(value, type, `: use Decimal.of('…')`);
  }
  const exact = Decimal.of(value as number | bigint | Decimal);
  const scaled = exact.withScale(type.scale);
  if (exact.compare(scaled) !== 0) throw wrongType(value, type, `: it has more than ${type.scale} digits after the point`);
  const limit = powerOfTen(type.precision);
  if (scaled.unscaled >= limit || scaled.unscaled <= -limit) throw outOfRange(value, type);
  return scaled;
}

function toText(value: unknown, type: DataType): string {
  if (typeof value !== 'string') throw wrongType(value, type);
  if ((type.kind === 'char' || type.kind === 'varchar') && value.length > type.length && [...value].length > type.length) {
    throw new ValueError('EXCEED_LIMIT_LENGTH', { limit: String(type.length) }, '', `the text has more than ${type.length} characters`);
  }
  return value;
}

function toMicros(value: unknown, type: DataType): bigint {
  if (value instanceof Timestamp) return longInRange(value.epochMicros, type);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return BigInt(value.getTime()) * 1000n;
  throw wrongType(value, type, ': use a Timestamp or a Date');
}

function toNanosOfDay(value: unknown, type: DataType & { kind: 'time' }): bigint {
  if (!(value instanceof LocalTime)) throw wrongType(value, type, ': use a LocalTime');
  if (value.nanosOfDay < 0n || value.nanosOfDay >= 86_400_000_000_000n) throw outOfRange(value, type);
  if (value.nanosOfDay % powerOfTen(9 - type.precision) !== 0n) {
    throw wrongType(value, type, `: it has more than ${type.precision} digits after the seconds`);
  }
  return value.nanosOfDay;
}

function toItems(value: unknown, type: DataType & { kind: 'array' }): InternalValue[] {
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && Symbol.iterator in value)) throw wrongType(value, type);
  return Array.from(value as Iterable<unknown>, (item, index) => {
    try {
      return toField(item, type.elementType, type.containsNull);
    } catch (error) {
      throw located(error, `[${index}]`);
    }
  });
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function toEntries(value: unknown, type: DataType & { kind: 'map' }): InternalValue[] {
  const entries = value instanceof Map ? [...value] : isPlainObject(value) ? Object.entries(value) : undefined;
  if (entries === undefined) throw wrongType(value, type, ': use a Map');
  return entries.map(([key, item], index) => {
    try {
      return [toField(key, type.keyType, false), toField(item, type.valueType, type.valueContainsNull)];
    } catch (error) {
      throw located(error, typeof key === 'object' ? `[entry ${index}]` : `[${describe(key)}]`);
    }
  });
}

function structValues(value: unknown, type: StructType): readonly unknown[] {
  const { fields } = type;
  if (value instanceof Row || Array.isArray(value)) {
    const values = value instanceof Row ? Row.valuesOf(value) : value;
    if (values.length === fields.length) return values;
    throw new ValueError(
      'AXIS_LENGTH_MISMATCH',
      { expected_length: String(fields.length), actual_length: String(values.length) },
      '',
      `the row has ${values.length} values, its type ${fields.length} fields`,
    );
  }
  if (typeof value !== 'object' || value === null || value instanceof Map) throw wrongType(value, type);
  const object = value as Readonly<Record<string, unknown>>;
  const unknownName = Object.keys(object).find((name) => !fields.some((field) => field.name === name));
  if (unknownName !== undefined) {
    throw wrongType(value, type, `: there is no field '${unknownName}' among ${fields.map((field) => field.name).join(', ')}`);
  }
  return fields.map((field) => object[field.name]);
}

/** Paths are put together only when something failed. */
function located(error: unknown, outer: string): unknown {
  return error instanceof ValueError ? error.inside(outer) : error;
}

function toField(value: unknown, type: DataType, nullable: boolean): InternalValue {
  if (value !== null && value !== undefined) return toInternal(value, type);
  if (nullable) return null;
  throw new ValueError('FIELD_NOT_NULLABLE_WITH_NAME', { field_name: '' }, '', 'it must not be null');
}

/** The values of a row in the order of the schema's fields, checked. */
export function toInternalRow(row: unknown, schema: StructType): InternalValue[] {
  return structValues(row, schema).map((value, ordinal) => {
    const field = schema.fields[ordinal] as StructField;
    try {
      return toField(value, field.dataType, field.nullable);
    } catch (error) {
      throw located(error, field.name);
    }
  });
}

/**
 * A value of a TypeScript program as an internal value, without any loss; throws {@link ValueError} where the type can not hold it.
 * Takes a Date for a timestamp, a safe integer for a long, a plain object for a struct or a map with text keys.
 */
export function toInternal(value: unknown, type: DataType): InternalValue {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'null':
      throw wrongType(value, type);
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(value, type);
      return value;
    case 'byte':
    case 'short':
    case 'integer':
      return toInteger(value, type);
    case 'long':
      return toLong(value, type);
    case 'float':
    case 'double':
      return toDouble(value, type);
    case 'decimal':
      return toDecimal(value, type);
    case 'string':
    case 'char':
    case 'varchar':
      return toText(value, type);
    case 'binary':
      if (!(value instanceof Uint8Array)) throw wrongType(value, type, ': use a Uint8Array');
      return value;
    case 'date':
      if (!(value instanceof LocalDate)) throw wrongType(value, type, ': use a LocalDate');
      return value.epochDays;
    case 'timestamp':
      return toMicros(value, type);
    case 'timestamp_ntz':
      if (!(value instanceof LocalDateTime)) throw wrongType(value, type, ': use a LocalDateTime');
      return longInRange(value.micros, type);
    case 'time':
      return toNanosOfDay(value, type);
    case 'calendar_interval':
      if (!(value instanceof CalendarInterval)) throw wrongType(value, type, ': use a CalendarInterval');
      return value;
    case 'year_month_interval':
      if (!(value instanceof YearMonthInterval)) throw wrongType(value, type, ': use a YearMonthInterval');
      return value.months;
    case 'day_time_interval':
      if (!(value instanceof DayTimeInterval)) throw wrongType(value, type, ': use a DayTimeInterval');
      return longInRange(value.micros, type);
    case 'array':
      return toItems(value, type);
    case 'map':
      return toEntries(value, type);
    case 'struct':
      return toInternalRow(value, type);
    case 'variant':
      if (!(value instanceof VariantValue)) throw wrongType(value, type, ': use a VariantValue');
      return value;
    case 'geometry':
    case 'geography':
      if (!(value instanceof GeoValue)) throw wrongType(value, type, ': use a GeoValue');
      return value;
    case 'udt':
      return toInternal(value, type.sqlType);
  }
}
