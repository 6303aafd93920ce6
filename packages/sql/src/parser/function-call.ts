import type { Expression, FunctionArgument, FunctionCall, IdentifierReference, SortItem, Window } from '../ast/index.ts';
import { parseIdentifier } from './identifier.ts';
import type { Parser } from './parser.ts';
import { startsExpression } from './query-start.ts';
import { parseSortItems, parseWindow } from './window.ts';

/** The arguments and all that may follow them, behind the name. */
export function parseFunctionCall(parser: Parser, name: IdentifierReference): FunctionCall {
  parser.expect('(');
  const quantifier = parseQuantifier(parser);
  const list: FunctionArgument[] = [];
  if (parser.type !== ')' || quantifier !== undefined) {
    do list.push(startsNamedArgument(parser) ? parseFunctionArgument(parser) : parser.rules.expression(parser));
    while (parser.accept(','));
  }
  parser.expect(')');
  const withinGroup = parseWithinGroup(parser);
  const filter = parseFilter(parser);
  const nulls = parseNulls(parser);
  const over = parseOver(parser);
  return {
    kind: 'functionCall',
    name,
    quantifier,
    arguments: list,
    withinGroup,
    filter,
    nulls,
    over,
    start: name.start,
    stop: parser.stop,
  };
}

function parseQuantifier(parser: Parser): 'all' | 'distinct' | undefined {
  const { type } = parser;
  if ((type !== 'ALL' && type !== 'DISTINCT') || !startsQuantified(parser)) return undefined;
  parser.next();
  return type === 'ALL' ? 'all' : 'distinct';
}

/** `f(DISTINCT a)`, but `f(distinct)` and `f(distinct, b)` have a column of that name. */
function startsQuantified(parser: Parser): boolean {
  return startsExpression(parser, 1);
}

/** `value` or `name => value`. */
export function parseFunctionArgument(parser: Parser): FunctionArgument {
  if (!startsNamedArgument(parser)) return parser.rules.expression(parser);
  const start = parser.start;
  const name = parseIdentifier(parser);
  parser.expect('=>');
  const value = parser.rules.expression(parser);
  return { kind: 'namedArgument', name, value, start, stop: parser.stop };
}

function startsNamedArgument(parser: Parser): boolean {
  return parser.peek() === '=>' && parser.isName(parser.type);
}

function parseWithinGroup(parser: Parser): SortItem[] {
  if (parser.type !== 'WITHIN' || parser.peek() !== 'GROUP') return [];
  parser.expectAll('WITHIN', 'GROUP', '(', 'ORDER', 'BY');
  const items = parseSortItems(parser);
  parser.expect(')');
  return items;
}

function parseFilter(parser: Parser): Expression | undefined {
  if (parser.type !== 'FILTER' || parser.peek() !== '(') return undefined;
  parser.expectAll('FILTER', '(', 'WHERE');
  const condition = parser.rules.expression(parser);
  parser.expect(')');
  return condition;
}

function parseNulls(parser: Parser): 'ignore' | 'respect' | undefined {
  const { type } = parser;
  if ((type !== 'IGNORE' && type !== 'RESPECT') || parser.peek() !== 'NULLS') return undefined;
  parser.next();
  parser.next();
  return type === 'IGNORE' ? 'ignore' : 'respect';
}

function parseOver(parser: Parser): Window | undefined {
  if (parser.type !== 'OVER' || !(parser.peek() === '(' || parser.isName(parser.peek()))) return undefined;
  parser.next();
  return parseWindow(parser);
}
