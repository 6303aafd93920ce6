import type { LogicalPlan } from '../plan/index.ts';
import { type Aggregate, type Expression, existsInExpression, type Project } from '../plan/index.ts';
import { aggregateOver } from './aggregate-over.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { sqlText } from './expression-sql.ts';
import { splitGenerator } from './generators-in-list.ts';
import { projectOver, resolveSelectList } from './select-list.ts';
import { withSessionWindows } from './session-windows.ts';
import { withTimeWindows } from './time-windows.ts';

export function resolveProject(unresolved: Project, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const timed = withTimeWindows(unresolved, analyzer.resolve(unresolved.child, environment), analyzer, environment);
  const { plan, child } = withSessionWindows(timed.plan, timed.child, analyzer, environment);
  const list = resolveSelectList(plan.list, child, analyzer, environment);
  if (plan.pipeClause) refusePipedAggregates(plan.pipeClause, list);
  if (!list.some(hasAggregate)) {
    const project = projectOver(list, child, analyzer);
    return plan.origin && project.kind === 'project' ? { ...project, origin: plan.origin } : project;
  }
  const aggregate: Aggregate = {
    kind: 'aggregate',
    grouping: [],
    groupingKind: { kind: 'groupBy' },
    list,
    child,
    ...(plan.origin ? { origin: plan.origin } : {}),
  };
  const split = splitGenerator(list, child, analyzer);
  if (split === undefined) return aggregateOver(aggregate, [], list, child, analyzer);
  return projectOver(split.over, aggregateOver(aggregate, [], split.list, child, analyzer), analyzer);
}

/** Of the pipe operators only AGGREGATE and SELECT aggregate. */
export function refusePipedAggregates(clause: string, list: readonly Expression[]): void {
  const aggregate = list.map(aggregateIn).find((found) => found !== undefined);
  if (aggregate) fail('PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION', { expr: sqlText(aggregate), clause }, aggregate);
}

/** An aggregate call that is not the function of a window. */
export function hasAggregate(expression: Expression): boolean {
  return aggregateIn(expression) !== undefined;
}

function aggregateIn(expression: Expression): Expression | undefined {
  const windowFunctions = new Set<Expression>();
  let found: Expression | undefined;
  existsInExpression(expression, (item) => {
    if (item.kind === 'windowCall') windowFunctions.add(item.function);
    if (item.kind === 'aggregateCall' && !windowFunctions.has(item)) found ??= item;
    return found !== undefined;
  });
  return found;
}
