import {
  type Aggregate,
  type AggregateCall,
  type Alias,
  type Attribute,
  type Expression,
  existsInExpression,
  type LogicalPlan,
  rewriteExpression,
  type Subquery,
  sameExpression,
  toAttribute,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { isCorrelated } from './check-subqueries.ts';
import { isNondeterministic } from './constant.ts';
import { quotedSql, sqlText } from './expression-sql.ts';
import { hasGenerator } from './extract-generator.ts';
import { hasWindow } from './extract-windows.ts';
import { exposeHidden } from './missing-input.ts';
import { hasLateralReference, named, projectOver } from './select-list.ts';

export function unaliased(expression: Expression): Expression {
  return expression.kind === 'alias' ? expression.child : expression;
}

/**
 * The aggregate of resolved parts. What SELECT does with its results beyond plain expressions (windows, generators, lateral aliases) goes
 * into operators above it.
 */
export function aggregateOver(
  plan: Aggregate,
  grouping: readonly Expression[],
  list: readonly Expression[],
  input: LogicalPlan,
  analyzer: Analyzer,
): LogicalPlan {
  const child = exposeHidden([...grouping, ...list], input, analyzer);
  const kept = { ...(plan.origin ? { origin: plan.origin } : {}), ...(plan.isGrandTotal ? { isGrandTotal: true as const } : {}) };
  const needsLayers = list.some((item) => hasWindow(item) || hasGenerator(item) || hasLateralReference(item));
  if (!needsLayers) {
    for (const item of list) checkAggregated(item, grouping, plan);
    return { kind: 'aggregate', grouping, groupingKind: { kind: 'groupBy' }, list, child, ...kept };
  }
  const { base, upper } = splitOverAggregate(list, grouping, analyzer, plan);
  const aggregate: LogicalPlan = { kind: 'aggregate', grouping, groupingKind: { kind: 'groupBy' }, list: base, child, ...kept };
  return projectOver(upper, aggregate, analyzer);
}

/** Splits a select list into what the aggregate computes and what is computed from that. */
export function splitOverAggregate(list: readonly Expression[], grouping: readonly Expression[], analyzer: Analyzer, at: LogicalPlan) {
  const base: Expression[] = [];
  const reuse = (expression: Expression): Attribute => {
    let item = base.find((candidate) => sameExpression(unaliased(candidate), expression));
    if (item === undefined) {
      item = expression.kind === 'attribute' ? expression : (named(expression, analyzer) as Alias);
      base.push(item);
    }
    return toAttribute(item);
  };
  const visit = (expression: Expression): Expression | undefined => {
    if (grouping.some((group) => sameExpression(group, expression))) return reuse(expression);
    if (expression.kind === 'aggregateCall') checkRepeatable(expression);
    if (expression.kind === 'aggregateCall' || expression.kind === 'groupingId') return reuse(expression);
    if (expression.kind === 'windowCall') {
      const inner = expression.function;
      return {
        ...expression,
        function: {
          ...inner,
          args: inner.args.map(rewrite),
          ...(inner.kind === 'aggregateCall' && inner.filter ? { filter: rewrite(inner.filter) } : {}),
        },
        partitionBy: expression.partitionBy.map(rewrite),
        orderBy: expression.orderBy.map((order) => ({ ...order, child: rewrite(order.child) })),
      };
    }
    // The attribute of a lateral alias is no input column.
    if (expression.kind === 'call' && expression.fn === 'lateral_alias_reference') return expression;
    if (expression.kind === 'subquery') refuseUngrouped(expression);
    if (expression.kind === 'attribute') failNotAggregated(expression, grouping, at);
    return undefined;
  };
  const rewrite = (expression: Expression): Expression => rewriteExpression(expression, visit);
  const upper = list.map((item) => {
    const rewritten = rewrite(item);
    return rewritten.kind === 'attribute' && item.kind === 'attribute' ? rewritten : named(rewritten, analyzer);
  });
  return { base, upper };
}

/** Every column must be grouped by or stand inside an aggregate. */
function checkAggregated(item: Expression, grouping: readonly Expression[], at: LogicalPlan): void {
  const visit = (expression: Expression): Expression | undefined => {
    if (expression.kind === 'groupingId') fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, expression);
    if (expression.kind === 'aggregateCall') checkRepeatable(expression);
    if (expression.kind === 'aggregateCall' || grouping.some((group) => sameExpression(group, expression))) return expression;
    if (expression.kind === 'subquery') refuseUngrouped(expression);
    if (expression.kind === 'attribute') failNotAggregated(expression, grouping, at);
    return undefined;
  };
  rewriteExpression(item, visit);
}

function checkRepeatable(call: AggregateCall): void {
  const drawn = call.args.find((arg) => existsInExpression(arg, isNondeterministic));
  if (drawn) fail('AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION', { sqlExpr: quotedSql(call) }, drawn);
}

/** A scalar that depends on the rows of a group must be one of the things that it groups by. */
function refuseUngrouped(subquery: Subquery): void {
  if (subquery.variant === 'scalar' && isCorrelated(subquery))
    fail('SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION', { sqlExpr: quotedSql(subquery) }, subquery);
}

function failNotAggregated(expression: Attribute, grouping: readonly Expression[], at: LogicalPlan): never {
  const isAll = at.kind === 'aggregate' && at.groupingKind.kind === 'all';
  if (isAll && grouping.length === 0) fail('UNRESOLVED_ALL_IN_GROUP_BY', {}, at);
  if (grouping.length === 0) fail('MISSING_GROUP_BY', {}, at);
  fail(
    'MISSING_AGGREGATION',
    { expression: quotedSql(expression), expressionAnyValue: `"any_value(${sqlText(expression)})"` },
    isAll ? undefined : at,
  );
}
