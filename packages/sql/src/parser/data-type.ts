import type {
  DataType,
  DayTimeField,
  IntegerValue,
  MultipartIdentifier,
  SimpleDataType,
  StructFieldType,
  YearMonthField,
} from '../ast/index.ts';
import { parseErrorCapturingIdentifier, parseMultipartIdentifierRule, parseSequence } from './identifier.ts';
import { parseIntegerValue } from './parameter.ts';
import type { Parser } from './parser.ts';
import { parseStringValue } from './string-literal.ts';

const simpleTypes: Readonly<Record<string, SimpleDataType['name']>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  BYTE: 'tinyint',
  SMALLINT: 'smallint',
  SHORT: 'smallint',
  INT: 'int',
  INTEGER: 'int',
  BIGINT: 'bigint',
  LONG: 'bigint',
  FLOAT: 'float',
  REAL: 'float',
  DOUBLE: 'double',
  DATE: 'date',
  TIMESTAMP_LTZ: 'timestamp_ltz',
  TIMESTAMP_NTZ: 'timestamp_ntz',
  BINARY: 'binary',
  VOID: 'void',
  VARIANT: 'variant',
};

const maxTimePrecision = 6;
const maxDecimalPrecision = 38;

export function parseDataTypeRule(parser: Parser): DataType {
  return parser.nested(dataType);
}

function dataType(parser: Parser): DataType {
  const start = parser.start;
  const { type } = parser;
  const end = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  const simple = simpleTypes[type];
  if (simple !== undefined) {
    if (parser.peek() === '(') return unsupportedType(parser);
    parser.next();
    return { kind: 'simpleType', name: simple, ...end() };
  }
  switch (type) {
    case 'ARRAY':
      if (parser.peek() !== '<') return incomplete(parser, 'ARRAY');
      return arrayType(parser);
    case 'MAP':
      if (parser.peek() !== '<') return incomplete(parser, 'MAP');
      return mapType(parser);
    case 'STRUCT':
      if (parser.peek() !== '<' && parser.peek() !== '<>') return incomplete(parser, 'STRUCT');
      return structType(parser);
    case 'STRING':
      parser.next();
      return { kind: 'stringType', collation: parseTypeCollation(parser), ...end() };
    case 'CHAR':
    case 'CHARACTER':
    case 'VARCHAR':
      return charType(parser);
    case 'DEC':
    case 'DECIMAL':
    case 'NUMERIC':
      return decimalType(parser);
    case 'INTERVAL':
      return intervalType(parser);
    case 'TIMESTAMP':
      parser.next();
      if (parser.acceptAll('WITH', 'LOCAL', 'TIME', 'ZONE')) return { kind: 'simpleType', name: 'timestamp_ltz', ...end() };
      if (parser.acceptAll('WITHOUT', 'TIME', 'ZONE')) return { kind: 'simpleType', name: 'timestamp_ntz', ...end() };
      return { kind: 'timestampType', ...end() };
    case 'TIME':
      return timeType(parser);
    case 'GEOGRAPHY':
    case 'GEOMETRY':
      return spatialType(parser);
    default:
      return unsupportedType(parser);
  }
}

function incomplete(parser: Parser, dataTypeName: string): DataType {
  const token = parser.next();
  const parameters: Record<string, string> = dataTypeName === 'ARRAY' ? { elementType: '<INT>' } : {};
  parser.report(`INCOMPLETE_TYPE_DEFINITION.${dataTypeName}`, parameters, token);
  return placeholder(token);
}

/** Stands where a type was refused, until the end of the text raises the refusal. */
function placeholder({ start, stop }: { readonly start: number; readonly stop: number }): DataType {
  return { kind: 'simpleType', name: 'void', start, stop };
}

function arrayType(parser: Parser): DataType {
  const start = parser.start;
  parser.expectAll('ARRAY', '<');
  const elementType = parseDataTypeRule(parser);
  parser.expect('>');
  return { kind: 'arrayType', elementType, start, stop: parser.stop };
}

function mapType(parser: Parser): DataType {
  const start = parser.start;
  parser.expectAll('MAP', '<');
  const keyType = parseDataTypeRule(parser);
  parser.expect(',');
  const valueType = parseDataTypeRule(parser);
  parser.expect('>');
  return { kind: 'mapType', keyType, valueType, start, stop: parser.stop };
}

function structType(parser: Parser): DataType {
  const start = parser.start;
  parser.expect('STRUCT');
  let fields: StructFieldType[] = [];
  if (!parser.accept('<>')) {
    parser.expect('<');
    if (parser.type !== '>') fields = parseSequence(parser, (p) => parseField(p, true));
    parser.expect('>');
  }
  return { kind: 'structType', fields, start, stop: parser.stop };
}

/** `name type [NOT NULL] [COMMENT '…']`; in a struct type a colon may stand behind the name. */
function parseField(parser: Parser, mayHaveColon: boolean): StructFieldType {
  const start = parser.start;
  const name = parseErrorCapturingIdentifier(parser);
  if (mayHaveColon) parser.accept(':');
  const dataType = parseDataTypeRule(parser);
  const nullable = !acceptNotNull(parser);
  const comment = parser.accept('COMMENT') ? parseStringValue(parser) : undefined;
  return { kind: 'structField', name, dataType, nullable, comment, start, stop: parser.stop };
}

/** A column of a table schema. */
export function parseColumnType(parser: Parser): StructFieldType {
  return parseField(parser, false);
}

export function parseColumnTypes(parser: Parser): StructFieldType[] {
  return parseSequence(parser, parseColumnType);
}

/** `NOT NULL`; an exclamation mark in place of NOT is refused with its own condition. */
export function acceptNotNull(parser: Parser): boolean {
  if ((parser.type !== 'NOT' && parser.type !== '!') || parser.peek() !== 'NULL') return false;
  parseErrorCapturingNot(parser);
  parser.expect('NULL');
  return true;
}

/** NOT inside of a clause. Spark once took `!` here. */
export function parseErrorCapturingNot(parser: Parser): void {
  if (parser.type === '!' && parser.options.legacyBangEqualsNot !== true) {
    throw parser.error('SYNTAX_DISCONTINUED.BANG_EQUALS_NOT', { clause: '!' }, parser.token);
  }
  if (!parser.accept('!')) parser.expect('NOT');
}

function parseTypeCollation(parser: Parser): MultipartIdentifier | undefined {
  return parser.accept('COLLATE') ? parseMultipartIdentifierRule(parser) : undefined;
}

function charType(parser: Parser): DataType {
  const start = parser.start;
  const token = parser.next();
  const word = parser.textOf(token).toUpperCase();
  let length: IntegerValue | undefined;
  if (parser.accept('(')) {
    length = parseIntegerValue(parser);
    parser.expect(')');
  }
  const collation = parseTypeCollation(parser);
  if (length === undefined) {
    if (parser.options.charVarcharAsString === true) return { kind: 'stringType', collation, start, stop: parser.stop };
    const range = { start, stop: parser.stop };
    parser.report('DATATYPE_MISSING_SIZE', { type: `"${word}"` }, range);
    return placeholder(range);
  }
  return { kind: token.type === 'VARCHAR' ? 'varcharType' : 'charType', length, collation, start, stop: parser.stop };
}

function decimalType(parser: Parser): DataType {
  const start = parser.start;
  parser.next();
  let precision: IntegerValue | undefined;
  let scale: IntegerValue | undefined;
  if (parser.accept('(')) {
    precision = parseIntegerValue(parser);
    if (parser.accept(',')) scale = parseIntegerValue(parser);
    parser.expect(')');
  }
  if (typeof precision === 'number' && precision > maxDecimalPrecision) {
    const parameters = { precision: String(precision), maxPrecision: String(maxDecimalPrecision) };
    parser.report('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', parameters, { start, stop: parser.stop });
  }
  if (typeof precision === 'number' && typeof scale === 'number' && scale > precision) {
    parser.report('_LEGACY_ERROR_TEMP_1228', { scale: String(scale), precision: String(precision) }, { start, stop: parser.stop });
  }
  return { kind: 'decimalType', precision, scale, start, stop: parser.stop };
}

const yearMonthFields: readonly YearMonthField[] = ['year', 'month'];
const dayTimeFields: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];

function intervalType(parser: Parser): DataType {
  const start = parser.start;
  parser.expect('INTERVAL');
  const from = parser.type.toLowerCase();
  const yearMonth = yearMonthFields.find((field) => field === from);
  const dayTime = dayTimeFields.find((field) => field === from);
  if (yearMonth === undefined && dayTime === undefined) return { kind: 'calendarIntervalType', start, stop: parser.stop };
  parser.next();
  let to: string | undefined;
  if (parser.accept('TO')) {
    to = parser.type.toLowerCase();
    const known = yearMonth === undefined ? dayTimeFields.some((field) => field === to && field !== 'day') : to === 'month';
    if (!known) parser.refuse();
    parser.next();
  }
  const stop = parser.stop;
  if (yearMonth !== undefined) {
    const endField = yearMonthFields.find((field) => field === to) ?? yearMonth;
    if (to !== undefined && yearMonth === 'month') reportFromTo(parser, from, to, start, stop);
    return { kind: 'yearMonthIntervalType', startField: yearMonth, endField, start, stop };
  }
  const endField = dayTimeFields.find((field) => field === to) ?? dayTime!;
  if (to !== undefined && dayTimeFields.indexOf(endField) <= dayTimeFields.indexOf(dayTime!)) reportFromTo(parser, from, to, start, stop);
  return { kind: 'dayTimeIntervalType', startField: dayTime!, endField, start, stop };
}

function reportFromTo(parser: Parser, from: string, to: string, start: number, stop: number): void {
  parser.report('INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION', { input: '', from, to }, { start, stop });
}

function timeType(parser: Parser): DataType {
  const start = parser.start;
  parser.expect('TIME');
  let precision: IntegerValue | undefined;
  if (parser.accept('(')) {
    precision = parseIntegerValue(parser);
    parser.expect(')');
  }
  parser.acceptAll('WITHOUT', 'TIME', 'ZONE');
  const stop = parser.stop;
  if (typeof precision === 'number' && precision > maxTimePrecision) {
    parser.report('UNSUPPORTED_TIME_PRECISION', { precision: String(precision) }, { start, stop });
  }
  return { kind: 'timeType', precision, start, stop };
}

function spatialType(parser: Parser): DataType {
  const start = parser.start;
  const kind = parser.next().type === 'GEOMETRY' ? 'geometryType' : 'geographyType';
  parser.expect('(');
  const srid = parser.accept('ANY') ? 'any' : parseIntegerValue(parser);
  parser.expect(')');
  return { kind, srid, start, stop: parser.stop };
}

/** Any other name with any numbers: the grammar takes it, and then there is no such type. */
function unsupportedType(parser: Parser): DataType {
  const start = parser.start;
  if (!parser.isName(parser.type)) parser.refuse();
  const name = parser.textOf(parser.next());
  const parameters: string[] = [];
  if (parser.type === '(' && parser.peek() === 'integer') {
    parser.next();
    for (const parameter of parseSequence(parser, parseIntegerValue)) parameters.push(String(parameter));
    parser.expect(')');
  }
  const typeName = parameters.length === 0 ? name : `${name}(${parameters.join(',')})`;
  const range = { start, stop: parser.stop };
  parser.report('UNSUPPORTED_DATATYPE', { typeName: `"${typeName.toUpperCase()}"` }, range);
  return placeholder(range);
}
