import { sqlName } from '@kindling/protocol';
import {
  type Aggregate,
  type Alias,
  type Attribute,
  type Expression,
  existsInExpression,
  type LogicalPlan,
  rewriteExpression,
  sameExpression,
  toAttribute,
  typeOf,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { qualifiedSql, quotedSql, sqlText } from './expression-sql.ts';
import { hasGenerator } from './extract-generator.ts';
import { hasWindow } from './extract-windows.ts';
import { exposeHidden } from './missing-input.ts';
import { groupingSetsOver } from './resolve-grouping-sets.ts';
import { withSessionWindows } from './session-windows.ts';
import { withTimeWindows } from './time-windows.ts';
import { hasLateralReference, named, projectOver, resolveSelectList } from './select-list.ts';

export function resolveAggregate(unresolved: Aggregate, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const timed = withTimeWindows(unresolved, analyzer.resolve(unresolved.child, environment), analyzer, environment);
  const { plan, child } = withSessionWindows(timed.plan, timed.child, analyzer, environment);
  const written = plan.includeGrouping ? [...plan.grouping, ...plan.list] : plan.list;
  const list = resolveSelectList(written, child, analyzer, environment);
  const resolver = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child, ...environment.relations],
  });
  const resolveGroup = (expression: Expression): Expression => resolveGroupingExpression(expression, list, resolver);
  if (plan.groupingKind.kind === 'all') {
    return aggregateOver(plan, groupByAll(list), list, child, analyzer);
  }
  if (plan.includeGrouping && plan.groupingKind.kind === 'groupBy') {
    const grouping = list.slice(0, list.length - plan.list.length).map((item) => item);
    return aggregateOver(plan, grouping.map(unaliased), list, child, analyzer);
  }
  const grouping = plan.grouping.map(resolveGroup);
  if (plan.groupingKind.kind === 'groupBy') return aggregateOver(plan, grouping, list, child, analyzer);
  return groupingSetsOver(plan, grouping, resolveGroup, list, child, analyzer);
}

export function unaliased(expression: Expression): Expression {
  return expression.kind === 'alias' ? expression.child : expression;
}

/** A position in the select list, a column, or the alias of a select item. */
function resolveGroupingExpression(expression: Expression, list: readonly Expression[], resolver: ExpressionResolver): Expression {
  const { analyzer } = resolver;
  const { config } = analyzer.context;
  if (expression.kind === 'literal' && expression.dataType.kind === 'integer' && config.isOn('spark.sql.groupByOrdinal')) {
    return groupByPosition(expression, Number(expression.value), list);
  }
  if (
    expression.kind === 'unresolvedAttribute' &&
    config.isOn('spark.sql.groupByAliases') &&
    resolver.names.resolve(expression.nameParts).length === 0
  ) {
    const [name] = expression.nameParts;
    const alias = list.find(
      (item) => item.kind === 'alias' && expression.nameParts.length === 1 && analyzer.sameName(item.names[0] ?? '', name ?? ''),
    );
    if (alias) return checkGroup(unaliased(alias), expression);
  }
  return checkGroup(unaliased(resolver.resolve(expression)), expression);
}

function groupByPosition(literal: Expression, position: number, list: readonly Expression[]): Expression {
  const item = list[position - 1];
  if (item === undefined) fail('GROUP_BY_POS_OUT_OF_RANGE', { index: String(position), size: String(list.length) }, literal);
  if (existsInExpression(item, (inner) => inner.kind === 'aggregateCall')) {
    fail('GROUP_BY_POS_AGGREGATE', { index: String(position), aggExpr: sqlText(item) }, literal);
  }
  return unaliased(item);
}

function checkGroup(expression: Expression, at: Expression): Expression {
  if (existsInExpression(expression, (inner) => inner.kind === 'aggregateCall'))
    fail('GROUP_BY_AGGREGATE', { sqlExpr: qualifiedSql(expression) }, at);
  const type = typeOf(expression);
  if (type.kind === 'variant' || type.kind === 'calendar_interval') {
    fail('GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE', { sqlExpr: quotedSql(expression), dataType: `"${sqlName(type)}"` }, at);
  }
  return expression;
}

/** GROUP BY ALL: the select items without aggregates. */
function groupByAll(list: readonly Expression[]): readonly Expression[] {
  return list.filter((item) => !existsInExpression(item, (inner) => inner.kind === 'aggregateCall')).map(unaliased);
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
  const origin = plan.origin ? { origin: plan.origin } : {};
  const needsLayers = list.some((item) => hasWindow(item) || hasGenerator(item) || hasLateralReference(item));
  if (!needsLayers) {
    for (const item of list) checkAggregated(item, grouping, plan);
    return { kind: 'aggregate', grouping, groupingKind: { kind: 'groupBy' }, list, child, ...origin };
  }
  const { base, upper } = splitOverAggregate(list, grouping, analyzer, plan);
  const aggregate: LogicalPlan = { kind: 'aggregate', grouping, groupingKind: { kind: 'groupBy' }, list: base, child, ...origin };
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
    if (expression.kind === 'aggregateCall' || grouping.some((group) => sameExpression(group, expression))) return expression;
    if (expression.kind === 'attribute') failNotAggregated(expression, grouping, at);
    return undefined;
  };
  rewriteExpression(item, visit);
}

function failNotAggregated(expression: Attribute, grouping: readonly Expression[], at: LogicalPlan): never {
  const isAll = at.kind === 'aggregate' && at.groupingKind.kind === 'all';
  if (isAll && grouping.length === 0) fail('UNRESOLVED_ALL_IN_GROUP_BY', {}, at);
  if (grouping.length === 0) fail('MISSING_GROUP_BY', {}, at);
  fail('MISSING_AGGREGATION', { expression: quotedSql(expression), expressionAnyValue: `"any_value(${sqlText(expression)})"` }, isAll ? undefined : at);
}
