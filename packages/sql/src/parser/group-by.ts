import type { Expression, GroupBy, GroupingAnalytics, GroupingSet } from '../ast/index.ts';
import { parseParenthesizedSequence, parseSequence } from './identifier.ts';
import { parseNamedExpression } from './named-expression.ts';
import type { Parser } from './parser.ts';
import { startsLambdaOrOperator } from './query-start.ts';

/** `GROUP BY a, CUBE (b, c)`, and the older suffixes WITH CUBE, WITH ROLLUP, GROUPING SETS. */
export function parseGroupBy(parser: Parser, mayHaveNames = false): GroupBy {
  const start = parser.start;
  parser.expectAll('GROUP', 'BY');
  if (!mayHaveNames && parser.at('WITH') && (parser.peek() === 'CUBE' || parser.peek() === 'ROLLUP')) {
    parser.next();
    parser.refuse(`: extra input '${parser.textOf(parser.token)}'`);
  }
  const expressions = parseSequence(parser, (p) => parseElement(p, start, mayHaveNames));
  let suffix: GroupBy['suffix'];
  let sets: GroupingSet[] = [];
  if (parser.acceptAll('WITH', 'ROLLUP')) suffix = 'rollup';
  else if (parser.acceptAll('WITH', 'CUBE')) suffix = 'cube';
  else if (parser.acceptAll('GROUPING', 'SETS')) {
    suffix = 'groupingSets';
    sets = parseParenthesizedSequence(parser, parseGroupingSet);
  }
  return { kind: 'groupBy', expressions, suffix, sets, start, stop: parser.stop };
}

function parseElement(parser: Parser, groupByStart: number, mayHaveNames: boolean): GroupBy['expressions'][number] {
  if (startsAnalytics(parser)) return parseAnalytics(parser, groupByStart);
  return mayHaveNames ? parseNamedExpression(parser) : parseUnnamed(parser);
}

/** Spark's grammar has names in GROUP BY, but outside of pipes its parser never takes one. */
function parseUnnamed(parser: Parser): Expression {
  const expression = parseNamedExpression(parser);
  if (expression.kind !== 'alias') return expression;
  const { start, stop } = expression.names[0] ?? expression;
  throw parser.syntaxError({ type: 'identifier', start, stop }, `: extra input '${parser.textOf({ start, stop })}'`);
}

function startsAnalytics(parser: Parser): boolean {
  if (parser.type === 'CUBE' || parser.type === 'ROLLUP') return parser.peek() === '(' && parser.peek(2) !== ')';
  return parser.type === 'GROUPING' && parser.peek() === 'SETS' && parser.peek(2) === '(';
}

function parseAnalytics(parser: Parser, groupByStart: number): GroupingAnalytics {
  return parser.nested((p) => {
    const start = p.start;
    const word = p.next().type;
    if (word === 'GROUPING') {
      p.expect('SETS');
      const sets = parseParenthesizedSequence(p, (q) => (startsAnalytics(q) ? parseAnalytics(q, groupByStart) : parseGroupingSet(q)));
      return { kind: 'groupingAnalytics', type: 'groupingSets', sets, start, stop: p.stop };
    }
    const sets = parseParenthesizedSequence(p, parseGroupingSet);
    if (sets.some(({ expressions }) => expressions.length === 0)) {
      p.report('_LEGACY_ERROR_TEMP_0051', { element: word }, { start: groupByStart, stop: p.stop });
    }
    return { kind: 'groupingAnalytics', type: word === 'CUBE' ? 'cube' : 'rollup', sets, start, stop: p.stop };
  });
}

/** `(a, b)`, `()` or `a`. */
function parseGroupingSet(parser: Parser): GroupingSet {
  const start = parser.start;
  let expressions: Expression[];
  if (parser.at('(') && parser.peek() === ')') {
    parser.next();
    parser.next();
    expressions = [];
  } else if (parser.at('(') && !startsLambdaOrOperator(parser)) expressions = parseParenthesizedSequence(parser, parser.rules.expression);
  else expressions = [parser.rules.expression(parser)];
  return { kind: 'groupingSet', expressions, start, stop: parser.stop };
}
