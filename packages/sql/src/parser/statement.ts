import type { Compound, Explain, Identifier, Statement, StatementOrScript, WithClause } from '../ast/index.ts';
import { parseAlterTable, parseAlterView } from './alter-table.ts';
import { parseDelete, parseMerge, parseUpdate } from './change-data.ts';
import { parseCreate, parseDrop } from './create-and-drop.ts';
import { parseIfExists, parseReplaceTable } from './create-table.ts';
import { parseDescribe } from './describe.ts';
import { parseExecuteImmediate } from './execute-immediate.ts';
import { parseIdentifierReference } from './identifier.ts';
import { parseInsert, parseMultiInsert } from './insert.ts';
import {
  parseAnalyze,
  parseCache,
  parseCommentOn,
  parseLoad,
  parseManageResource,
  parseRefresh,
  parseRepair,
  parseTruncate,
} from './maintenance.ts';
import { isNamespaceWord, parseAlterNamespace } from './namespace.ts';
import type { Parser } from './parser.ts';
import { parseQueryPrimary, parseTermFrom, parseWith } from './query.ts';
import { parseCompound } from './script.ts';
import { parseReset, parseSet } from './setting.ts';
import { parseShow } from './show.ts';
import { refuseNativeCommand } from './unsupported-command.ts';
import { parseCall, parseClose, parseDeclare, parseFetch, parseOpen } from './variable-and-cursor.ts';

/** Any statement, by its first words. */
export function parseStatementRule(parser: Parser): Statement {
  return parser.nested(statement);
}

function statement(parser: Parser): Statement {
  const start = parser.start;
  const next = parser.peek();
  switch (parser.type) {
    case 'SELECT':
    case 'VALUES':
    case 'MAP':
    case 'REDUCE':
    case '(':
    case 'TABLE':
      return parser.rules.query(parser);
    case 'FROM':
      return startsMultiInsert(parser) ? parseMultiInsert(parser, undefined) : parser.rules.query(parser);
    case 'WITH':
      return parseWithStatement(parser);
    case 'INSERT':
      return parseInsert(parser, undefined);
    case 'DELETE':
      return parseDelete(parser, undefined);
    case 'UPDATE':
      return parseUpdate(parser, undefined);
    case 'MERGE':
      return parseMerge(parser, undefined);
    case 'EXPLAIN':
      return parseExplain(parser);
    case 'EXECUTE':
      return parseExecuteImmediate(parser);
    case 'CREATE':
      return parseCreate(parser);
    case 'REPLACE':
      parser.expectAll('REPLACE', 'TABLE');
      return parseReplaceTable(parser, start, false);
    case 'DROP':
      return parseDrop(parser);
    case 'ALTER':
      return parseAlter(parser);
    case 'USE':
      return parseUse(parser);
    case 'SET':
      if (next === 'CATALOG' && parser.peek(2) !== '=') return parseSetCatalog(parser);
      return parseSet(parser);
    case 'RESET':
      return parseReset(parser);
    case 'SHOW':
      refuseNativeCommand(parser);
      return parseShow(parser);
    case 'DESCRIBE':
    case 'DESC':
      return parseDescribe(parser);
    case 'DECLARE':
      return parseDeclare(parser);
    case 'OPEN':
      return parseOpen(parser);
    case 'FETCH':
      return parseFetch(parser);
    case 'CLOSE':
      return parseClose(parser);
    case 'CALL':
      return parseCall(parser);
    default:
      return parseMaintenance(parser, start);
  }
}

function parseMaintenance(parser: Parser, start: number): Statement {
  switch (parser.type) {
    case 'ANALYZE':
      return parseAnalyze(parser);
    case 'REFRESH':
      return parseRefresh(parser);
    case 'CACHE':
      return parseCache(parser);
    case 'UNCACHE': {
      parser.expectAll('UNCACHE', 'TABLE');
      const ifExists = parseIfExists(parser);
      return { kind: 'uncacheTable', ifExists, name: parseIdentifierReference(parser), start, stop: parser.stop };
    }
    case 'CLEAR':
      parser.expectAll('CLEAR', 'CACHE');
      return { kind: 'clearCache', start, stop: parser.stop };
    case 'LOAD':
      return parseLoad(parser);
    case 'TRUNCATE':
      return parseTruncate(parser);
    case 'MSCK':
    case 'REPAIR':
      return parseRepair(parser);
    case 'COMMENT':
      return parseCommentOn(parser);
    case 'ADD':
    case 'LIST':
      return parseManageResource(parser);
    default:
      refuseNativeCommand(parser);
      return parser.refuse();
  }
}

/** WITH stands before a query or before a statement that writes. */
function parseWithStatement(parser: Parser): Statement {
  const withClause: WithClause = parseWith(parser);
  switch (parser.type) {
    case 'INSERT':
      return parseInsert(parser, withClause);
    case 'DELETE':
      return parseDelete(parser, withClause);
    case 'UPDATE':
      return parseUpdate(parser, withClause);
    case 'MERGE':
      return parseMerge(parser, withClause);
    default:
      if (parser.at('FROM') && startsMultiInsert(parser)) return parseMultiInsert(parser, withClause);
      return parseTermFrom(parser, withClause, parseQueryPrimary(parser));
  }
}

/** Whether an INSERT stands outside of all parentheses behind the FROM here. */
function startsMultiInsert(parser: Parser): boolean {
  let depth = 0;
  for (let at = 1; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof' || type === ';') return false;
    if (type === '(') depth++;
    else if (type === ')') depth--;
    if (depth < 0) return false;
    if (depth > 0) continue;
    if (type === 'SELECT') return false;
    if (type === 'INSERT' && (parser.peek(at + 1) === 'INTO' || parser.peek(at + 1) === 'OVERWRITE' || parser.peek(at + 1) === 'WITH'))
      return true;
  }
}

function parseExplain(parser: Parser): Explain {
  const start = parser.start;
  parser.expect('EXPLAIN');
  let mode: Explain['mode'] = 'simple';
  let isLogical = false;
  switch (parser.type) {
    case 'EXTENDED':
    case 'CODEGEN':
    case 'COST':
    case 'FORMATTED':
      mode =
        parser.type === 'EXTENDED' ? 'extended' : parser.type === 'CODEGEN' ? 'codegen' : parser.type === 'COST' ? 'cost' : 'formatted';
      parser.next();
      break;
    case 'LOGICAL':
      isLogical = true;
      parser.next();
      break;
    default:
  }
  const explained = parseStatementRule(parser);
  const range = { start, stop: parser.stop };
  if (isLogical) parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation: 'EXPLAIN LOGICAL' }, range);
  return { kind: 'explain', mode, statement: explained, ...range };
}

function parseAlter(parser: Parser): Statement {
  refuseNativeCommand(parser);
  const start = parser.start;
  parser.expect('ALTER');
  if (isNamespaceWord(parser.type)) {
    parser.next();
    return parseAlterNamespace(parser, start);
  }
  if (parser.accept('VIEW')) return parseAlterView(parser, start);
  parser.expect('TABLE');
  return parseAlterTable(parser, start);
}

function parseUse(parser: Parser): Statement {
  const start = parser.start;
  parser.expect('USE');
  const next = parser.peek();
  const isNamespace = isNamespaceWord(parser.type) && parser.isName(next);
  if (isNamespace) parser.next();
  const name = parseIdentifierReference(parser);
  return { kind: isNamespace ? 'useNamespace' : 'use', name, start, stop: parser.stop };
}

function parseSetCatalog(parser: Parser): Statement {
  const start = parser.start;
  parser.expectAll('SET', 'CATALOG');
  const catalog = parser.rules.expression(parser);
  return { kind: 'setCatalog', catalog, start, stop: parser.stop };
}

/** The rules that the grammar's lower layers are given. */
export const statementRules: {
  statement(parser: Parser): Statement;
  compound(parser: Parser, label: Identifier | undefined): Compound;
} = { statement: parseStatementRule, compound: parseCompound };

/** A text of one statement or one script. */
export function parseSingleStatement(parser: Parser): StatementOrScript {
  if (parser.at('eof')) parser.refuseEmpty();
  const result = parseOne(parser);
  while (parser.at(';')) parser.next();
  return result;
}

function parseOne(parser: Parser): StatementOrScript {
  return parser.at('BEGIN') ? parseCompound(parser, undefined) : parseStatementRule(parser);
}

/** Statements with semicolons between them. */
export function parseStatementList(parser: Parser): StatementOrScript[] {
  const statements: StatementOrScript[] = [];
  while (!parser.at('eof')) {
    if (parser.accept(';')) continue;
    statements.push(parseOne(parser));
    if (!parser.at('eof')) parser.expect(';');
  }
  return statements;
}
