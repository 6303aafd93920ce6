import type { TokenType } from '../lexer/index.ts';
import { identifierLiteralLength } from './identifier.ts';
import type { Parser } from './parser.ts';

/**
 * Every keyword of Spark may be a name, so that a keyword alone does not tell what begins. These functions look at what follows it.
 */

const ends: ReadonlySet<TokenType> = new Set<TokenType>([
  'eof',
  ')',
  ']',
  ',',
  ';',
  '.',
  '=',
  '<=>',
  '<>',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '<<',
  '>>',
  '>>>',
  '/',
  '%',
  '&',
  '|',
  '||',
  '|>',
  '^',
  ':',
  '::',
  '->',
  '=>',
  '*/',
  '[',
]);

/** Whether an expression may start at `distance`. */
export function startsExpression(parser: Parser, distance: number): boolean {
  const type = parser.peek(distance);
  return !ends.has(type) || type === ':';
}

/** Whether a query starts at `distance`; parentheses may open before it. */
export function startsQuery(parser: Parser, distance: number): boolean {
  let at = distance;
  while (parser.peek(at) === '(') at++;
  switch (parser.peek(at)) {
    case 'SELECT':
      return startsExpression(parser, at + 1) || parser.peek(at + 1) === '/*+';
    case 'WITH':
      return parser.isName(parser.peek(at + 1)) && (parser.peek(at + 1) === 'RECURSIVE' || startsCommonTable(parser, at + 1));
    case 'VALUES':
      return startsExpression(parser, at + 1);
    case 'FROM':
      return startsRelation(parser, at + 1);
    case 'TABLE':
      return parser.isName(parser.peek(at + 1));
    case 'MAP':
    case 'REDUCE':
      return startsExpression(parser, at + 1) && parser.peek(at + 1) !== '(' && parser.peek(at + 1) !== '-';
    default:
      return false;
  }
}

function startsCommonTable(parser: Parser, at: number): boolean {
  const next = parser.peek(at + 1);
  return next === 'AS' || next === '(' || next === 'MAX' || next === '-';
}

export function startsRelation(parser: Parser, at: number): boolean {
  const type = parser.peek(at);
  return type === '(' || parser.isName(type);
}

const pipeWords: ReadonlySet<TokenType> = new Set<TokenType>([
  'SELECT',
  'EXTEND',
  'SET',
  'DROP',
  'AS',
  'WHERE',
  'PIVOT',
  'UNPIVOT',
  'TABLESAMPLE',
  'INNER',
  'CROSS',
  'LEFT',
  'RIGHT',
  'FULL',
  'SEMI',
  'ANTI',
  'NATURAL',
  'JOIN',
  'EXCEPT',
  'INTERSECT',
  'MINUS',
  'UNION',
  'ORDER',
  'CLUSTER',
  'DISTRIBUTE',
  'SORT',
  'WINDOW',
  'LIMIT',
  'OFFSET',
  'AGGREGATE',
]);

/** Whether the `|` here starts a pipe operator rather than being an operator between bits. */
export function isPipe(parser: Parser): boolean {
  return parser.options.singleCharacterPipe !== false && pipeWords.has(parser.peek());
}

/**
 * Whether a clause that can follow a select list, a relation or a query begins at `distance`. Where it does not, the keyword is an alias:
 * `SELECT a limit` names its column `limit`.
 */
export function startsClause(parser: Parser, distance: number): boolean {
  const next = parser.peek(distance + 1);
  switch (parser.peek(distance)) {
    case 'FROM':
      return startsRelation(parser, distance + 1);
    case 'WHERE':
    case 'HAVING':
    case 'QUALIFY':
    case 'OFFSET':
      return startsExpression(parser, distance + 1) && !startsClause(parser, distance + 1);
    case 'LIMIT':
      return next === 'ALL' || (startsExpression(parser, distance + 1) && !startsClause(parser, distance + 1));
    case 'GROUP':
    case 'ORDER':
    case 'CLUSTER':
    case 'DISTRIBUTE':
    case 'SORT':
      return next === 'BY';
    case 'LATERAL':
      return next === 'VIEW';
    case 'WINDOW':
      return parser.isName(next) && (parser.peek(distance + 2) === 'AS' || parser.peek(distance + 2) === '-' || next === 'IDENTIFIER');
    case 'UNION':
    case 'EXCEPT':
    case 'MINUS':
    case 'INTERSECT':
      return next === 'ALL' || next === 'DISTINCT' || startsQuery(parser, distance + 1);
    case 'SELECT':
    case 'MAP':
    case 'REDUCE':
      return startsQuery(parser, distance);
    case 'WITH':
      return next === 'CUBE' || next === 'ROLLUP' || next === '(';
    case 'GROUPING':
      return next === 'SETS';
    case 'FOR':
      if (parser.isName(next)) {
        const behind = parser.peek(distance + 1 + (identifierLiteralLength(parser, distance + 1) || 1));
        return behind === 'IN' || behind === '-' || (next === 'READ' && behind === 'ONLY');
      }
      return next === '(';
    case 'DELAY':
      return next === 'OF';
    case 'DO':
      return (
        startsExpression(parser, distance + 1) &&
        (next === 'INSERT' || startsQuery(parser, distance + 1) || !startsClause(parser, distance + 1))
      );
    case 'INSERT':
      return next === 'INTO' || next === 'OVERWRITE' || next === 'WITH';
    default:
      return false;
  }
}

/** Whether the parenthesis at the current token is only the start of an expression, such as `(a) + 1` or `(a, b) -> c`. */
export function startsLambdaOrOperator(parser: Parser): boolean {
  let depth = 0;
  for (let at = 0; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return false;
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) {
      const next = parser.peek(at + 1);
      return next !== ',' && next !== ')';
    }
  }
}
