import type { Expression, FunctionArgument, NamedArgument, SortItem, TableArgument, TableFunction } from '../ast/index.ts';
import { parseFunctionArgument } from './function-call.ts';
import { parseErrorCapturingIdentifier, parseIdentifier, parseIdentifierReference, parseSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { startsQuery } from './query-start.ts';
import { parseTableAlias } from './table-alias.ts';
import { parseWatermark } from './watermark.ts';
import { parseSortItem } from './window.ts';

/** `f(…)` as a relation. */
export function parseTableFunction(parser: Parser): TableFunction {
  const start = parser.start;
  const call = parseTableFunctionCall(parser);
  const identifiedBy = parser.acceptAll('IDENTIFIED', 'BY') ? parseErrorCapturingIdentifier(parser) : undefined;
  const watermark = parseWatermark(parser);
  const alias = parseTableAlias(parser);
  return { kind: 'tableFunction', ...call, stream: false, identifiedBy, watermark, alias, start, stop: parser.stop };
}

export function parseTableFunctionCall(parser: Parser): Pick<TableFunction, 'name' | 'arguments'> {
  const name = parseIdentifierReference(parser);
  parser.expect('(');
  const list = parser.at(')') ? [] : parseSequence(parser, parseArgument);
  parser.expect(')');
  return { name, arguments: list };
}

function parseArgument(parser: Parser): FunctionArgument | NamedArgument | TableArgument {
  if (startsTableArgument(parser, 0)) return parseTableArgument(parser);
  if (parser.peek() === '=>' && parser.isName(parser.type) && startsTableArgument(parser, 2)) {
    const start = parser.start;
    const name = parseIdentifier(parser);
    parser.expect('=>');
    const value = parseTableArgument(parser);
    return { kind: 'namedArgument', name, value, start, stop: parser.stop };
  }
  return parseFunctionArgument(parser);
}

function startsTableArgument(parser: Parser, distance: number): boolean {
  if (parser.peek(distance) !== 'TABLE') return false;
  const next = parser.peek(distance + 1);
  return parser.isName(next) || (next === '(' && (parser.isName(parser.peek(distance + 2)) || parser.peek(distance + 2) === '('));
}

/** `TABLE t`, `TABLE(t)`, `TABLE(SELECT …)`, each with its partitioning. */
function parseTableArgument(parser: Parser): TableArgument {
  const start = parser.start;
  parser.expect('TABLE');
  let table: TableArgument['table'];
  if (parser.accept('(')) {
    table = startsQuery(parser, 0) ? parser.rules.query(parser) : parseIdentifierReference(parser);
    parser.expect(')');
  } else table = parseIdentifierReference(parser);
  let singlePartition = false;
  let partitionBy: Expression[] = [];
  let orderBy: SortItem[] = [];
  if (parser.acceptAll('WITH', 'SINGLE')) {
    parser.expect('PARTITION');
    singlePartition = true;
  } else if (parser.acceptAll('PARTITION', 'BY') || parser.acceptAll('DISTRIBUTE', 'BY')) {
    partitionBy = parseParenthesizedOrNot(parser, parser.rules.expression);
  }
  if ((singlePartition || partitionBy.length > 0) && (parser.acceptAll('ORDER', 'BY') || parser.acceptAll('SORT', 'BY'))) {
    orderBy = parseParenthesizedOrNot(parser, parseSortItem);
  }
  return { kind: 'tableArgument', table, singlePartition, partitionBy, orderBy, start, stop: parser.stop };
}

/** `(a, b)` and `a, b` mean the same; without parentheses one comma may also start the function's next argument. */
function parseParenthesizedOrNot<T>(parser: Parser, rule: (parser: Parser) => T): T[] {
  if (parser.at('(') && closesBeforeEnd(parser)) {
    parser.expect('(');
    const items = parseSequence(parser, rule);
    parser.expect(')');
    return items;
  }
  const items = [rule(parser)];
  while (parser.at(',') && parser.peek(2) !== '=>' && !startsTableArgument(parser, 1)) {
    parser.next();
    items.push(rule(parser));
  }
  return items;
}

/** Whether the parenthesis here encloses the whole list, rather than the start of an expression such as `(a) + 1`. */
function closesBeforeEnd(parser: Parser): boolean {
  let depth = 0;
  for (let at = 0; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return false;
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) {
      const next = parser.peek(at + 1);
      return next === ')' || next === ',' || next === 'ORDER' || next === 'SORT';
    }
  }
}
