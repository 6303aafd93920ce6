import { types } from '@kindling/protocol';
import {
  type AggregateCall,
  type Expression,
  type Filter,
  type LogicalPlan,
  outputOf,
  type Qualify,
  rewriteExpression,
  type Sort,
  type SortOrder,
  typeOf,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { checkOrderable } from './check-orderable.ts';
import { castTo } from './coercion/cast-to.ts';
import { checkCast } from './coercion/check-cast.ts';
import type { Environment } from './environment.ts';
import { qualifiedSql, quotedSql, quotedType, sqlText } from './expression-sql.ts';
import { extractWindows, hasWindow } from './extract-windows.ts';
import { aggregateBelow } from './missing-input.ts';
import { type OverOptions, type ResolvedOver, resolveOver } from './resolve-over.ts';
import { hasAggregate } from './resolve-project.ts';

export function resolveFilter(plan: Filter, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const where = plan.isHaving ? havingAsWhere(plan, analyzer) : undefined;
  if (where) return analyzer.resolve(where, environment);
  const child = analyzer.resolve(plan.child, environment);
  const over = resolveOver([plan.condition], child, analyzer, environment, {
    operator: plan.isHaving ? "'UnresolvedHaving" : "'Filter",
    reachesAggregate: plan.isHaving === true,
    prefersGroups: plan.isHaving === true,
  });
  const condition = plan.isHaving
    ? havingCondition(over.expressions[0] as Expression, analyzer)
    : toBoolean(withOuterAggregates(over.expressions[0] as Expression, environment), plan, analyzer);
  refuseIn(condition, plan.isHaving ? 'HAVING' : 'WHERE', plan, child);
  const filter: LogicalPlan = { ...plan, condition, child: over.child };
  return restored(child, over.child, filter, analyzer);
}

/** In a subquery of HAVING an aggregate of outer columns is one of the outer groups. */
function withOuterAggregates(condition: Expression, environment: Environment): Expression {
  const aggregateOf = environment.outer?.aggregateOf;
  if (aggregateOf === undefined) return condition;
  return rewriteExpression(condition, (item) => {
    if (item.kind !== 'aggregateCall') return undefined;
    let [readsOuter, readsOwn] = [false, false];
    const inGroups = rewriteExpression(item, (inner) => {
      readsOwn ||= inner.kind === 'attribute';
      if (inner.kind !== 'outerReference') return undefined;
      readsOuter = true;
      return inner.attribute;
    });
    if (!readsOuter) return undefined;
    if (readsOwn) {
      const category = 'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES';
      fail(category, { function: qualifiedSql(item) }, item);
    }
    return { kind: 'outerReference', attribute: aggregateOf(inGroups as AggregateCall) };
  });
}

/** What HAVING without GROUP BY once was. */
function havingAsWhere(plan: Filter, analyzer: Analyzer): LogicalPlan | undefined {
  const { child } = plan;
  if (child.kind !== 'aggregate' || child.grouping.length > 0 || child.groupingKind.kind !== 'groupBy') return undefined;
  if (!analyzer.context.config.isOn('spark.sql.legacy.parser.havingWithoutGroupByAsWhere')) return undefined;
  const { isHaving: _, ...filter } = plan;
  return analyzer.project(child.list, { ...filter, child: child.child });
}

/** HAVING casts what is no condition. */
function havingCondition(condition: Expression, analyzer: Analyzer): Expression {
  const from = typeOf(condition);
  if (from.kind === 'boolean') return condition;
  const evalMode = analyzer.rules.ansi ? ('ansi' as const) : ('legacy' as const);
  const origin = condition.origin ? { origin: condition.origin } : {};
  const cast: Expression = { kind: 'cast', child: condition, dataType: types.boolean, evalMode, ...origin };
  checkCast(cast, from, types.boolean);
  return cast;
}

/** Takes away again what the operator needed from below. */
export function restored(child: LogicalPlan, used: LogicalPlan, plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  if (used === child) return plan;
  const project = analyzer.project(outputOf(child), plan);
  analyzer.hide(project, analyzer.hiddenOf(child));
  return project;
}

function toBoolean(condition: Expression, plan: LogicalPlan & { condition: Expression }, analyzer: Analyzer): Expression {
  const type = typeOf(condition);
  if (type.kind === 'boolean') return condition;
  if (type.kind !== 'null') {
    fail(
      'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN',
      { sqlExpr: quotedSql(condition), filter: quotedSql(condition), type: quotedType(condition) },
      plan,
    );
  }
  return castTo(condition, types.boolean, { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone });
}

/** WHERE has no aggregates, windows or generators. */
function refuseIn(condition: Expression, clause: string, plan: Filter, child: LogicalPlan): void {
  const found: Expression[] = [];
  rewriteExpression(condition, (item) => {
    if (item.kind === 'aggregateCall' || item.kind === 'windowCall' || item.kind === 'generatorCall') found.push(item);
    return undefined;
  });
  if (found.length === 0) return;
  if (found.some((item) => item.kind === 'generatorCall'))
    fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: `'Filter ${sqlText(plan.condition)}` }, plan);
  if (found.some((item) => item.kind === 'windowCall')) fail('WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE', { clauseName: clause });
  if (clause === 'HAVING' && child.kind === 'aggregate' && found.every((item) => item.kind !== 'windowCall')) return;
  fail('INVALID_WHERE_CONDITION', { condition: quotedSql(condition), expressionList: found.map(qualifiedSql).join(', ') }, plan);
}

export function resolveSort(plan: Sort, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const output = outputOf(child);
  if (plan.orderByAll) {
    const { direction, nulls } = plan.orderByAll;
    return {
      kind: 'sort',
      isGlobal: plan.isGlobal,
      order: output.map((column) => ({ kind: 'sortOrder', child: column, direction, nulls })),
      child,
    };
  }
  const reachesAggregate = !windowsStand(child);
  const over = sortedOver(plan.order, child, analyzer, environment, { operator: 'Sort', reachesAggregate });
  for (const item of over.expressions) checkOrderable(item);
  refuseComputed(over.expressions, plan, windowsStand(child));
  const windows = extractWindows(over.expressions, over.child, analyzer);
  const sort: LogicalPlan = { ...plan, order: windows.list as readonly SortOrder[], child: windows.child };
  return restored(child, windows.child, sort, analyzer);
}

/** A number is a position in the select list or, as older versions had it, among all columns that ORDER BY has once its names are found. */
function sortedOver(
  order: readonly SortOrder[],
  child: LogicalPlan,
  analyzer: Analyzer,
  environment: Environment,
  options: OverOptions,
): ResolvedOver {
  const positioned = (columns: LogicalPlan, item: Expression): Expression =>
    item.kind === 'sortOrder' ? byPosition(item, columns, analyzer) : item;
  if (analyzer.context.config.isOn('spark.sql.prioritizeOrdinalResolutionInSort.enabled') || aggregateBelow(child)) {
    const keys = order.map((item) => positioned(child, item));
    return resolveOver(keys, child, analyzer, environment, options);
  }
  const over = resolveOver(order, child, analyzer, environment, options);
  return { ...over, expressions: over.expressions.map((item) => positioned(over.child, item)) };
}

/** Windows of the select list stand between ORDER BY and the aggregate, which is then out of reach. */
function windowsStand(plan: LogicalPlan): boolean {
  if (plan.isPipeInput || plan.isDerivedTable) return false;
  return plan.kind === 'window' || (plan.kind === 'project' && windowsStand(plan.child));
}

function byPosition(order: SortOrder, child: LogicalPlan, analyzer: Analyzer): SortOrder {
  const { child: key } = order;
  if (key.kind !== 'literal' || key.dataType.kind !== 'integer' || !analyzer.context.config.isOn('spark.sql.orderByOrdinal')) return order;
  const output = outputOf(child);
  const column = output[Number(key.value) - 1];
  if (column === undefined)
    fail('ORDER_BY_POS_OUT_OF_RANGE', { index: String(key.value), size: String(output.length) }, order.origin ? order : key);
  return { ...order, child: column };
}

/** Where ORDER BY does not reach the aggregate, it cannot ask it for more; behind windows it cannot ask for more of these either. */
function refuseComputed(order: readonly Expression[], plan: Sort, isBehindWindows: boolean): void {
  const refused: Expression[] = [];
  for (const item of order) {
    if (!isBehindWindows && !hasAggregate(item)) continue;
    rewriteExpression(item, (inner) => {
      if (inner.kind === 'aggregateCall' || (isBehindWindows && inner.kind === 'windowCall')) refused.push(inner);
      return undefined;
    });
  }
  if (refused.length > 0) fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: refused.map(quotedSql).join(', ') }, plan);
}

/** QUALIFY: a filter on windows, which may be those of the select list. */
export function resolveQualify(plan: Qualify, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const over = resolveOver([plan.condition], child, analyzer, environment, { operator: "'Filter", reachesAggregate: false });
  const [resolved] = over.expressions as [Expression];
  refuseQualifiedAggregates(resolved, plan);
  const condition = toBoolean(resolved, plan, analyzer);
  const hasOwn = hasWindow(condition);
  const { list, child: windowed } = extractWindows([condition], over.child, analyzer);
  if (!hasOwn && !containsWindow(child)) fail('QUALIFY_REQUIRES_WINDOW_FUNCTION', {});
  const filter: LogicalPlan = {
    kind: 'filter',
    condition: list[0] as Expression,
    child: windowed,
    ...(plan.origin ? { origin: plan.origin } : {}),
  };
  return restored(child, windowed, filter, analyzer);
}

/** QUALIFY filters what was aggregated before. */
function refuseQualifiedAggregates(condition: Expression, plan: Qualify): void {
  const windowed = new Set<Expression>();
  const found: Expression[] = [];
  rewriteExpression(condition, (item) => {
    if (item.kind === 'windowCall') windowed.add(item.function);
    if (item.kind === 'aggregateCall' && !windowed.has(item)) found.push(item);
    return undefined;
  });
  const [aggregate] = found;
  if (aggregate === undefined) return;
  if (hasWindow(condition)) fail('MISSING_GROUP_BY', {}, plan);
  fail('QUALIFY_AGGREGATE_NOT_ALLOWED', { aggregateExpr: quotedSql(aggregate) }, aggregate);
}

function containsWindow(plan: LogicalPlan): boolean {
  return plan.kind === 'window' || ((plan.kind === 'project' || plan.kind === 'filter') && containsWindow(plan.child));
}
