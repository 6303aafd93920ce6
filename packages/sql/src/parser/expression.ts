import type { ArithmeticOperator, ComparisonOperator, Expression, Like, Logical, Query } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseErrorCapturingNot } from './data-type.ts';
import { parseSequence } from './identifier.ts';
import { isNumber, parseNumber } from './numeric-literal.ts';
import { type Parser, tooComplex } from './parser.ts';
import { parsePostfix, parsePrimary } from './primary-expression.ts';
import { isPipe, startsQuery } from './query-start.ts';
import { parseString } from './string-literal.ts';

/** Left operands nest in the tree: a chain longer than this would be too deep for those who walk it. */
const longestChain = 4000;

interface BinaryOperator {
  readonly operator: ArithmeticOperator | ComparisonOperator;
  readonly precedence: number;
}

const comparison = 1;

const binaryOperators: ReadonlyMap<TokenType, BinaryOperator> = new Map<TokenType, BinaryOperator>([
  ['*', { operator: '*', precedence: 7 }],
  ['/', { operator: '/', precedence: 7 }],
  ['%', { operator: '%', precedence: 7 }],
  ['DIV', { operator: 'div', precedence: 7 }],
  ['+', { operator: '+', precedence: 6 }],
  ['-', { operator: '-', precedence: 6 }],
  ['||', { operator: '||', precedence: 6 }],
  ['<<', { operator: '<<', precedence: 5 }],
  ['>>', { operator: '>>', precedence: 5 }],
  ['>>>', { operator: '>>>', precedence: 5 }],
  ['&', { operator: '&', precedence: 4 }],
  ['^', { operator: '^', precedence: 3 }],
  ['|', { operator: '|', precedence: 2 }],
  ['=', { operator: '=', precedence: comparison }],
  ['<=>', { operator: '<=>', precedence: comparison }],
  ['<>', { operator: '<>', precedence: comparison }],
  ['!=', { operator: '<>', precedence: comparison }],
  ['<', { operator: '<', precedence: comparison }],
  ['<=', { operator: '<=', precedence: comparison }],
  ['>', { operator: '>', precedence: comparison }],
  ['>=', { operator: '>=', precedence: comparison }],
]);

/** Any expression: OR binds loosest. */
export function parseExpressionRule(parser: Parser): Expression {
  parser.enter();
  const { start } = parser;
  const first = startsWithOperator(parser)
    ? parseNot(parser)
    : parsePredicate(parser, parseValueFrom(parser, parsePrimary(parser), start, 0));
  const expression = continueOr(parser, continueAnd(parser, first, start), start);
  parser.leave();
  return expression;
}

/** What `parseNot` and `parseUnary` look at. */
function startsWithOperator({ type }: Parser): boolean {
  return type === 'NOT' || type === '!' || type === 'EXISTS' || type === '-' || type === '+' || type === '~';
}

function continueOr(parser: Parser, first: Expression, start: number): Expression {
  return parser.type === 'OR' ? chain(parser, 'or', first, start, parseAnd) : first;
}

function parseAnd(parser: Parser): Expression {
  const { start } = parser;
  return continueAnd(parser, parseNot(parser), start);
}

function continueAnd(parser: Parser, first: Expression, start: number): Expression {
  return parser.type === 'AND' ? chain(parser, 'and', first, start, parseNot) : first;
}

/** `start` is where the first operand starts with its parentheses, which leave no trace in the tree. */
function chain(parser: Parser, operator: 'and' | 'or', first: Expression, start: number, rule: (parser: Parser) => Expression): Logical {
  const operands = [first];
  const word = operator === 'and' ? 'AND' : 'OR';
  while (parser.accept(word)) operands.push(rule(parser));
  return { kind: 'logical', operator, operands, start, stop: parser.stop };
}

function parseNot(parser: Parser): Expression {
  if ((parser.type === 'NOT' || parser.type === '!') && !isPlainName(parser)) {
    const start = parser.start;
    parser.next();
    parser.enter();
    const operand = parseNot(parser);
    parser.leave();
    return { kind: 'unary', operator: 'not', operand, start, stop: parser.stop };
  }
  if (parser.type === 'EXISTS' && parser.peek() === '(' && startsQuery(parser, 2)) {
    const start = parser.start;
    parser.next();
    const query = parseParenthesizedQuery(parser);
    return { kind: 'exists', query, start, stop: parser.stop };
  }
  const { start } = parser;
  return parsePredicate(parser, parseValueFrom(parser, parseUnary(parser), start, 0));
}

export function parseParenthesizedQuery(parser: Parser): Query {
  parser.expect('(');
  const query = parser.rules.query(parser);
  parser.expect(')');
  return query;
}

/** Whether a keyword that could start something stands alone, as a column's name. */
export function isPlainName(parser: Parser): boolean {
  if (parser.type === '!') return false;
  const next = parser.peek();
  return (
    next === 'eof' ||
    next === ',' ||
    next === ')' ||
    next === ']' ||
    next === ';' ||
    next === '.' ||
    (next !== '-' && next !== '+' && binaryOperators.has(next))
  );
}

/** An expression without predicates, AND, OR and NOT: the operands of those. */
export function parseValueExpression(parser: Parser): Expression {
  parser.enter();
  const { start } = parser;
  const value = parseValueFrom(parser, parseUnary(parser), start, 0);
  parser.leave();
  return value;
}

function parseUnary(parser: Parser): Expression {
  const { type } = parser;
  if (type !== '-' && type !== '+' && type !== '~') return parsePrimary(parser);
  if (type === '-' && isNumber(parser.peek())) return parsePostfix(parser, parseNumber(parser));
  const start = parser.start;
  parser.next();
  parser.enter();
  const operand = parseUnary(parser);
  parser.leave();
  return { kind: 'unary', operator: type, operand, start, stop: parser.stop };
}

/** Precedence climbing: takes operators that bind at least as tight as `minimum`. */
function parseValueFrom(parser: Parser, first: Expression, start: number, minimum: number): Expression {
  let left = first;
  let length = 0;
  while (true) {
    const found = binaryOperators.get(parser.type);
    if (found === undefined || found.precedence < minimum) return left;
    if (parser.type === '|' && isPipe(parser)) return left;
    if (++length > longestChain) throw tooComplex(parser.text, start, parser.token.stop);
    parser.next();
    const rightStart = parser.start;
    const operand = parseUnary(parser);
    const right = found.precedence === 7 ? operand : parseValueFrom(parser, operand, rightStart, found.precedence + 1);
    left = { kind: 'binary', operator: found.operator, left, right, start, stop: parser.stop };
  }
}

const predicateWords: ReadonlySet<TokenType> = new Set<TokenType>(['BETWEEN', 'IN', 'LIKE', 'ILIKE', 'RLIKE']);

/** What may follow an operand: at most one of BETWEEN, IN, LIKE, IS … Spark tells errors in it from its word on, without the operand. */
function parsePredicate(parser: Parser, operand: Expression): Expression {
  const { type } = parser;
  const predicateStart = parser.start;
  if (type === 'IS') return parseIs(parser, operand, predicateStart);
  let negated = false;
  if ((type === 'NOT' || type === '!') && predicateWords.has(parser.peek())) {
    parseErrorCapturingNot(parser);
    negated = true;
  }
  switch (parser.type) {
    case 'BETWEEN':
      return negated || startsOperand(parser) ? parseBetween(parser, operand, negated, predicateStart) : operand;
    case 'IN':
      return negated || parser.peek() === '(' ? parseIn(parser, operand, negated, predicateStart) : operand;
    case 'LIKE':
    case 'ILIKE':
    case 'RLIKE':
      return negated || startsOperand(parser) ? parseLike(parser, operand, negated, predicateStart) : operand;
    default:
      return operand;
  }
}

/** A predicate's word with nothing behind it is an alias: `SELECT a like FROM t` does not parse, `SELECT a like` does. */
function startsOperand(parser: Parser): boolean {
  const next = parser.peek();
  return next !== 'eof' && next !== ',' && next !== ')' && next !== ';';
}

function parseIs(parser: Parser, operand: Expression, start: number): Expression {
  const next = parser.peek() === 'NOT' || parser.peek() === '!' ? parser.peek(2) : parser.peek();
  if (next !== 'NULL' && next !== 'TRUE' && next !== 'FALSE' && next !== 'UNKNOWN' && next !== 'DISTINCT') {
    if (!startsOperand(parser)) return operand;
    parser.next();
    return parser.refuse();
  }
  parser.next();
  const negated = parser.type === 'NOT' || parser.type === '!';
  if (negated) parseErrorCapturingNot(parser);
  parser.next();
  switch (next) {
    case 'NULL':
      return { kind: 'isNull', operand, negated, start, stop: parser.stop };
    case 'DISTINCT': {
      parser.expect('FROM');
      const right = parseValueExpression(parser);
      return { kind: 'isDistinctFrom', left: operand, right, negated, start, stop: parser.stop };
    }
    default: {
      const value = next === 'TRUE' ? 'true' : next === 'FALSE' ? 'false' : 'unknown';
      return { kind: 'isBoolean', operand, value, negated, start, stop: parser.stop };
    }
  }
}

function parseBetween(parser: Parser, operand: Expression, negated: boolean, start: number): Expression {
  parser.expect('BETWEEN');
  const lower = parseValueExpression(parser);
  parser.expect('AND');
  const upper = parseValueExpression(parser);
  return { kind: 'between', operand, lower, upper, negated, start, stop: parser.stop };
}

function parseIn(parser: Parser, operand: Expression, negated: boolean, start: number): Expression {
  parser.expectAll('IN', '(');
  if (parser.accept(')')) {
    parser.report('INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE', {}, { start, stop: parser.stop });
    return { kind: 'inList', operand, values: [], negated, start, stop: parser.stop };
  }
  if (startsQuery(parser, 0) && parser.type !== '(') {
    const query = parser.rules.query(parser);
    parser.expect(')');
    return { kind: 'inSubquery', operand, query, negated, start, stop: parser.stop };
  }
  const values = [parseExpressionRule(parser)];
  const first = values[0]!;
  // `IN ((SELECT 1), 2)` starts as a query does, and is a list; `IN ((SELECT 1) UNION …)` is a query.
  if (first.kind === 'scalarSubquery' && parser.type !== ',' && parser.type !== ')') {
    const query = parser.rules.queryFrom(parser, first.query);
    parser.expect(')');
    return { kind: 'inSubquery', operand, query, negated, start, stop: parser.stop };
  }
  while (parser.accept(',')) values.push(parseExpressionRule(parser));
  parser.expect(')');
  return { kind: 'inList', operand, values, negated, start, stop: parser.stop };
}

function parseLike(parser: Parser, operand: Expression, negated: boolean, start: number): Expression {
  const operator: Like['operator'] = parser.type === 'LIKE' ? 'like' : parser.type === 'ILIKE' ? 'ilike' : 'rlike';
  parser.next();
  if (operator !== 'rlike' && parser.peek() === '(' && (parser.type === 'ALL' || parser.type === 'ANY' || parser.type === 'SOME')) {
    const quantifier = parser.next().type === 'ALL' ? 'all' : 'any';
    parser.expect('(');
    const patterns = parser.at(')') ? [] : parseSequence(parser, parseExpressionRule);
    parser.expect(')');
    const stop = parser.stop;
    if (patterns.length === 0)
      parser.report('_LEGACY_ERROR_TEMP_0064', { msg: "Expected something between '(' and ')'." }, { start, stop });
    return { kind: 'likeQuantified', operator, quantifier, operand, patterns, negated, start, stop };
  }
  const pattern = parseValueExpression(parser);
  const escape = operator !== 'rlike' && parser.type === 'ESCAPE' ? parseEscape(parser, start) : undefined;
  return { kind: 'like', operator, operand, pattern, escape, negated, start, stop: parser.stop };
}

function parseEscape(parser: Parser, start: number): string | undefined {
  if (!parser.isString(parser.peek())) return undefined;
  parser.expect('ESCAPE');
  const escape = parseString(parser);
  if (escape.length !== 1) parser.report('INVALID_ESC', { invalidEscape: `'${escape}'` }, { start, stop: parser.stop });
  return escape;
}
