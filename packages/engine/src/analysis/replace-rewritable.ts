import { functionRecord } from '../functions/index.ts';
import { type Expression, type LogicalPlan, mapChildren, type PlanNode } from '../plan/index.ts';
import type { Analyzer } from './analyzer.ts';
import { FunctionContext } from './function-context.ts';
import { buildCall } from './resolve-function.ts';

/** Calls of functions that are defined by other functions become those; until here their own names were needed. */
export function replaceRewritable(plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const rewrite = (expression: Expression): Expression => {
    const inner = mapChildren(expression, visitor);
    if (inner.kind !== 'call' && inner.kind !== 'aggregateCall') return inner;
    const record = functionRecord(inner.fn);
    if (record?.rewrite === undefined) return inner;
    const replaced = record.rewrite(inner.args, inner, new FunctionContext(inner.displayName ?? record.name, analyzer, inner, buildCall));
    return replaced === undefined || replaced === inner ? inner : rewrite(replaced);
  };
  const visitor = { plan: (node: LogicalPlan): LogicalPlan => mapChildren(node as PlanNode, visitor) as LogicalPlan, expression: rewrite };
  return mapChildren(plan, visitor);
}
