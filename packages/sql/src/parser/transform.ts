import type { Identifier, RowFormat, StringValue, StructFieldType, Transform } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseColumnTypes } from './data-type.ts';
import { parseIdentifierSequence, parseSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parseProperties } from './property.ts';
import { parseStringValue } from './string-literal.ts';

type TransformHead = Pick<
  Transform,
  | 'form'
  | 'quantifier'
  | 'expressions'
  | 'inputFormat'
  | 'recordWriter'
  | 'script'
  | 'outputNames'
  | 'outputColumns'
  | 'outputFormat'
  | 'recordReader'
>;

/** `SELECT TRANSFORM(…) USING` may also be a call of a function named transform: USING behind the parentheses tells. */
export function startsTransform(parser: Parser): boolean {
  if (parser.type === 'MAP' || parser.type === 'REDUCE') return true;
  if (parser.type !== 'SELECT' || parser.peek() !== 'TRANSFORM' || parser.peek(2) !== '(') return false;
  let depth = 0;
  for (let at = 2; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return false;
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) {
      const next = parser.peek(at + 1);
      return next === 'USING' || (next === 'ROW' && parser.peek(at + 2) === 'FORMAT') || next === 'RECORDWRITER';
    }
  }
}

export function parseTransformHead(parser: Parser): TransformHead {
  const start = parser.start;
  const word = parser.next().type;
  let form: Transform['form'] = word === 'MAP' ? 'map' : 'reduce';
  if (word === 'SELECT') {
    form = 'transform';
    parser.expectAll('TRANSFORM', '(');
  }
  const quantifier = parser.accept('ALL') ? 'all' : parser.accept('DISTINCT') ? 'distinct' : undefined;
  const expressions = parseSequence(parser, parser.rules.expression);
  if (quantifier !== undefined) parser.report('UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL', {}, { start, stop: parser.stop });
  if (form === 'transform') parser.expect(')');
  const inputFormat = parseRowFormat(parser);
  const recordWriter = parser.accept('RECORDWRITER') ? parseStringValue(parser) : undefined;
  parser.expect('USING');
  const script = parseStringValue(parser);
  const output = parser.accept('AS') ? parseOutput(parser) : { outputNames: [], outputColumns: [] };
  const outputFormat = parseRowFormat(parser);
  const recordReader = parser.accept('RECORDREADER') ? parseStringValue(parser) : undefined;
  return { form, quantifier, expressions, inputFormat, recordWriter, script, ...output, outputFormat, recordReader };
}

interface Output {
  readonly outputNames: readonly Identifier[];
  readonly outputColumns: readonly StructFieldType[];
}

function parseOutput(parser: Parser): Output {
  if (!parser.accept('(')) return parseOutputList(parser);
  const output = parseOutputList(parser);
  parser.expect(')');
  return output;
}

function parseOutputList(parser: Parser): Output {
  const next = parser.peek();
  const hasTypes = parser.isName(next) && next !== 'FROM' && next !== 'ROW' && next !== 'RECORDREADER' && next !== 'WHERE';
  return hasTypes
    ? { outputNames: [], outputColumns: parseColumnTypes(parser) }
    : { outputNames: parseIdentifierSequence(parser), outputColumns: [] };
}

/** `ROW FORMAT SERDE '…'`, `ROW FORMAT DELIMITED …`. */
export function parseRowFormat(parser: Parser): RowFormat | undefined {
  if (parser.type !== 'ROW' || parser.peek() !== 'FORMAT') return undefined;
  const start = parser.start;
  parser.next();
  parser.next();
  if (parser.accept('SERDE')) {
    const name = parseStringValue(parser);
    const properties = parser.acceptAll('WITH', 'SERDEPROPERTIES') ? parseProperties(parser) : [];
    return { kind: 'rowFormatSerde', name, properties, start, stop: parser.stop };
  }
  parser.expect('DELIMITED');
  const value = (...words: readonly TokenType[]): StringValue | undefined =>
    parser.acceptAll(...words) ? parseStringValue(parser) : undefined;
  const fieldsTerminatedBy = value('FIELDS', 'TERMINATED', 'BY');
  const escapedBy = fieldsTerminatedBy === undefined ? undefined : value('ESCAPED', 'BY');
  const collectionItemsTerminatedBy = value('COLLECTION', 'ITEMS', 'TERMINATED', 'BY');
  const mapKeysTerminatedBy = value('MAP', 'KEYS', 'TERMINATED', 'BY');
  const lines = parser.start;
  const linesTerminatedBy = value('LINES', 'TERMINATED', 'BY');
  if (linesTerminatedBy !== undefined && linesTerminatedBy !== '\n') {
    const value = typeof linesTerminatedBy === 'string' ? linesTerminatedBy : '?';
    const msg = `LINES TERMINATED BY only supports newline '\\n' right now: ${value}`;
    parser.report('_LEGACY_ERROR_TEMP_0064', { msg }, { start: lines, stop: parser.stop });
  }
  const nullDefinedAs = value('NULL', 'DEFINED', 'AS');
  return {
    kind: 'rowFormatDelimited',
    fieldsTerminatedBy,
    escapedBy,
    collectionItemsTerminatedBy,
    mapKeysTerminatedBy,
    linesTerminatedBy,
    nullDefinedAs,
    start,
    stop: parser.stop,
  };
}
