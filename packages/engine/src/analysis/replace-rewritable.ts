import { functionRecord } from '../functions/index.ts';
import { type Expression, type LogicalPlan, mapChildren, type PlanNode } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { FunctionContext } from './function-context.ts';
import { buildCall } from './resolve-function.ts';

/**
 * Calls of functions that are defined by other functions become those; until here their own names were needed. What only an
 * aggregate over grouping sets can compute is refused elsewhere.
 */
export function replaceRewritable(plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const inPlan = (node: LogicalPlan): LogicalPlan =>
    mapChildren(node as PlanNode, node.kind === 'groupingSetsAggregate' ? overGroupingSets : visitor) as LogicalPlan;
  const rewrite = (expression: Expression): Expression => {
    const inner = mapChildren(expression, visitor);
    if (inner.kind === 'groupingId') fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, inner);
    return replaced(inner, rewrite);
  };
  const rewriteOverSets = (expression: Expression): Expression => replaced(mapChildren(expression, overGroupingSets), rewriteOverSets);
  const replaced = (inner: Expression, again: (expression: Expression) => Expression): Expression => {
    if (inner.kind !== 'call' && inner.kind !== 'aggregateCall') return inner;
    const record = functionRecord(inner.fn);
    if (record?.rewrite === undefined) return inner;
    const other = record.rewrite(inner.args, inner, new FunctionContext(inner.displayName ?? record.name, analyzer, inner, buildCall));
    return other === undefined || other === inner ? inner : again(other);
  };
  const visitor = { plan: inPlan, expression: rewrite };
  const overGroupingSets = { plan: inPlan, expression: rewriteOverSets };
  return inPlan(plan);
}
