import {
  CalendarInterval,
  type DataType,
  DayTimeInterval,
  Decimal,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Row,
  type StructType,
  Timestamp,
  typeName,
  types,
  YearMonthInterval,
} from '@kindling/protocol';
import { typeError, valueError } from '../client-error.ts';

/** The precision that Spark gives to decimals whose type it infers. */
const inferredDecimal = types.decimal(38, 18);

const typesOfClasses: readonly (readonly [abstract new (...args: never[]) => object, DataType])[] = [
  [Decimal, inferredDecimal],
  [Date, types.timestamp],
  [Timestamp, types.timestamp],
  [LocalDateTime, types.timestampNtz],
  [LocalDate, types.date],
  [LocalTime, types.time()],
  [DayTimeInterval, types.dayTimeInterval()],
  [YearMonthInterval, types.yearMonthInterval()],
  [CalendarInterval, types.calendarInterval],
  [Uint8Array, types.binary],
];

/** The schema that follows from rows: objects by name, or arrays by position with these names or `_1`, `_2` … */
export function inferSchema(rows: readonly unknown[], names?: readonly string[]): StructType {
  if (rows.length === 0) throw valueError('CANNOT_INFER_EMPTY_SCHEMA');
  const columns = new Map<string, DataType>();
  for (const row of rows) {
    for (const [name, value] of entriesOf(row, names)) {
      columns.set(name, merge(columns.get(name) ?? types.null, inferType(value, name), name));
    }
  }
  for (const [name, type] of columns) {
    if (type.kind === 'null') throw typeError('CANNOT_INFER_TYPE_FOR_FIELD', { field_name: name });
  }
  return types.struct([...columns].map(([name, type]) => types.field(name, type)));
}

function entriesOf(row: unknown, names: readonly string[] | undefined): Iterable<readonly [string, unknown]> {
  if (row instanceof Row) return Row.schemaOf(row).fields.map((field, index) => [field.name, row.at(index)] as const);
  if (Array.isArray(row)) return row.map((value, index) => [names?.[index] ?? `_${index + 1}`, value] as const);
  if (typeof row === 'object' && row !== null && isPlain(row)) {
    return Object.entries(row).map(([name, value], index) => [names?.[index] ?? name, value] as const);
  }
  return [[names?.[0] ?? 'value', row]];
}

function inferType(value: unknown, name: string): DataType {
  switch (typeof value) {
    case 'undefined':
      return types.null;
    case 'boolean':
      return types.boolean;
    case 'string':
      return types.string;
    case 'bigint':
      return types.long;
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? types.long : types.double;
    case 'object':
      return value === null ? types.null : inferObject(value, name);
    default:
      throw typeError('UNSUPPORTED_DATA_TYPE', { data_type: typeof value });
  }
}

function inferObject(value: object, name: string): DataType {
  if (Array.isArray(value)) return types.array(mergeAll(value, `${name}[]`));
  if (value instanceof Map) return types.map(mergeAll([...value.keys()], `${name} key`), mergeAll([...value.values()], `${name} value`));
  const known = typesOfClasses.find(([type]) => value instanceof type);
  if (known !== undefined) return known[1];
  if (value instanceof Row || isPlain(value)) {
    return types.struct([...entriesOf(value, undefined)].map(([field, one]) => types.field(field, inferType(one, `${name}.${field}`))));
  }
  throw typeError('UNSUPPORTED_DATA_TYPE', { data_type: value.constructor.name });
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || !typesOfClasses.some(([type]) => value instanceof type);
};

const mergeAll = (values: readonly unknown[], name: string): DataType =>
  values.reduce<DataType>((type, value) => merge(type, inferType(value, name), name), types.null);

/** The type of a column that holds values of both; whole and fractional numbers together are DOUBLE. */
function merge(a: DataType, b: DataType, name: string): DataType {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'array' && b.kind === 'array') return types.array(merge(a.elementType, b.elementType, `${name}[]`));
  if (a.kind === 'map' && b.kind === 'map') {
    return types.map(merge(a.keyType, b.keyType, `${name} key`), merge(a.valueType, b.valueType, `${name} value`));
  }
  if (a.kind === 'struct' && b.kind === 'struct') return mergeStructs(a, b, name);
  if (a.kind === b.kind) return a;
  const kinds = [a.kind, b.kind];
  if (kinds.includes('long') && kinds.includes('double')) return types.double;
  throw typeError('CANNOT_MERGE_TYPE', { field_name: name, data_type1: typeName(a), data_type2: typeName(b) });
}

function mergeStructs(a: StructType, b: StructType, name: string): StructType {
  const fields = new Map(a.fields.map((field) => [field.name, field.dataType]));
  for (const field of b.fields)
    fields.set(field.name, merge(fields.get(field.name) ?? types.null, field.dataType, `${name}.${field.name}`));
  return types.struct([...fields].map(([field, type]) => types.field(field, type)));
}
