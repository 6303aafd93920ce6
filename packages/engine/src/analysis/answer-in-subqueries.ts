import { types } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import {
  type Expression,
  existsInExpression,
  isNullable,
  type LogicalPlan,
  mapExpressions,
  rewriteExpression,
  rewritePlanUp,
  type Subquery,
} from '../plan/index.ts';
import { isCorrelated } from './check-subqueries.ts';

/**
 * Spark asks of IN (SELECT …) whether it finds a row, and of NOT IN whether it finds none that could be one: where the answer is unknown both
 * are false, as they are in a WHERE anyway. Only a literal NULL stays unknown.
 */
export function answerInSubqueries(plan: LogicalPlan, config: SessionConfig): LogicalPlan {
  const nullIsUnknown = config.isSet('spark.sql.legacy.nullInEmptyListBehavior')
    ? config.isOn('spark.sql.legacy.nullInEmptyListBehavior')
    : !config.isOn('spark.sql.ansi.enabled');
  const joinsAskForRows = config.isOn('spark.sql.optimizer.optimizeUncorrelatedInSubqueriesInJoinCondition.enabled');
  const countsNoGroup = config.isOn('spark.sql.optimizer.decorrelateSubqueryLegacyIncorrectCountHandling.enabled');
  const countsNothing = config.isOn('spark.sql.optimizer.decorrelateExistsSubqueryLegacyIncorrectCountHandling.enabled');
  const switches: Switches = { nullIsUnknown, countsNothing, countsNoGroup };
  const isLegacy = nullIsUnknown || countsNothing || countsNoGroup;
  const asSet = (expression: Expression): Expression => (nullIsUnknown ? rewriteExpression(expression, unknownOfNull) : expression);
  return rewritePlanUp(plan, (given) => {
    const switched = isLegacy ? mapExpressions(given, (item) => legacy(item, switches)) : given;
    const node = mapExpressions(switched, negatedWithin);
    if (node.kind === 'filter') return { ...node, condition: inConjunction(node.condition) };
    if (node.kind !== 'join' || node.condition === undefined) return mapExpressions(node, decided);
    const isFilter = node.joinType === 'inner' || node.joinType === 'cross';
    if (isFilter) return { ...node, condition: inConjunction(node.condition) };
    return { ...node, condition: joinsAskForRows ? found(node.condition, () => true) : asSet(found(node.condition, isCorrelated)) };
  });
}

interface Switches {
  readonly nullIsUnknown: boolean;
  readonly countsNothing: boolean;
  readonly countsNoGroup: boolean;
}

/** What older versions, and Spark without ANSI, make of NULL IN (SELECT …) and of EXISTS over an aggregate. */
function legacy(expression: Expression, { nullIsUnknown, countsNothing, countsNoGroup }: Switches): Expression {
  return rewriteExpression(expression, (item) => {
    if (item.kind !== 'subquery') return undefined;
    if (countsNothing && item.variant === 'exists' && isCorrelated(item)) return { ...item, plan: groupedByNothing(item.plan) };
    if (countsNoGroup && item.variant === 'scalar' && isCorrelated(item)) return { ...item, plan: ungrouped(item.plan) };
    const [value, ...others] = item.values ?? [];
    const isNull = item.variant === 'in' && value !== undefined && others.length === 0 && isNullLiteral(value);
    return nullIsUnknown && isNull ? unknown : undefined;
  });
}

const isNullLiteral = (value: Expression): boolean =>
  value.kind === 'cast' ? isNullLiteral(value.child) : value.kind === 'literal' && (value.value === null || value.value === undefined);

const unknown: Expression = { kind: 'literal', value: null, dataType: types.boolean };

/** One value that is NULL is in no set that could be told. */
function unknownOfNull(item: Expression): Expression | undefined {
  const [value, ...others] = isIn(item) ? (item.values ?? []) : [];
  if (value === undefined || others.length > 0 || !isNullable(value)) return undefined;
  const isNull: Expression = { kind: 'call', fn: 'isnull', args: [value], dataType: types.boolean, nullable: false };
  return { kind: 'call', fn: 'if', args: [isNull, unknown, item], dataType: types.boolean, nullable: true };
}

/** An aggregate of the whole gives a row for no rows, that of one group does not. */
function groupedByNothing(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === 'aggregate')
    return plan.grouping.length === 0 ? { ...plan, grouping: [{ kind: 'literal', value: 'all', dataType: types.string }] } : plan;
  if (plan.kind !== 'project' && plan.kind !== 'filter' && plan.kind !== 'subqueryAlias') return plan;
  return { ...plan, child: groupedByNothing(plan.child) };
}

/** The one group that a scalar subquery may have is then the whole. */
function ungrouped(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === 'project' || plan.kind === 'subqueryAlias') return { ...plan, child: ungrouped(plan.child) };
  return plan.kind === 'aggregate' && plan.list.every(isAggregated) ? { ...plan, grouping: [] } : plan;
}

function isAggregated(item: Expression): boolean {
  let isBare = false;
  rewriteExpression(item, (inner) => {
    isBare ||= inner.kind === 'attribute';
    return inner.kind === 'aggregateCall' ? inner : undefined;
  });
  return !isBare;
}

/** The condition of an outer join asks only whether it finds a row, below NOT too. */
const found = (expression: Expression, asksForRows: (subquery: Subquery) => boolean): Expression =>
  rewriteExpression(expression, (item) => (isIn(item) && asksForRows(item) ? { ...item, unknownIs: false } : undefined));

/** NOT goes down to what it denies, through AND, OR and another NOT: only there it shows whether IN or NOT IN is meant. */
function negatedWithin(expression: Expression): Expression {
  return rewriteExpression(expression, (item) => {
    if (item.kind !== 'call' || item.fn !== 'not' || !existsInExpression(item, isIn)) return undefined;
    const [inner] = item.args;
    if (inner?.kind !== 'call') return undefined;
    if (inner.fn === 'not' && inner.args[0]) return negatedWithin(inner.args[0]);
    if (inner.fn !== 'and' && inner.fn !== 'or') return undefined;
    return { ...inner, fn: inner.fn === 'and' ? 'or' : 'and', args: inner.args.map((arg) => negatedWithin({ ...item, args: [arg] })) };
  });
}

/** What is unknown drops the row here: DuckDB makes a join of the bare predicate. */
function inConjunction(condition: Expression): Expression {
  if (condition.kind === 'call' && condition.fn === 'and') return { ...condition, args: condition.args.map(inConjunction) };
  return isIn(condition) || isNotIn(condition) ? condition : decided(condition);
}

function decided(expression: Expression): Expression {
  return rewriteExpression(expression, (item) => {
    if (isIn(item)) return { ...item, unknownIs: false };
    return isNotIn(item) ? { ...item, args: item.args.map((arg) => ({ ...(arg as Subquery), unknownIs: true })) } : undefined;
  });
}

const isIn = (expression: Expression): expression is Subquery =>
  expression.kind === 'subquery' &&
  expression.variant === 'in' &&
  expression.unknownIs === undefined &&
  !expression.values?.some((value) => (value.kind === 'cast' ? value.child : value).kind === 'literal');

function isNotIn(expression: Expression): expression is Extract<Expression, { kind: 'call' }> {
  return expression.kind === 'call' && expression.fn === 'not' && expression.args.every(isIn);
}
