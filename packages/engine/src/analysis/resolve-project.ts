import type { LogicalPlan } from '../plan/index.ts';
import { type Aggregate, type Expression, existsInExpression, type Project } from '../plan/index.ts';
import { aggregateOver } from './aggregate-over.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { projectOver, resolveSelectList } from './select-list.ts';
import { withSessionWindows } from './session-windows.ts';
import { withTimeWindows } from './time-windows.ts';

export function resolveProject(unresolved: Project, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const timed = withTimeWindows(unresolved, analyzer.resolve(unresolved.child, environment), analyzer, environment);
  const { plan, child } = withSessionWindows(timed.plan, timed.child, analyzer, environment);
  const list = resolveSelectList(plan.list, child, analyzer, environment);
  if (!list.some(hasAggregate)) return projectOver(list, child, analyzer);
  const aggregate: Aggregate = {
    kind: 'aggregate',
    grouping: [],
    groupingKind: { kind: 'groupBy' },
    list,
    child,
    ...(plan.origin ? { origin: plan.origin } : {}),
  };
  return aggregateOver(aggregate, [], list, child, analyzer);
}

/** An aggregate call that is not the function of a window. */
export function hasAggregate(expression: Expression): boolean {
  if (expression.kind === 'aggregateCall') return true;
  return existsOutsideWindows(expression);
}

function existsOutsideWindows(expression: Expression): boolean {
  const windowFunctions = new Set<Expression>();
  return existsInExpression(expression, (item) => {
    if (item.kind === 'windowCall') windowFunctions.add(item.function);
    return item.kind === 'aggregateCall' && !windowFunctions.has(item);
  });
}
