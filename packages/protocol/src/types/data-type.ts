/**
 * Spark's data types as plain immutable records.
 *
 * `kind` is Spark's own JSON name of the type where it has a single word; see
 * https://spark.apache.org/docs/latest/sql-ref-datatypes.html.
 */

export interface NullType {
  readonly kind: 'null';
}
export interface BooleanType {
  readonly kind: 'boolean';
}
export interface ByteType {
  readonly kind: 'byte';
}
export interface ShortType {
  readonly kind: 'short';
}
export interface IntegerType {
  readonly kind: 'integer';
}
export interface LongType {
  readonly kind: 'long';
}
export interface FloatType {
  readonly kind: 'float';
}
export interface DoubleType {
  readonly kind: 'double';
}
export interface DecimalType {
  readonly kind: 'decimal';
  readonly precision: number;
  readonly scale: number;
}
/** `collation` is absent for the default, UTF8_BINARY. */
export interface StringType {
  readonly kind: 'string';
  readonly collation?: string;
}
export interface CharType {
  readonly kind: 'char';
  readonly length: number;
}
export interface VarcharType {
  readonly kind: 'varchar';
  readonly length: number;
}
export interface BinaryType {
  readonly kind: 'binary';
}
export interface DateType {
  readonly kind: 'date';
}
/** An instant: microseconds since the epoch, shown in the session's time zone. */
export interface TimestampType {
  readonly kind: 'timestamp';
}
/** A wall-clock time without zone, microseconds. */
export interface TimestampNtzType {
  readonly kind: 'timestamp_ntz';
}
export interface TimeType {
  readonly kind: 'time';
  readonly precision: number;
}
/** Months, days and microseconds kept apart. */
export interface CalendarIntervalType {
  readonly kind: 'calendar_interval';
}
export type YearMonthField = 'year' | 'month';
export interface YearMonthIntervalType {
  readonly kind: 'year_month_interval';
  readonly start: YearMonthField;
  readonly end: YearMonthField;
}
export type DayTimeField = 'day' | 'hour' | 'minute' | 'second';
export interface DayTimeIntervalType {
  readonly kind: 'day_time_interval';
  readonly start: DayTimeField;
  readonly end: DayTimeField;
}
export interface ArrayType {
  readonly kind: 'array';
  readonly elementType: DataType;
  readonly containsNull: boolean;
}
export interface MapType {
  readonly kind: 'map';
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;
}
export interface StructField {
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** Spark's field metadata, as JSON values. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}
export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly StructField[];
}
export interface VariantType {
  readonly kind: 'variant';
}
/** `srid` is a number, or 'ANY' for mixed. */
export interface GeometryType {
  readonly kind: 'geometry';
  readonly srid: number | 'ANY';
}
export interface GeographyType {
  readonly kind: 'geography';
  readonly srid: number | 'ANY';
}
export interface UdtType {
  readonly kind: 'udt';
  readonly jvmClass?: string;
  readonly pythonClass?: string;
  readonly serializedPythonClass?: string;
  readonly sqlType: DataType;
}

export type DataType =
  | NullType
  | BooleanType
  | ByteType
  | ShortType
  | IntegerType
  | LongType
  | FloatType
  | DoubleType
  | DecimalType
  | StringType
  | CharType
  | VarcharType
  | BinaryType
  | DateType
  | TimestampType
  | TimestampNtzType
  | TimeType
  | CalendarIntervalType
  | YearMonthIntervalType
  | DayTimeIntervalType
  | ArrayType
  | MapType
  | StructType
  | VariantType
  | GeometryType
  | GeographyType
  | UdtType;

export type DataTypeKind = DataType['kind'];
