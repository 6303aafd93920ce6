import type { Identifier, MultipartIdentifier, PivotClause, PivotValue, UnpivotClause, UnpivotColumnSet } from '../ast/index.ts';
import {
  parseErrorCapturingIdentifier,
  parseIdentifier,
  parseIdentifierList,
  parseMultipartIdentifierRule,
  parseParenthesizedSequence,
} from './identifier.ts';
import { parseNamedExpressions } from './named-expression.ts';
import type { Parser } from './parser.ts';
import { startsClause } from './query-start.ts';

export function startsPivot(parser: Parser): boolean {
  return parser.type === 'PIVOT' && parser.peek() === '(';
}

export function startsUnpivot(parser: Parser): boolean {
  if (parser.type !== 'UNPIVOT') return false;
  const next = parser.peek();
  return next === '(' || ((next === 'INCLUDE' || next === 'EXCLUDE') && parser.peek(2) === 'NULLS');
}

/** `PIVOT (sum(a) FOR b IN (1, 2))`. */
export function parsePivot(parser: Parser): PivotClause {
  const start = parser.start;
  parser.expectAll('PIVOT', '(');
  const aggregates = parseNamedExpressions(parser);
  parser.expect('FOR');
  const columns = parser.at('(') ? parseIdentifierList(parser) : [parseErrorCapturingIdentifier(parser)];
  parser.expect('IN');
  const values = parseParenthesizedSequence(parser, parsePivotValue);
  parser.expect(')');
  const alias = parseClauseAlias(parser);
  return { kind: 'pivotClause', aggregates, columns, values, alias, start, stop: parser.stop };
}

function parsePivotValue(parser: Parser): PivotValue {
  const start = parser.start;
  const expression = parser.rules.expression(parser);
  const alias = parseSetAlias(parser);
  return { kind: 'pivotValue', expression, alias, start, stop: parser.stop };
}

function parseSetAlias(parser: Parser): Identifier | undefined {
  if (parser.at('AS') && parser.isName(parser.peek())) parser.next();
  else if (!parser.isName(parser.type)) return undefined;
  return parseErrorCapturingIdentifier(parser);
}

/** The name behind a whole PIVOT or UNPIVOT, where joins and clauses may follow as well. */
function parseClauseAlias(parser: Parser): Identifier | undefined {
  if (parser.at('AS') && parser.isName(parser.peek())) {
    parser.next();
    return parseErrorCapturingIdentifier(parser);
  }
  const isAlias = parser.isStrictName(parser.type) && !startsClause(parser, 0) && !startsPivot(parser) && !startsUnpivot(parser);
  return isAlias && !isJoinWord(parser) ? parseErrorCapturingIdentifier(parser) : undefined;
}

function isJoinWord(parser: Parser): boolean {
  return (parser.type === 'SEMI' || parser.type === 'ANTI') && parser.peek() === 'JOIN';
}

/** `UNPIVOT (v FOR n IN (a, b))`, `UNPIVOT ((v, w) FOR n IN ((a, b), (c, d)))`. */
export function parseUnpivot(parser: Parser): UnpivotClause {
  const start = parser.start;
  parser.expect('UNPIVOT');
  let includeNulls = false;
  if (parser.at('INCLUDE') || parser.at('EXCLUDE')) {
    includeNulls = parser.next().type === 'INCLUDE';
    parser.expect('NULLS');
  }
  parser.expect('(');
  const multiple = parser.at('(');
  const valueColumns = multiple ? parseParenthesizedSequence(parser, parseIdentifier) : [parseIdentifier(parser)];
  parser.expect('FOR');
  const nameColumn = parseIdentifier(parser);
  parser.expect('IN');
  const columnSets = parseParenthesizedSequence(parser, (p) => parseColumnSet(p, multiple));
  parser.expect(')');
  const alias = parseClauseAlias(parser);
  return { kind: 'unpivotClause', includeNulls, valueColumns, nameColumn, columnSets, multiple, alias, start, stop: parser.stop };
}

function parseColumnSet(parser: Parser, multiple: boolean): UnpivotColumnSet {
  const start = parser.start;
  const columns: MultipartIdentifier[] = multiple
    ? parseParenthesizedSequence(parser, parseMultipartIdentifierRule)
    : [parseMultipartIdentifierRule(parser)];
  const alias = parseSetAlias(parser);
  return { kind: 'unpivotColumnSet', columns, alias, start, stop: parser.stop };
}
