import type { DescribeStatement, IdentifierReference, MultipartIdentifier } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseErrorCapturingIdentifier, parseIdentifierReference } from './identifier.ts';
import { isNamespaceWord } from './namespace.ts';
import type { Parser } from './parser.ts';
import { parseFullPartitionSpec } from './partition.ts';
import { startsQuery } from './query-start.ts';
import { parseString } from './string-literal.ts';

const operators: ReadonlySet<TokenType> = new Set<TokenType>([
  '=',
  '<=>',
  '<>',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'DIV',
  '+',
  '-',
  '*',
  '/',
  '%',
  '~',
  '&',
  '|',
  '||',
  '^',
  'AND',
  'IN',
  'NOT',
  'OR',
  '<<',
  '>>',
  '>>>',
  '!',
]);

/** `DESCRIBE …`, `DESC …`. */
export function parseDescribe(parser: Parser): DescribeStatement {
  const start = parser.start;
  parser.expectOneOf('DESCRIBE', 'DESC');
  const end = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  const next = parser.peek();
  const isLast = next === 'eof' || next === ';' || next === '.';
  if (parser.at('FUNCTION') && !isLast) {
    parser.next();
    const extended = acceptExtended(parser);
    const name = parseFunctionName(parser);
    return { kind: 'describeFunction', extended, name, ...end() };
  }
  if (parser.at('PROCEDURE') && !isLast) {
    parser.next();
    return { kind: 'describeProcedure', name: parseIdentifierReference(parser), ...end() };
  }
  if (isNamespaceWord(parser.type) && !isLast) {
    parser.next();
    const extended = acceptExtended(parser);
    return { kind: 'describeNamespace', extended, name: parseIdentifierReference(parser), ...end() };
  }
  const isQuery = parser.at('QUERY') && startsQuery(parser, 1);
  if (isQuery) parser.next();
  if (isQuery || (startsQuery(parser, 0) && !parser.at('TABLE'))) {
    const query = parser.rules.query(parser);
    return { kind: 'describeQuery', query, queryText: parser.textOf(query), ...end() };
  }
  return parseTable(parser, start);
}

/** EXTENDED, unless that is the name itself. */
function acceptExtended(parser: Parser): boolean {
  if (parser.type !== 'EXTENDED' && parser.type !== 'FORMATTED') return false;
  const next = parser.peek();
  if (next === 'eof' || next === ';' || next === '.' || (next === 'PARTITION' && parser.peek(2) === '(')) return false;
  if (next === 'AS' && parser.peek(2) === 'JSON') return false;
  parser.next();
  return true;
}

function parseFunctionName(parser: Parser): IdentifierReference {
  const { start } = parser;
  const isOperator = operators.has(parser.type) && (!parser.isName(parser.type) || parser.peek() !== '.');
  if (!isOperator && !parser.isString(parser.type)) return parseIdentifierReference(parser);
  const value = isOperator ? parser.textOf(parser.next()) : parseString(parser);
  const stop = parser.stop;
  return { kind: 'multipartIdentifier', parts: [{ kind: 'identifier', value, quoted: true, start, stop }], start, stop };
}

function parseTable(parser: Parser, start: number): DescribeStatement {
  if (parser.at('TABLE') && parser.isName(parser.peek())) parser.next();
  const extended = acceptExtended(parser);
  const name = parseIdentifierReference(parser);
  const partition = parser.at('PARTITION') && parser.peek() === '(' ? parseFullPartitionSpec(parser) : undefined;
  const isColumn = parser.isName(parser.type) && !(parser.at('AS') && parser.peek() === 'JSON');
  const column = isColumn ? parseColumn(parser) : undefined;
  const asJson = parser.acceptAll('AS', 'JSON');
  const range = { start, stop: parser.stop };
  if (column !== undefined && partition !== undefined) parser.report('UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_PARTITION', {}, range);
  if (asJson && !extended) parser.withoutContext((p) => p.report('DESCRIBE_JSON_NOT_EXTENDED', { tableName: p.textOf(name) }, range));
  if (asJson && column !== undefined) parser.withoutContext((p) => p.report('UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON', {}, range));
  return { kind: 'describeTable', name, extended, partition, column, asJson, ...range };
}

function parseColumn(parser: Parser): MultipartIdentifier {
  const start = parser.start;
  const parts = [parseErrorCapturingIdentifier(parser)];
  while (parser.accept('.')) parts.push(parseErrorCapturingIdentifier(parser));
  return { kind: 'multipartIdentifier', parts, start, stop: parser.stop };
}
