import { CalendarInterval, Decimal, sqlName, types } from '@kindling/protocol';
import { type AsOfJoin, type Expression, type LogicalPlan, type NearestByJoin, outerTo, outputOf, typeOf } from '../plan/index.ts';
import { fail, type HasOrigin } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { isOrderable } from './coercion/implicit-cast.ts';
import { constantValue, isFoldable } from './constant.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql } from './expression-sql.ts';
import { disjoint } from './fresh-ids.ts';
import { buildCall } from './resolve-function.ts';
import { keyColumn, resolveCondition } from './resolve-join.ts';

/** For each row of the left side the one of the right side that is nearest to it; of equally near ones `min_by` takes the last, as in Spark. */
export function resolveAsOfJoin(plan: AsOfJoin, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const left = analyzer.resolve(plan.left, environment);
  const right = disjoint(left, analyzer.resolve(plan.right, environment), analyzer);
  const inputs = [left, right, ...environment.relations];
  const resolveOver = (side: LogicalPlan, expression: Expression) =>
    new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(side), inputs }).resolve(expression);
  const leftAsOf = resolveOver(left, plan.leftAsOf);
  const rightAsOf = resolveOver(right, plan.rightAsOf);
  const tolerance = plan.tolerance && resolveOver({ kind: 'oneRow' }, plan.tolerance);
  if (tolerance) checkTolerance(tolerance, analyzer, plan);
  const call = (name: string, ...args: readonly Expression[]) => buildCall(name, args, analyzer, plan);
  const conditions = [
    ...asOfConditions(plan, leftAsOf, rightAsOf, tolerance, call),
    ...(plan.usingColumns ?? []).map((name) =>
      call('=', keyColumn(name, analyzer.scopeOf(left), 'left'), keyColumn(name, analyzer.scopeOf(right), 'right')),
    ),
    ...(plan.condition ? [resolveCondition(plan.condition, left, right, analyzer, environment, plan)] : []),
  ];
  const leftMinusRight = call('-', leftAsOf, rightAsOf);
  const rightMinusLeft = call('-', rightAsOf, leftAsOf);
  const distance = {
    backward: leftMinusRight,
    forward: rightMinusLeft,
    nearest: call('if', call('>', leftAsOf, rightAsOf), leftMinusRight, rightMinusLeft),
  }[plan.direction];
  const row = call('named_struct', ...outputOf(right).flatMap((column): Expression[] => [literalText(column.name), column]));
  const { usingColumns: _using, condition: _condition, tolerance: _tolerance, ...rest } = plan;
  return {
    ...rest,
    left,
    right,
    leftAsOf,
    rightAsOf,
    ...(conditions.length === 0 ? {} : { condition: conditions.reduce((all, next) => call('and', all, next)) }),
    nearest: analyzer.alias(call('min_by', row, distance), '__nearest_right__'),
  };
}

type Call = (name: string, ...args: readonly Expression[]) => Expression;

function asOfConditions(
  plan: AsOfJoin,
  left: Expression,
  right: Expression,
  tolerance: Expression | undefined,
  call: Call,
): readonly Expression[] {
  const equal = plan.allowExactMatches ? '=' : '';
  const notBefore = () => call(`>${equal}`, right, call('-', left, tolerance as Expression));
  const notAfter = () => call(`<${equal}`, right, call('+', left, tolerance as Expression));
  switch (plan.direction) {
    case 'backward':
      return [call(`>${equal}`, left, right), ...(tolerance ? [notBefore()] : [])];
    case 'forward':
      return [call(`<${equal}`, left, right), ...(tolerance ? [notAfter()] : [])];
    case 'nearest':
      return [...(plan.allowExactMatches ? [] : [call('not', call('=', left, right))]), ...(tolerance ? [notBefore(), notAfter()] : [])];
  }
}

function checkTolerance(tolerance: Expression, analyzer: Analyzer, at: HasOrigin): void {
  if (!isFoldable(tolerance)) fail('AS_OF_JOIN.TOLERANCE_IS_UNFOLDABLE', {}, at);
  const value = constantValue(tolerance, analyzer.timeZone)?.value;
  if (isNegative(value)) fail('AS_OF_JOIN.TOLERANCE_IS_NON_NEGATIVE', {}, at);
}

function isNegative(value: unknown): boolean {
  if (value instanceof Decimal) return value.unscaled < 0n;
  if (value instanceof CalendarInterval) return value.months < 0 || value.days < 0 || value.micros < 0n;
  return (typeof value === 'number' || typeof value === 'bigint') && value < 0;
}

function literalText(value: string): Expression {
  return { kind: 'literal', value, dataType: types.string };
}

/** The best of the right side for each row of the left one, best first. */
export function resolveNearestByJoin(plan: NearestByJoin, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const left = analyzer.resolve(plan.left, environment);
  const right = disjoint(left, analyzer.resolve(plan.right, environment), analyzer);
  const ranking = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOfBoth(left, right),
    inputs: [left, right, ...environment.relations],
  }).resolve(plan.ranking);
  const type = typeOf(ranking);
  if (!isOrderable(type)) {
    fail('NEAREST_BY_JOIN.NON_ORDERABLE_RANKING_EXPRESSION', { expression: quotedSql(ranking), type: `"${sqlName(type)}"` }, plan);
  }
  const key = outerTo(left, ranking);
  const direction = plan.direction === 'distance' ? 'ascending' : 'descending';
  const ranked: LogicalPlan = {
    kind: 'sort',
    order: [{ kind: 'sortOrder', child: key, direction, nulls: 'last' }],
    isGlobal: true,
    child: { kind: 'filter', condition: buildCall('isnotnull', [key], analyzer, plan), child: right },
  };
  const limit: Expression = { kind: 'literal', value: plan.numResults, dataType: types.integer };
  return {
    kind: 'join',
    joinType: plan.joinType,
    lateral: true,
    isDerived: true,
    left,
    right: { kind: 'limit', limit, child: ranked },
    ...(plan.origin ? { origin: plan.origin } : {}),
  };
}
