import type { IntervalLiteral, MultipartIdentifier, PathElement, SettingStatement, SetVariableStatement } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseMultipartIdentifierRule, parseMultipartIdentifiers, parseSequence } from './identifier.ts';
import { parseInterval, startsInterval } from './interval-literal.ts';
import type { Parser } from './parser.ts';
import { parseAssignment } from './pipe.ts';
import { parseString } from './string-literal.ts';
import { refuseRest } from './unsupported-command.ts';

const keyPattern = /^[a-zA-Z_\d\\.:]+$/;
const microsecondsPerHour = 3_600_000_000n;

/** `SET …`, of a variable or of a setting. */
export function parseSet(parser: Parser): SettingStatement | SetVariableStatement {
  const start = parser.start;
  parser.expect('SET');
  const next = parser.peek();
  if (parser.at('ROLE') && next !== '=' && next !== '.') return refuseRest(parser, 'SET ROLE', start);
  if (parser.at('TIME') && next === 'ZONE') return parseTimeZone(parser, start);
  if (parser.at('PATH') && next === '=') {
    const path = parser.attempt((p) => parsePath(p, start));
    if (path !== undefined) return path;
  }
  if ((parser.at('VAR') || parser.at('VARIABLE')) && (next === '(' || parser.isName(next))) {
    const variables = parser.attempt(parseWholeVariables);
    if (variables !== undefined) return { ...variables, start };
  }
  return parseConfiguration(parser, start);
}

/** `VARIABLE a = 1` up to the end of the text: what does not read so is the key of a setting. */
function parseWholeVariables(parser: Parser): SetVariableStatement {
  const start = parser.start;
  parser.next();
  const variables = parseVariables(parser, start);
  if (!endsAt(parser, 0)) parser.refuse();
  return variables;
}

/** Behind `SET VARIABLE`, or behind the SET of a script. */
export function parseVariables(parser: Parser, start: number): SetVariableStatement {
  if (parser.at('(')) {
    parser.next();
    const variables = parseMultipartIdentifiers(parser);
    parser.expectAll(')', '=', '(');
    const query = parser.rules.query(parser);
    parser.expect(')');
    return { kind: 'setVariablesByQuery', variables, query, start, stop: parser.stop };
  }
  const assignments = parseSequence(parser, parseAssignment);
  return { kind: 'setVariables', assignments, start, stop: parser.stop };
}

function parseTimeZone(parser: Parser, start: number): SettingStatement {
  parser.expectAll('TIME', 'ZONE');
  const end = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  const zone = parser.attempt(parseWholeInterval);
  if (zone !== undefined) {
    const microseconds = zone.type === 'dayTimeInterval' ? zone.microseconds : undefined;
    const isInRange = microseconds !== undefined && microseconds <= 18n * microsecondsPerHour && microseconds >= -18n * microsecondsPerHour;
    if (!isInRange || microseconds % 1_000_000n !== 0n) {
      const input = /['"]?([+-]?[\d: .]+)['"]?/.exec(zone.text.slice('interval'.length))?.[1]?.trim() ?? zone.text;
      throw parser.error('INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE', { input }, end());
    }
    return { kind: 'setTimeZone', zone, ...end() };
  }
  if (parser.at('LOCAL') && endsAt(parser, 1)) {
    parser.next();
    return { kind: 'setTimeZone', zone: 'local', ...end() };
  }
  if (parser.isString(parser.type)) {
    const zone = parseString(parser);
    if (endsAt(parser, 0)) return { kind: 'setTimeZone', zone, ...end() };
  }
  parser.skipRest();
  throw parser.error('_LEGACY_ERROR_TEMP_0045', {}, end());
}

function endsAt(parser: Parser, distance: number): boolean {
  return parser.peek(distance) === 'eof' || parser.peek(distance) === ';';
}

function parseWholeInterval(parser: Parser): IntervalLiteral {
  const interval = startsInterval(parser) ? parseInterval(parser) : parser.refuse();
  if (!endsAt(parser, 0)) parser.refuse();
  return interval;
}

const pathWords: ReadonlyMap<TokenType, (PathElement & { kind: 'pathKeyword' })['name']> = new Map([
  ['DEFAULT_PATH', 'default_path'],
  ['SYSTEM_PATH', 'system_path'],
  ['PATH', 'path'],
  ['CURRENT_DATABASE', 'current_database'],
  ['CURRENT_SCHEMA', 'current_schema'],
]);

function parsePath(parser: Parser, start: number): SettingStatement {
  parser.expectAll('PATH', '=');
  const elements = parseSequence(parser, (p): PathElement => {
    const name = pathWords.get(p.type);
    if (name === undefined || p.peek() === '.') return parseSchemaReference(p);
    const token = p.next();
    return { kind: 'pathKeyword', name, start: token.start, stop: token.stop };
  });
  if (!endsAt(parser, 0)) parser.refuse();
  return { kind: 'setPath', elements, start, stop: parser.stop };
}

/** Schemas are named with their catalog. */
function parseSchemaReference(parser: Parser): MultipartIdentifier {
  const name = parseMultipartIdentifierRule(parser);
  const [only] = name.parts;
  if (name.parts.length === 1 && only) {
    const qualifiedName = only.value;
    parser.withoutContext((p) => p.report('INVALID_SQL_PATH_SCHEMA_REFERENCE', { qualifiedName }, name));
  }
  return name;
}

/** The rest of the text as it stands: keys and values of settings are no SQL. */
function parseConfiguration(parser: Parser, start: number): SettingStatement {
  const first = parser.token;
  const quotedKey = parser.at('backquoted') && (parser.peek() === '=' || endsAt(parser, 1)) ? first : undefined;
  parser.skipRest();
  const range = { start, stop: parser.stop };
  const text = parser.text.slice(start + 'set'.length, parser.stop + 1).trim();
  const body = text.replace(/;+$/, '').trim();
  const invalid = (): Error => parser.error('INVALID_SET_SYNTAX', {}, range);
  if (body === '') return { kind: 'setAll', verbose: false, ...range };
  if (body === '-v') return { kind: 'setAll', verbose: true, ...range };
  const equals = quotedKey === undefined ? body.indexOf('=') : body.indexOf('=', quotedKey.stop - quotedKey.start);
  const keyText = (equals < 0 ? body : body.slice(0, equals)).trim();
  const key = quotedKey === undefined ? keyText : unquote(parser.textOf(quotedKey));
  const isKey = quotedKey !== undefined || keyPattern.test(key);
  if (equals < 0) {
    if (!isKey) throw invalid();
    return { kind: 'setGet', key, ...range };
  }
  const valueText = body.slice(equals + 1).trim();
  const quotedValue = /^`(?:[^`]|``)*`$/.test(valueText);
  const value = quotedValue ? unquote(valueText) : valueText;
  if (!isKey) {
    if (quotedValue) throw parser.error('INVALID_PROPERTY_KEY', { key: `"${keyText}"`, value: `"${value}"` }, range);
    throw invalid();
  }
  if (!quotedValue && value.includes(';')) {
    if (quotedKey === undefined) throw invalid();
    throw parser.error('INVALID_PROPERTY_VALUE', { value: `"${value}"`, key: `"${key}"` }, range);
  }
  return { kind: 'setConfiguration', key, value, ...range };
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll('``', '`');
}

/** `RESET`, `RESET key`. */
export function parseReset(parser: Parser): SettingStatement {
  const start = parser.start;
  parser.expect('RESET');
  const quotedKey = parser.at('backquoted') && endsAt(parser, 1) ? parser.token : undefined;
  parser.skipRest();
  const range = { start, stop: parser.stop };
  if (quotedKey !== undefined) return { kind: 'resetConfiguration', key: unquote(parser.textOf(quotedKey)), ...range };
  const key = parser.text
    .slice(start + 'reset'.length, parser.stop + 1)
    .trim()
    .replace(/;+$/, '')
    .trim();
  if (key === '') return { kind: 'resetAll', ...range };
  if (!keyPattern.test(key)) throw parser.error('INVALID_RESET_COMMAND_FORMAT', {}, range);
  return { kind: 'resetConfiguration', key, ...range };
}
