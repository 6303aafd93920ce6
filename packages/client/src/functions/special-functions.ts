import { type DataType, Decimal, dataTypeToJson, type StructType } from '@kindling/protocol';
import { valueError } from '../client-error.ts';
import type { Column, ColumnOrValue } from '../column/index.ts';
import { type ColumnArgument, call, column, value } from './call.ts';

/** Options of the functions that read and write JSON, CSV and XML. */
export type FormatOptions = Readonly<Record<string, string | number | boolean>>;

const optional = (argument: ColumnArgument | undefined): Column | undefined => (argument === undefined ? undefined : column(argument));
const orZero = (argument: ColumnArgument | undefined): Column => (argument === undefined ? value(0) : column(argument));
const seconds = (argument: ColumnArgument | undefined): Column => (argument === undefined ? value(new Decimal(0n)) : column(argument));
const seedOf = (seed: ColumnOrValue | undefined): Column => value(seed ?? Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));

function optionsMap(options: FormatOptions | undefined): Column | undefined {
  const entries = Object.entries(options ?? {});
  return entries.length === 0 ? undefined : call('map', ...entries.flatMap(([key, one]) => [value(key), value(String(one))]));
}

/** A type or schema as the text that Spark's functions take. */
function schemaColumn(schema: DataType | Column | string): Column {
  return typeof schema === 'object' && 'kind' in schema ? value(JSON.stringify(dataTypeToJson(schema))) : value(schema);
}

/** Reads JSON text. @example `from_json('text', 'id BIGINT, name STRING')` */
export function from_json(col: ColumnArgument, schema: DataType | Column | string, options?: FormatOptions): Column {
  return call('from_json', column(col), schemaColumn(schema), optionsMap(options));
}
/** Writes a struct, array or map as JSON. @example `to_json(struct('id', 'name'))` */
export function to_json(col: ColumnArgument, options?: FormatOptions): Column<string | null> {
  return call('to_json', column(col), optionsMap(options));
}
/** The schema of a JSON text, as DDL. @example `schema_of_json('{"a": 1}')` */
export function schema_of_json(json: ColumnOrValue<string>, options?: FormatOptions): Column<string | null> {
  return call('schema_of_json', value(json), optionsMap(options));
}
/** Reads a line of CSV. @example `from_csv('line', 'id BIGINT, name STRING')` */
export function from_csv(col: ColumnArgument, schema: StructType | Column | string, options?: FormatOptions): Column {
  return call('from_csv', column(col), schemaColumn(schema), optionsMap(options));
}
/** Writes a struct as a line of CSV. @example `to_csv(struct('id', 'name'))` */
export function to_csv(col: ColumnArgument, options?: FormatOptions): Column<string | null> {
  return call('to_csv', column(col), optionsMap(options));
}
/** The schema of a line of CSV, as DDL. @example `schema_of_csv('1,abc')` */
export function schema_of_csv(csv: ColumnOrValue<string>, options?: FormatOptions): Column<string | null> {
  return call('schema_of_csv', value(csv), optionsMap(options));
}
/** Reads XML text. @example `from_xml('text', 'id BIGINT')` */
export function from_xml(col: ColumnArgument, schema: StructType | Column | string, options?: FormatOptions): Column {
  return call('from_xml', column(col), schemaColumn(schema), optionsMap(options));
}
/** Writes a struct as XML. @example `to_xml(struct('id', 'name'))` */
export function to_xml(col: ColumnArgument, options?: FormatOptions): Column<string | null> {
  return call('to_xml', column(col), optionsMap(options));
}
/** The schema of an XML text, as DDL. @example `schema_of_xml('<p><a>1</a></p>')` */
export function schema_of_xml(xml: ColumnOrValue<string>, options?: FormatOptions): Column<string | null> {
  return call('schema_of_xml', value(xml), optionsMap(options));
}
/** Fields of a JSON text as the columns `c0`, `c1` … @example `json_tuple('text', 'id', 'name')` */
export function json_tuple(col: ColumnArgument, ...fields: readonly string[]): Column {
  if (fields.length === 0) throw valueError('CANNOT_BE_EMPTY', { item: 'field' });
  return call('json_tuple', column(col), ...fields.map(value));
}

/** Intervals of time, for grouping. @example `df.groupBy(window('time', '10 minutes', '5 minutes')).count()` */
export function window(timeColumn: ColumnArgument, windowDuration: string, slideDuration?: string, startTime?: string): Column {
  const slide = slideDuration ?? (startTime === undefined ? undefined : windowDuration);
  return call('window', column(timeColumn), value(windowDuration), ...[slide, startTime].filter((text) => text !== undefined).map(value));
}
/** Intervals of time that end when nothing happens for a while, for grouping. @example `df.groupBy(session_window('time', '5 minutes')).count()` */
export function session_window(timeColumn: ColumnArgument, gapDuration: ColumnOrValue<string>): Column {
  return call('session_window', column(timeColumn), value(gapDuration));
}

/** The natural logarithm, or with two arguments the one to a base. @example `log('value')` or `log(2, 'value')` */
export function log(first: ColumnArgument, second?: ColumnArgument): Column<number | null> {
  return second === undefined ? call('ln', column(first)) : call('log', value(first), column(second));
}
/** Text without blanks, or the given characters, at both ends. @example `trim('name')` */
export function trim(col: ColumnArgument, characters?: ColumnArgument): Column<string | null> {
  return characters === undefined ? call('trim', column(col)) : call('trim', column(characters), column(col));
}
/** Text without blanks, or the given characters, at its start. @example `ltrim('name')` */
export function ltrim(col: ColumnArgument, characters?: ColumnArgument): Column<string | null> {
  return characters === undefined ? call('ltrim', column(col)) : call('ltrim', column(characters), column(col));
}
/** Text without blanks, or the given characters, at its end. @example `rtrim('name')` */
export function rtrim(col: ColumnArgument, characters?: ColumnArgument): Column<string | null> {
  return characters === undefined ? call('rtrim', column(col)) : call('rtrim', column(characters), column(col));
}
/** The SHA-2 checksum of 224, 256, 384 or 512 bits; 0 stands for 256. @example `sha2('password', 256)` */
export function sha2(col: ColumnArgument, numBits: number): Column<string | null> {
  if (![0, 224, 256, 384, 512].includes(numBits)) {
    throw valueError('VALUE_ALLOWED', { arg_name: 'numBits', allowed: '0, 224, 256, 384, 512', arg_value: String(numBits) });
  }
  return call('sha2', column(col), value(numBits));
}
/** Text with letters and digits replaced. @example `mask('card')` */
export function mask(
  col: ColumnArgument,
  upperChar?: ColumnArgument,
  lowerChar?: ColumnArgument,
  digitChar?: ColumnArgument,
  otherChar?: ColumnArgument,
): Column<string | null> {
  const or = (argument: ColumnArgument | undefined, character: string | null) => optional(argument) ?? value(character);
  return call('mask', column(col), or(upperChar, 'X'), or(lowerChar, 'x'), or(digitChar, 'n'), or(otherChar, null));
}

/** Random numbers from 0 to 1. @example `df.withColumn('chance', rand(42))` */
export function rand(seed?: ColumnOrValue<number | bigint>): Column<number> {
  return call('rand', seedOf(seed));
}
/** Random numbers of the standard normal distribution. @example `df.withColumn('noise', randn(42))` */
export function randn(seed?: ColumnOrValue<number | bigint>): Column<number> {
  return call('randn', seedOf(seed));
}
/** Random numbers between two bounds. @example `uniform(1, 6, 42)` */
export function uniform(min: ColumnOrValue, max: ColumnOrValue, seed?: ColumnOrValue<number | bigint>): Column {
  return call('uniform', value(min), value(max), seedOf(seed));
}
/** Random letters and digits. @example `randstr(8, 42)` */
export function randstr(length: ColumnOrValue<number>, seed?: ColumnOrValue<number | bigint>): Column<string> {
  return call('randstr', value(length), seedOf(seed));
}
/** A random UUID for each row. @example `df.withColumn('key', uuid())` */
export function uuid(seed?: ColumnOrValue<number | bigint>): Column<string> {
  return call('uuid', seedOf(seed));
}
/** The elements of an array in random order. @example `shuffle('values', 42)` */
export function shuffle(col: ColumnArgument, seed?: ColumnOrValue<number | bigint>): Column {
  return call('shuffle', column(col), seedOf(seed));
}
/** A sketch of how often values occur. @example `count_min_sketch('id', 0.01, 0.95, 42)` */
export function count_min_sketch(
  col: ColumnArgument,
  eps: ColumnOrValue<number>,
  confidence: ColumnOrValue<number>,
  seed?: ColumnOrValue<number | bigint>,
): Column<Uint8Array | null> {
  return call('count_min_sketch', column(col), value(eps), value(confidence), seedOf(seed));
}

/** An interval of days and time. @example `make_dt_interval('days', 'hours')` */
export function make_dt_interval(days?: ColumnArgument, hours?: ColumnArgument, mins?: ColumnArgument, secs?: ColumnArgument): Column {
  return call('make_dt_interval', orZero(days), orZero(hours), orZero(mins), seconds(secs));
}
/** An interval of years and months. @example `make_ym_interval('years', 'months')` */
export function make_ym_interval(years?: ColumnArgument, months?: ColumnArgument): Column {
  return call('make_ym_interval', orZero(years), orZero(months));
}

/** The parts of an interval; those that are left out are zero. */
export interface IntervalParts {
  readonly years?: ColumnArgument;
  readonly months?: ColumnArgument;
  readonly weeks?: ColumnArgument;
  readonly days?: ColumnArgument;
  readonly hours?: ColumnArgument;
  readonly mins?: ColumnArgument;
  readonly secs?: ColumnArgument;
}

const intervalArguments = ({ years, months, weeks, days, hours, mins, secs }: IntervalParts): readonly Column[] => [
  ...[years, months, weeks, days, hours, mins].map(orZero),
  seconds(secs),
];

/** An interval of months, days and time. @example `make_interval({ months: 1, days: col('n') })` */
export function make_interval(parts: IntervalParts): Column {
  return call('make_interval', ...intervalArguments(parts));
}
/** {@link make_interval} that gives NULL on overflow. @example `try_make_interval({ years: col('n') })` */
export function try_make_interval(parts: IntervalParts): Column {
  return call('try_make_interval', ...intervalArguments(parts));
}
/** A timestamp of years, months, days, hours, mins, secs and perhaps a zone; or of a date, a time and perhaps a zone. @example `make_timestamp('y', 'm', 'd', 'h', 'min', 's')` */
export function make_timestamp(...parts: readonly ColumnArgument[]): Column {
  return call('make_timestamp', ...parts.map(column));
}
/** {@link make_timestamp} that gives NULL for what is no timestamp. @example `try_make_timestamp('y', 'm', 'd', 'h', 'min', 's')` */
export function try_make_timestamp(...parts: readonly ColumnArgument[]): Column {
  return call('try_make_timestamp', ...parts.map(column));
}
/** {@link make_timestamp} that is always an instant. @example `make_timestamp_ltz('y', 'm', 'd', 'h', 'min', 's', 'zone')` */
export function make_timestamp_ltz(...parts: readonly ColumnArgument[]): Column {
  return call('make_timestamp_ltz', ...parts.map(column));
}
/** {@link make_timestamp} without a zone. @example `make_timestamp_ntz('y', 'm', 'd', 'h', 'min', 's')` */
export function make_timestamp_ntz(...parts: readonly ColumnArgument[]): Column {
  return call('make_timestamp_ntz', ...parts.map(column));
}
/** {@link make_timestamp_ntz} that gives NULL for what is no timestamp. @example `try_make_timestamp_ntz('y', 'm', 'd', 'h', 'min', 's')` */
export function try_make_timestamp_ntz(...parts: readonly ColumnArgument[]): Column {
  return call('try_make_timestamp_ntz', ...parts.map(column));
}
