import type {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  CharType,
  DataType,
  DateType,
  DayTimeField,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  FloatType,
  GeographyType,
  GeometryType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  ShortType,
  StringType,
  StructField,
  StructType,
  TimestampNtzType,
  TimestampType,
  TimeType,
  VarcharType,
  VariantType,
  YearMonthField,
  YearMonthIntervalType,
} from './data-type.ts';

const nullType: NullType = { kind: 'null' };
const booleanType: BooleanType = { kind: 'boolean' };
const byteType: ByteType = { kind: 'byte' };
const shortType: ShortType = { kind: 'short' };
const integerType: IntegerType = { kind: 'integer' };
const longType: LongType = { kind: 'long' };
const floatType: FloatType = { kind: 'float' };
const doubleType: DoubleType = { kind: 'double' };
const stringType: StringType = { kind: 'string' };
const binaryType: BinaryType = { kind: 'binary' };
const dateType: DateType = { kind: 'date' };
const timestampType: TimestampType = { kind: 'timestamp' };
const timestampNtzType: TimestampNtzType = { kind: 'timestamp_ntz' };
const calendarIntervalType: CalendarIntervalType = { kind: 'calendar_interval' };
const variantType: VariantType = { kind: 'variant' };

/** What Spark assumes where a decimal has no precision. */
export const DEFAULT_DECIMAL_PRECISION = 10;
export const MAX_DECIMAL_PRECISION = 38;
export const DEFAULT_TIME_PRECISION = 6;

/**
 * Constructors of Spark's data types.
 *
 * @example
 * ```ts
 * const schema = types.struct([
 *   types.field('id', types.long, false),
 *   types.field('price', types.decimal(10, 2)),
 *   types.field('tags', types.array(types.string)),
 * ]);
 * ```
 */
export const types = {
  null: nullType,
  boolean: booleanType,
  byte: byteType,
  short: shortType,
  integer: integerType,
  long: longType,
  float: floatType,
  double: doubleType,
  string: stringType,
  binary: binaryType,
  date: dateType,
  timestamp: timestampType,
  timestampNtz: timestampNtzType,
  calendarInterval: calendarIntervalType,
  variant: variantType,

  decimal(precision: number = DEFAULT_DECIMAL_PRECISION, scale = 0): DecimalType {
    return { kind: 'decimal', precision, scale };
  },

  /** A string type with a collation; `UTF8_BINARY` is the plain `types.string`. */
  collatedString(collation: string): StringType {
    return collation === 'UTF8_BINARY' ? stringType : { kind: 'string', collation };
  },

  char(length: number): CharType {
    return { kind: 'char', length };
  },

  varchar(length: number): VarcharType {
    return { kind: 'varchar', length };
  },

  time(precision: number = DEFAULT_TIME_PRECISION): TimeType {
    return { kind: 'time', precision };
  },

  /** Without arguments `INTERVAL YEAR TO MONTH`; with one, an interval of that single field. */
  yearMonthInterval(start?: YearMonthField, end?: YearMonthField): YearMonthIntervalType {
    return { kind: 'year_month_interval', start: start ?? 'year', end: end ?? start ?? 'month' };
  },

  /** Without arguments `INTERVAL DAY TO SECOND`; with one, an interval of that single field. */
  dayTimeInterval(start?: DayTimeField, end?: DayTimeField): DayTimeIntervalType {
    return { kind: 'day_time_interval', start: start ?? 'day', end: end ?? start ?? 'second' };
  },

  array<E extends DataType, const N extends boolean = true>(
    elementType: E,
    containsNull: N = true as N,
  ): ArrayType & { readonly elementType: E; readonly containsNull: N } {
    return { kind: 'array', elementType, containsNull };
  },

  map<K extends DataType, V extends DataType, const N extends boolean = true>(
    keyType: K,
    valueType: V,
    valueContainsNull: N = true as N,
  ): MapType & { readonly keyType: K; readonly valueType: V; readonly valueContainsNull: N } {
    return { kind: 'map', keyType, valueType, valueContainsNull };
  },

  /** The compiler keeps name and type, so that it knows what the rows of a schema are. */
  field<const F extends string, T extends DataType, const N extends boolean = true>(
    name: F,
    dataType: T,
    nullable: N = true as N,
    metadata?: Readonly<Record<string, unknown>>,
  ): StructField & { readonly name: F; readonly dataType: T; readonly nullable: N } {
    return metadata === undefined ? { name, dataType, nullable } : { name, dataType, nullable, metadata };
  },

  struct<const F extends readonly StructField[]>(fields: F): StructType & { readonly fields: F } {
    return { kind: 'struct', fields };
  },

  geometry(srid: number | 'ANY' = 'ANY'): GeometryType {
    return { kind: 'geometry', srid };
  },

  geography(srid: number | 'ANY' = 'ANY'): GeographyType {
    return { kind: 'geography', srid };
  },
} as const;
