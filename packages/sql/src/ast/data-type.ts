import type { DayTimeField, YearMonthField } from './literal.ts';
import type { Identifier, IntegerValue, MultipartIdentifier, Position, StringValue } from './node.ts';

/** A type without parameters. Synonyms are already mapped (`INTEGER` is `int`, `LONG` is `bigint`, `REAL` is `float` …). */
export interface SimpleDataType extends Position {
  readonly kind: 'simpleType';
  readonly name:
    | 'boolean'
    | 'tinyint'
    | 'smallint'
    | 'int'
    | 'bigint'
    | 'float'
    | 'double'
    | 'date'
    | 'timestamp_ltz'
    | 'timestamp_ntz'
    | 'binary'
    | 'void'
    | 'variant';
}

/** `TIMESTAMP` alone: `spark.sql.timestampType` decides which of the two it is. */
export interface DefaultTimestampType extends Position {
  readonly kind: 'timestampType';
}

export interface DecimalDataType extends Position {
  readonly kind: 'decimalType';
  /** Absent: Spark's 10 and 0. */
  readonly precision: IntegerValue | undefined;
  readonly scale: IntegerValue | undefined;
}

export interface StringDataType extends Position {
  readonly kind: 'stringType';
  readonly collation: MultipartIdentifier | undefined;
}

export interface CharDataType extends Position {
  readonly kind: 'charType' | 'varcharType';
  readonly length: IntegerValue;
  readonly collation: MultipartIdentifier | undefined;
}

export interface TimeDataType extends Position {
  readonly kind: 'timeType';
  /** Absent: Spark's 6. */
  readonly precision: IntegerValue | undefined;
}

/** `INTERVAL` without fields. */
export interface CalendarIntervalDataType extends Position {
  readonly kind: 'calendarIntervalType';
}

export interface YearMonthIntervalDataType extends Position {
  readonly kind: 'yearMonthIntervalType';
  readonly startField: YearMonthField;
  readonly endField: YearMonthField;
}

export interface DayTimeIntervalDataType extends Position {
  readonly kind: 'dayTimeIntervalType';
  readonly startField: DayTimeField;
  readonly endField: DayTimeField;
}

export interface SpatialDataType extends Position {
  readonly kind: 'geometryType' | 'geographyType';
  readonly srid: IntegerValue | 'any';
}

export interface ArrayDataType extends Position {
  readonly kind: 'arrayType';
  readonly elementType: DataType;
}

export interface MapDataType extends Position {
  readonly kind: 'mapType';
  readonly keyType: DataType;
  readonly valueType: DataType;
}

export interface StructDataType extends Position {
  readonly kind: 'structType';
  readonly fields: readonly StructFieldType[];
}

/** A field of a struct type or a column of a table schema. */
export interface StructFieldType extends Position {
  readonly kind: 'structField';
  readonly name: Identifier;
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly comment: StringValue | undefined;
}

export type DataType =
  | SimpleDataType
  | DefaultTimestampType
  | DecimalDataType
  | StringDataType
  | CharDataType
  | TimeDataType
  | CalendarIntervalDataType
  | YearMonthIntervalDataType
  | DayTimeIntervalDataType
  | SpatialDataType
  | ArrayDataType
  | MapDataType
  | StructDataType;
