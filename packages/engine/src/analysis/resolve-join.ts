import { types } from '@kindling/protocol';
import { type Attribute, type Expression, existsInExpression, type Join, type LogicalPlan, outputOf, typeOf } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, quotedType } from './expression-sql.ts';
import { disjoint } from './fresh-ids.ts';
import { withHintsOfSides } from './join-hints.ts';
import { exposeHidden } from './missing-input.ts';
import { isMetadataColumn, type NameScope } from './name-scope.ts';
import { buildCall } from './resolve-function.ts';

export function resolveJoin(written: Join, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const plan = withHintsOfSides(written);
  const given = analyzer.resolve(plan.left, environment);
  const inner = plan.lateral
    ? {
        ...environment,
        windows: new Map(),
        outer: {
          names: analyzer.scopeOf(given),
          environment,
          inputs: [given],
          ...(given.kind === 'subqueryAlias' && given.areParameters ? { isParameters: true as const } : {}),
        },
      }
    : environment;
  const right = disjoint(given, analyzer.resolve(plan.right, inner), analyzer);
  const left = plan.lateral ? exposeHidden([{ kind: 'subquery', variant: 'table', plan: right }], given, analyzer) : given;
  if (plan.usingColumns || plan.natural) return usingJoin(plan, left, right, analyzer);
  const condition = plan.condition && resolveCondition(plan.condition, left, right, analyzer, environment, plan);
  const { condition: _, ...rest } = plan;
  const join: Join = { ...rest, left, right, ...(condition ? { condition } : {}) };
  if (left !== given) return shownAs({ ...join, left: given }, join, analyzer);
  return condition ? withHiddenSides(join, condition, analyzer) : join;
}

/** A condition may use columns that the sides have but do not show. */
function withHiddenSides(join: Join, condition: Expression, analyzer: Analyzer): LogicalPlan {
  const left = exposeHidden([condition], join.left, analyzer);
  const right = exposeHidden([condition], join.right, analyzer);
  if (left === join.left && right === join.right) return join;
  return shownAs(join, { ...join, left, right }, analyzer);
}

/** A join of sides that let more through, with the output that it has without that. */
function shownAs(join: Join, wider: Join, analyzer: Analyzer): LogicalPlan {
  const project = analyzer.project(outputOf(join), wider);
  analyzer.keepNames(project, join);
  return project;
}

export function resolveCondition(
  condition: Expression,
  left: LogicalPlan,
  right: LogicalPlan,
  analyzer: Analyzer,
  environment: Environment,
  at: LogicalPlan,
): Expression {
  const resolver = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOfBoth(left, right),
    inputs: [left, right, ...environment.relations],
  });
  const resolved = resolver.resolve(condition);
  refuseInCondition(resolved, at);
  const type = typeOf(resolved);
  if (type.kind === 'null') return castTo(resolved, types.boolean, { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone });
  if (type.kind !== 'boolean') {
    fail('JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', { joinCondition: quotedSql(resolved), conditionType: quotedType(resolved) }, condition);
  }
  return resolved;
}

/** A join has no aggregates, windows or generators. */
function refuseInCondition(condition: Expression, at: LogicalPlan): void {
  const found: Expression[] = [];
  existsInExpression(condition, (item) => {
    if (item.kind === 'aggregateCall' || item.kind === 'windowCall' || item.kind === 'generatorCall') found.push(item);
    return false;
  });
  if (found.some((item) => item.kind === 'generatorCall')) fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: "'Join" }, at);
  if (found.length > 0) fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: found.map(quotedSql).join(', ') }, at);
}

/** USING and NATURAL: keys once and first, the other columns of both sides after them. */
function usingJoin(plan: Join, left: LogicalPlan, right: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const leftScope = analyzer.scopeOf(left);
  const rightScope = analyzer.scopeOf(right);
  const names = plan.usingColumns ?? commonNames(outputOf(left), rightScope, plan);
  const pairs = names.map((name) => [keyColumn(name, leftScope, 'left'), keyColumn(name, rightScope, 'right')] as const);
  const conditions = pairs.map(([leftKey, rightKey]) => buildCall('=', [leftKey, rightKey], analyzer, plan));
  const condition = conditions.reduce<Expression | undefined>(
    (all, next) => (all ? buildCall('and', [all, next], analyzer, plan) : next),
    undefined,
  );
  const join: LogicalPlan = {
    kind: 'join',
    joinType: plan.joinType,
    left,
    right,
    ...(condition ? { condition } : {}),
    ...(plan.hint ? { hint: plan.hint } : {}),
    ...(plan.lateral ? { lateral: true } : {}),
    ...(plan.origin ? { origin: plan.origin } : {}),
  };
  const joined = new Map(outputOf(join).map((attribute) => [attribute.id, attribute]));
  const current = (attribute: Attribute): Attribute => joined.get(attribute.id) ?? attribute;
  const leftKeys = pairs.map(([key]) => current(key));
  const rightKeys = pairs.map(([, key]) => current(key));
  const leftIds = new Set(leftKeys.map((key) => key.id));
  const rightIds = new Set(rightKeys.map((key) => key.id));
  const leftRest = outputOf(left)
    .filter((attribute) => !leftIds.has(attribute.id))
    .map(current);
  const rightRest = outputOf(right)
    .filter((attribute) => !rightIds.has(attribute.id))
    .map(current);
  const list = usingOutput(plan, leftKeys, rightKeys, leftRest, rightRest, analyzer);
  const project = analyzer.project(list, join);
  const shown = new Set(list.flatMap((item) => (item.kind === 'attribute' ? [item.id] : [])));
  analyzer.hide(project, [
    ...[...leftKeys, ...rightKeys].filter((key) => joined.has(key.id) && !shown.has(key.id)),
    ...analyzer.hiddenOf(join).filter((attribute) => !isMetadataColumn(attribute)),
  ]);
  return project;
}

function usingOutput(
  plan: Join,
  leftKeys: readonly Attribute[],
  rightKeys: readonly Attribute[],
  leftRest: readonly Attribute[],
  rightRest: readonly Attribute[],
  analyzer: Analyzer,
): readonly Expression[] {
  switch (plan.joinType) {
    case 'leftSemi':
    case 'leftAnti':
      return [...leftKeys, ...leftRest];
    case 'rightOuter':
      return [...rightKeys, ...leftRest, ...rightRest];
    case 'fullOuter': {
      const keys = leftKeys.map((key, i) =>
        analyzer.alias(buildCall('coalesce', [key, rightKeys[i] as Attribute], analyzer, plan), key.name),
      );
      return [...keys, ...leftRest, ...rightRest];
    }
    default:
      return [...leftKeys, ...leftRest, ...rightRest];
  }
}

function commonNames(left: readonly Attribute[], right: NameScope, plan: Join): readonly string[] {
  if (plan.joinType === 'cross') fail('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'CROSS', joinType2: 'NATURAL' }, plan);
  // Each name pairs off as often as both sides have it.
  const paired = new Map<string, number>();
  return left.flatMap(({ name }) => {
    const matches = right.resolve([name]);
    const key = matches[0]?.attribute.name ?? '';
    const used = paired.get(key) ?? 0;
    if (used >= matches.length) return [];
    paired.set(key, used + 1);
    return [name];
  });
}

/** The first column of that name. */
export function keyColumn(name: string, scope: NameScope, side: 'left' | 'right'): Attribute {
  const [match] = scope.resolve([name]);
  if (match === undefined) {
    const suggestion = scope.attributes
      .map((attribute) => quoteName([attribute.name]))
      .sort()
      .join(', ');
    fail('UNRESOLVED_USING_COLUMN_FOR_JOIN', { colName: quoteName([name]), side, suggestion });
  }
  return match.attribute;
}
