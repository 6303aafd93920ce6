import type { Identifier, TableAlias } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseIdentifierList, parseStrictIdentifier } from './identifier.ts';
import type { Parser } from './parser.ts';
import { startsClause, startsExpression, startsQuery } from './query-start.ts';

/** `[AS] name [(a, b)]`, where a relation may have a name. */
export function parseTableAlias(parser: Parser): TableAlias | undefined {
  const start = parser.start;
  if (parser.type === 'AS' && parser.isStrictName(parser.peek())) parser.next();
  else if (!startsTableAlias(parser)) return undefined;
  const name = parseStrictIdentifier(parser);
  const columns: readonly Identifier[] = parser.at('(') && !startsQuery(parser, 0) ? parseIdentifierList(parser) : [];
  return { kind: 'tableAlias', name, columns, start, stop: parser.stop };
}

function startsTableAlias(parser: Parser): boolean {
  const { type } = parser;
  if (type === 'identifier' || type === 'backquoted') return true;
  return parser.isStrictName(type) && !startsClause(parser, 0) && !startsRelationClause(parser, type);
}

/** Whether what can follow a relation, besides the clauses of a query, begins here. */
function startsRelationClause(parser: Parser, type: TokenType): boolean {
  const next = parser.peek();
  switch (type) {
    case 'PIVOT':
    case 'UNPIVOT':
      return next === '(' || ((next === 'INCLUDE' || next === 'EXCLUDE') && parser.peek(2) === 'NULLS');
    case 'TABLESAMPLE':
      return next === '(' || next === 'SYSTEM' || next === 'BERNOULLI';
    case 'SEMI':
    case 'ANTI':
      return next === 'JOIN';
    case 'APPROX':
    case 'EXACT':
      return next === 'NEAREST';
    case 'SET':
      return startsExpression(parser, 1);
    case 'WHEN':
      return next === 'MATCHED' || next === 'NOT' || next === '!';
    case 'REPLACE':
      return next === 'WHERE' || next === 'ON' || next === 'USING';
    case 'BY':
      return next === 'NAME';
    case 'WATERMARK':
      return startsExpression(parser, 1) && next !== 'identifier' ? parser.peek(2) === 'DELAY' : next === 'identifier';
    case 'IDENTIFIED':
      return next === 'BY';
    default:
      return false;
  }
}
