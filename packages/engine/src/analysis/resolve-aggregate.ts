import { sqlName } from '@kindling/protocol';
import {
  type Aggregate,
  type Expression,
  existsInExpression,
  type Literal,
  type LogicalPlan,
  outputOf,
  typeOf,
  type UnresolvedAttribute,
} from '../plan/index.ts';
import { aggregateOver, unaliased } from './aggregate-over.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { qualifiedSql, quotedSql, sqlText } from './expression-sql.ts';
import { hasGenerator } from './extract-generator.ts';
import { splitGenerator } from './generators-in-list.ts';
import { groupingSetsOver } from './resolve-grouping-sets.ts';
import { projectOver, resolveSelectList } from './select-list.ts';
import { withSessionWindows } from './session-windows.ts';
import { withTimeWindows } from './time-windows.ts';

export function resolveAggregate(unresolved: Aggregate, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const timed = withTimeWindows(unresolved, analyzer.resolve(unresolved.child, environment), analyzer, environment);
  const { plan, child } = withSessionWindows(timed.plan, timed.child, analyzer, environment);
  const written = plan.includeGrouping ? [...plan.grouping.map((group) => pipedGroup(group, child, analyzer)), ...plan.list] : plan.list;
  const selected = resolveSelectList(written, child, analyzer, environment);
  const split = splitGenerator(selected, child, analyzer);
  if (split === undefined) return overList(plan, selected, child, analyzer, environment);
  return projectOver(split.over, overList(plan, split.list, child, analyzer, environment), analyzer);
}

function overList(
  plan: Aggregate,
  list: readonly Expression[],
  child: LogicalPlan,
  analyzer: Analyzer,
  environment: Environment,
): LogicalPlan {
  if (plan.isPiped) checkPipedAggregates(plan.list, list.slice(list.length - plan.list.length));
  const resolver = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child, ...environment.relations],
    fallback: (attribute) => {
      const alias = aliasNamed(attribute, list, analyzer);
      return alias && checkGroup(unaliased(alias), attribute);
    },
  });
  if (plan.grouping.some(isPosition) && plan.list.some((item) => item.kind === 'unresolvedStar')) {
    if (analyzer.context.config.isOn('spark.sql.groupByOrdinal')) fail('STAR_GROUP_BY_POS', {});
  }
  const resolveGroup = (expression: Expression): Expression => resolveGroupingExpression(expression, list, resolver);
  if (plan.groupingKind.kind === 'all') {
    return aggregateOver(plan, groupByAll(list), list, child, analyzer);
  }
  if (plan.includeGrouping && plan.groupingKind.kind === 'groupBy') {
    const grouping = list.slice(0, list.length - plan.list.length).map((item) => checkGroup(unaliased(item), item));
    return aggregateOver(plan, grouping, list, child, analyzer);
  }
  const grouping = plan.grouping.map(resolveGroup);
  if (plan.groupingKind.kind === 'groupBy') return aggregateOver(plan, grouping, list, child, analyzer);
  return groupingSetsOver(plan, grouping, resolveGroup, list, child, analyzer);
}

/** A position after AGGREGATE … GROUP BY counts the columns of the input. */
function pipedGroup(group: Expression, child: LogicalPlan, analyzer: Analyzer): Expression {
  if (group.kind !== 'literal' || group.dataType.kind !== 'integer' || !analyzer.context.config.isOn('spark.sql.groupByOrdinal'))
    return group;
  const output = outputOf(child);
  const column = output[Number(group.value) - 1];
  if (column === undefined) fail('GROUP_BY_POS_OUT_OF_RANGE', { index: String(group.value), size: String(output.length) }, group);
  return column;
}

/** What AGGREGATE computes, it aggregates. */
function checkPipedAggregates(written: readonly Expression[], list: readonly Expression[]): void {
  for (const [i, item] of list.entries()) {
    if (existsInExpression(item, (inner) => inner.kind === 'aggregateCall')) continue;
    const place = written[i];
    const expression = unaliased(item);
    const at = place?.kind === 'alias' ? place.child : (place ?? expression);
    fail('PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION', { expr: sqlText(expression) }, at);
  }
}

/** A position in the select list, a column, or the alias of a select item. */
function resolveGroupingExpression(expression: Expression, list: readonly Expression[], resolver: ExpressionResolver): Expression {
  const { config } = resolver.analyzer.context;
  if (isPosition(expression) && config.isOn('spark.sql.groupByOrdinal')) {
    return groupByPosition(expression, Number(expression.value), list);
  }
  return checkGroup(unaliased(resolver.resolve(expression)), expression);
}

function isPosition(expression: Expression): expression is Literal {
  return expression.kind === 'literal' && expression.dataType.kind === 'integer';
}

/** The select item that a name means which is no column. */
function aliasNamed(attribute: UnresolvedAttribute, list: readonly Expression[], analyzer: Analyzer): Expression | undefined {
  const [name, ...more] = attribute.nameParts;
  if (name === undefined || more.length > 0 || !analyzer.context.config.isOn('spark.sql.groupByAliases')) return undefined;
  return list.find((item) => item.kind === 'alias' && item.child.kind !== 'generatorCall' && analyzer.sameName(item.names[0] ?? '', name));
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
  if (hasGenerator(expression)) fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: quotedSql(expression) }, at);
  const type = typeOf(expression);
  if (type.kind === 'variant' || type.kind === 'calendar_interval') {
    fail('GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE', { sqlExpr: quotedSql(expression), dataType: `"${sqlName(type)}"` }, at);
  }
  return expression;
}

/** GROUP BY ALL: the select items without aggregates; of a generator, what it is given. */
function groupByAll(list: readonly Expression[]): readonly Expression[] {
  return list
    .filter((item) => !existsInExpression(item, (inner) => inner.kind === 'aggregateCall'))
    .map(unaliased)
    .flatMap((item) => (item.kind === 'generatorCall' ? item.args : [item]));
}
