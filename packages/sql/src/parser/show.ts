import type { IdentifierReference, MultipartIdentifier, ShowStatement, StringValue } from '../ast/index.ts';
import { parseIdentifier, parseIdentifierReference, parseMultipartIdentifierRule } from './identifier.ts';
import { isNamespaceWord } from './namespace.ts';
import type { Parser } from './parser.ts';
import { parseFullPartitionSpec, parseOptionalPartitionSpec } from './partition.ts';
import { parsePropertyKey } from './property.ts';
import { parseStringValue } from './string-literal.ts';

/** `SHOW …`. */
export function parseShow(parser: Parser): ShowStatement {
  const start = parser.start;
  parser.expect('SHOW');
  const end = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  switch (parser.type) {
    case 'DATABASES':
    case 'SCHEMAS':
    case 'NAMESPACES': {
      parser.next();
      const namespace = parser.accept('FROM') || parser.accept('IN') ? parseMultipartIdentifierRule(parser) : undefined;
      return { kind: 'showNamespaces', namespace, pattern: parsePattern(parser), ...end() };
    }
    case 'TABLES': {
      parser.next();
      const namespace = parseNamespace(parser);
      return { kind: 'showTables', namespace, pattern: parsePattern(parser), ...end() };
    }
    case 'TABLE': {
      parser.expectAll('TABLE', 'EXTENDED');
      const namespace = parseNamespace(parser);
      parser.expect('LIKE');
      const pattern = parseStringValue(parser);
      const partition = parser.at('PARTITION') ? parseFullPartitionSpec(parser) : undefined;
      return { kind: 'showTableExtended', namespace, pattern, partition, ...end() };
    }
    case 'TBLPROPERTIES':
      return parseTableProperties(parser, start);
    case 'COLUMNS': {
      parser.next();
      parser.expectOneOf('FROM', 'IN');
      const table = parseIdentifierReference(parser);
      const namespace = parser.accept('FROM') || parser.accept('IN') ? parseMultipartIdentifierRule(parser) : undefined;
      return { kind: 'showColumns', table, namespace, ...end() };
    }
    case 'VIEWS': {
      parser.next();
      const namespace = parseNamespace(parser);
      return { kind: 'showViews', namespace, pattern: parsePattern(parser), ...end() };
    }
    case 'PARTITIONS': {
      parser.next();
      const table = parseIdentifierReference(parser);
      const partition = parser.at('PARTITION') ? parseFullPartitionSpec(parser) : parseOptionalPartitionSpec(parser);
      return { kind: 'showPartitions', table, partition, ...end() };
    }
    case 'PROCEDURES':
      parser.next();
      return { kind: 'showProcedures', namespace: parseNamespace(parser), ...end() };
    case 'CREATE': {
      parser.expectAll('CREATE', 'TABLE');
      const table = parseIdentifierReference(parser);
      const asSerde = parser.acceptAll('AS', 'SERDE');
      return { kind: 'showCreateTable', table, asSerde, ...end() };
    }
    case 'CURRENT':
      parser.next();
      if (!isNamespaceWord(parser.type)) parser.refuse();
      parser.next();
      return { kind: 'showCurrentNamespace', ...end() };
    case 'CATALOGS':
      parser.next();
      return { kind: 'showCatalogs', pattern: parsePattern(parser), ...end() };
    case 'COLLATIONS':
      parser.next();
      return { kind: 'showCollations', pattern: parsePattern(parser), ...end() };
    default:
      return parseFunctions(parser, start);
  }
}

function parseNamespace(parser: Parser): IdentifierReference | undefined {
  return parser.accept('FROM') || parser.accept('IN') ? parseIdentifierReference(parser) : undefined;
}

/** `[LIKE] '…'`. */
function parsePattern(parser: Parser): StringValue | undefined {
  if (parser.accept('LIKE')) return parseStringValue(parser);
  return parser.isString(parser.type) || parser.at('?') || parser.at(':') ? parseStringValue(parser) : undefined;
}

function parseTableProperties(parser: Parser, start: number): ShowStatement {
  parser.next();
  const table = parseIdentifierReference(parser);
  let key: string | undefined;
  if (parser.accept('(')) {
    key = parsePropertyKey(parser);
    parser.expect(')');
  }
  return { kind: 'showTableProperties', table, key, start, stop: parser.stop };
}

/** `SHOW [USER | SYSTEM | ALL] FUNCTIONS [FROM ns] [[LIKE] name-or-pattern]`. */
function parseFunctions(parser: Parser, start: number): ShowStatement {
  let scope: 'user' | 'system' | 'all' = 'all';
  if (parser.peek() === 'FUNCTIONS') {
    const word = parseIdentifier(parser);
    const lower = word.value.toLowerCase();
    if (lower !== 'user' && lower !== 'system' && lower !== 'all') {
      const functionsEnd = parser.next().stop;
      throw parser.error('INVALID_SQL_SYNTAX.SHOW_FUNCTIONS_INVALID_SCOPE', { scope: `\`${word.value}\`` }, { start, stop: functionsEnd });
    }
    scope = lower;
  }
  parser.expect('FUNCTIONS');
  const namespace = parseNamespace(parser);
  const hasLike = parser.accept('LIKE');
  let pattern: StringValue | MultipartIdentifier | undefined;
  if (parser.isString(parser.type)) pattern = parseStringValue(parser);
  else if (parser.isName(parser.type)) pattern = parseMultipartIdentifierRule(parser);
  else if (hasLike) parser.refuse();
  return { kind: 'showFunctions', scope, namespace, pattern, start, stop: parser.stop };
}
