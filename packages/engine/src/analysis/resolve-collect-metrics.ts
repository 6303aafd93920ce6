import { type ConditionName, SparkError } from '@kindling/protocol';
import { type CollectMetrics, childExpressions, type Expression, type LogicalPlan, sameExpression, walkPlan } from '../plan/index.ts';
import { fail, failRequirement } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { isNondeterministic } from './constant.ts';
import type { Environment } from './environment.ts';
import { quotedSql } from './expression-sql.ts';
import { resolveSelectList } from './select-list.ts';

export function resolveCollectMetrics(plan: CollectMetrics, analyzer: Analyzer, environment: Environment): LogicalPlan {
  if (plan.name === '') failRequirement('Name must not be empty');
  const child = analyzer.resolve(plan.child, environment);
  const metrics = plan.metrics.flatMap((metric) => {
    try {
      return resolveSelectList([metric], child, analyzer, environment);
    } catch (error) {
      if (error instanceof SparkError && error.condition === 'NESTED_AGGREGATE_FUNCTION') refuse('NESTED_AGGREGATES_UNSUPPORTED', metric);
      throw error;
    }
  });
  for (const metric of metrics) checkMetric(metric, metric, false);
  return { ...plan, metrics, child };
}

type Reason = Extract<ConditionName, `INVALID_OBSERVED_METRICS.${string}`> extends `INVALID_OBSERVED_METRICS.${infer Name}` ? Name : never;

function refuse(reason: Reason, expression: Expression): never {
  fail(`INVALID_OBSERVED_METRICS.${reason}`, { expr: quotedSql(expression) }, expression);
}

/** A metric is one value over all rows: plain aggregates, and what is computed from them. */
function checkMetric(expression: Expression, metric: Expression, insideAggregate: boolean): void {
  if (expression.kind === 'aggregateCall') {
    if (insideAggregate) refuse('NESTED_AGGREGATES_UNSUPPORTED', metric);
    if (expression.isDistinct) refuse('AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED', metric);
    if (expression.filter) refuse('AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED', metric);
  }
  if (expression.kind === 'windowCall') refuse('WINDOW_EXPRESSIONS_UNSUPPORTED', metric);
  if (!insideAggregate) {
    if (expression.kind === 'attribute') refuse('NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE', metric);
    if (expression.kind === 'call' && isNondeterministic(expression)) refuse('NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC', metric);
  }
  for (const child of childExpressions(expression)) checkMetric(child, metric, insideAggregate || expression.kind === 'aggregateCall');
}

/** What an analysed plan observes. A frame that stands in it twice is observed once; two that share a name are refused. */
export function observedIn(plan: LogicalPlan): readonly CollectMetrics[] {
  const found = new Map<string, CollectMetrics>();
  walkPlan(plan, (node) => {
    if (node.kind !== 'collectMetrics') return;
    const known = found.get(node.name);
    if (known === undefined) found.set(node.name, node);
    else if (!isSameObservation(known, node)) fail('DUPLICATED_METRICS_NAME', { metricName: node.name });
  });
  return [...found.values()];
}

function isSameObservation(left: CollectMetrics, right: CollectMetrics): boolean {
  return (
    left.planId === right.planId &&
    left.metrics.length === right.metrics.length &&
    left.metrics.every((metric, i) => {
      const other = right.metrics[i];
      return other !== undefined && (sameExpression(metric, other) || quotedSql(metric) === quotedSql(other));
    })
  );
}
