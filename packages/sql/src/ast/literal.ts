import type { Position } from './node.ts';

interface LiteralBase extends Position {
  readonly kind: 'literal';
  /** As written, with sign, suffix and quotes. */
  readonly text: string;
}

export interface NullLiteral extends LiteralBase {
  readonly type: 'null';
}

export interface BooleanLiteral extends LiteralBase {
  readonly type: 'boolean';
  readonly value: boolean;
}

/** `1`, `1Y`, `1S`, `1L`. An integer without suffix is `int`, `bigint` or, past that, `decimal`, by its size. */
export interface IntegralLiteral extends LiteralBase {
  readonly type: 'tinyint' | 'smallint' | 'int' | 'bigint';
  readonly value: bigint;
}

/** `1.5`, `1.5BD`, and integers that need more than 64 bits. The value is `unscaled` / 10^`scale`. */
export interface DecimalLiteral extends LiteralBase {
  readonly type: 'decimal';
  readonly unscaled: bigint;
  readonly precision: number;
  readonly scale: number;
}

export interface FractionalLiteral extends LiteralBase {
  readonly type: 'float' | 'double';
  readonly value: number;
}

export interface StringLiteral extends LiteralBase {
  readonly type: 'string';
  readonly value: string;
}

/** `X'1F'`. */
export interface BinaryLiteral extends LiteralBase {
  readonly type: 'binary';
  readonly value: Uint8Array;
}

/** Names that Spark reads in place of a date or a time of the session's clock. */
export type SpecialDatetime = 'epoch' | 'now' | 'today' | 'tomorrow' | 'yesterday';

/** `DATE'2024-01-31'`: days since 1970-01-01 in the proleptic Gregorian calendar. */
export interface DateLiteral extends LiteralBase {
  readonly type: 'date';
  readonly value: string;
  readonly days: number | undefined;
  /** Set instead of `days`. */
  readonly special: SpecialDatetime | undefined;
}

/** `TIME'12:30:00.5'`: nanoseconds since midnight and the count of digits after the second. */
export interface TimeLiteral extends LiteralBase {
  readonly type: 'time';
  readonly value: string;
  readonly nanoseconds: bigint;
}

/**
 * `TIMESTAMP'…'` (whose type a setting decides), `TIMESTAMP_LTZ'…'`, `TIMESTAMP_NTZ'…'`. The parser does not know the session's
 * zone: `localMicroseconds` reads the fields as if they were UTC, and `zone` is the zone written in the text.
 */
export interface TimestampLiteral extends LiteralBase {
  readonly type: 'timestamp' | 'timestamp_ltz' | 'timestamp_ntz';
  readonly value: string;
  readonly localMicroseconds: bigint | undefined;
  readonly zone: string | undefined;
  /** Only a time was written: the date is the current one. */
  readonly timeOnly: boolean;
  /** Set instead of `localMicroseconds`. */
  readonly special: SpecialDatetime | undefined;
}

export type YearMonthField = 'year' | 'month';
export type DayTimeField = 'day' | 'hour' | 'minute' | 'second';

export interface YearMonthIntervalLiteral extends LiteralBase {
  readonly type: 'yearMonthInterval';
  readonly startField: YearMonthField;
  readonly endField: YearMonthField;
  readonly months: number;
}

export interface DayTimeIntervalLiteral extends LiteralBase {
  readonly type: 'dayTimeInterval';
  readonly startField: DayTimeField;
  readonly endField: DayTimeField;
  readonly microseconds: bigint;
}

/** An interval of both families; only made when `spark.sql.legacy.interval.enabled` is on. */
export interface CalendarIntervalLiteral extends LiteralBase {
  readonly type: 'calendarInterval';
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}

export type IntervalLiteral = YearMonthIntervalLiteral | DayTimeIntervalLiteral | CalendarIntervalLiteral;

export type Literal =
  | NullLiteral
  | BooleanLiteral
  | IntegralLiteral
  | DecimalLiteral
  | FractionalLiteral
  | StringLiteral
  | BinaryLiteral
  | DateLiteral
  | TimeLiteral
  | TimestampLiteral
  | IntervalLiteral;

/** `:name`. */
export interface NamedParameter extends Position {
  readonly kind: 'namedParameter';
  readonly name: string;
}

/** `?`. `index` counts from 0 in the order of the text. */
export interface PositionalParameter extends Position {
  readonly kind: 'positionalParameter';
  readonly index: number;
}

export type Parameter = NamedParameter | PositionalParameter;
