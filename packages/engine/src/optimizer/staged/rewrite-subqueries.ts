import { isDeterministic } from '../../functions/index.ts';
import {
  type Aggregate,
  type Alias,
  type Attribute,
  conjunctionOf,
  conjunctsOf,
  type Expression,
  existsInExpression,
  type Filter,
  hasOuterReference,
  idsOf,
  type Join,
  type LogicalPlan,
  mapChildren,
  outputOf,
  type Project,
  readsOnly,
  readsOuter,
  referencesOf,
  rewriteExpression,
  type Subquery,
  toAttribute,
} from '../../plan/index.ts';

/**
 * Makes joins of subqueries in conditions, where that means the same: EXISTS and IN become semi and anti joins, a correlated aggregate
 * becomes a join with the aggregate by its keys. DuckDB does so within its statement; a task of a stage would otherwise need the whole
 * of the inner table. What is not rewritten here is computed once and given to every task.
 */
export function rewriteSubqueries(plan: LogicalPlan, newId: () => number): LogicalPlan {
  const visitor = {
    plan: (node: LogicalPlan): LogicalPlan => {
      const inner = mapChildren(node, visitor);
      return inner.kind === 'filter' ? rewriteFilter(inner, newId) : inner;
    },
    expression: (expression: Expression): Expression => mapChildren(expression, visitor),
  };
  return visitor.plan(plan);
}

function rewriteFilter(plan: Filter, newId: () => number): LogicalPlan {
  const rest: Expression[] = [];
  let child = plan.child;
  const output = outputOf(plan.child);
  for (const condition of conjunctsOf(plan.condition)) {
    const joined = semiJoin(condition, child) ?? undefined;
    if (joined) {
      child = joined;
      continue;
    }
    const scalar = scalarJoin(condition, child, newId);
    if (scalar) {
      child = scalar.plan;
      rest.push(scalar.condition);
    } else rest.push(condition);
  }
  if (child === plan.child) return plan;
  const condition = conjunctionOf(rest);
  const filtered: LogicalPlan = condition ? { ...plan, condition, child } : child;
  return outputOf(filtered).length === output.length ? filtered : { kind: 'project', list: output, child: filtered };
}

// ---------------------------------------------------------------- EXISTS and IN

function semiJoin(condition: Expression, outer: LogicalPlan): Join | undefined {
  const isNegated = condition.kind === 'call' && (condition.fn === 'not' || condition.fn === '!');
  const subquery = isNegated ? condition.args[0] : condition;
  if (subquery?.kind !== 'subquery' || (subquery.variant !== 'exists' && subquery.variant !== 'in')) return undefined;
  // NOT IN is about NULLs too: it stays as it is.
  if (subquery.variant === 'in' && isNegated) return undefined;
  const found = decorrelate(subquery.plan, subquery.variant === 'exists');
  if (!found) return undefined;
  const outerIds = idsOf(outputOf(outer));
  if ([...idsOf(outputOf(found.plan))].some((id) => outerIds.has(id))) return undefined;
  if (!found.conditions.every((one) => readsOnlyBoth(one, outer, found.plan))) return undefined;
  const equalities = subquery.variant === 'in' ? inEqualities(subquery, found.inner) : [];
  if (!equalities) return undefined;
  const on = conjunctionOf([...equalities, ...found.conditions]);
  if (!on) return undefined;
  return { kind: 'join', joinType: isNegated ? 'leftAnti' : 'leftSemi', condition: on, left: outer, right: found.plan };
}

function readsOnlyBoth(condition: Expression, left: LogicalPlan, right: LogicalPlan): boolean {
  return readsOnly(condition, new Set([...idsOf(outputOf(left)), ...idsOf(outputOf(right))]));
}

function inEqualities(subquery: Subquery, output: readonly Attribute[]): Expression[] | undefined {
  const values = subquery.values ?? [];
  if (values.length !== output.length || values.some((value) => existsInExpression(value, ({ kind }) => kind === 'subquery')))
    return undefined;
  return values.map((value, i) => ({
    kind: 'call',
    fn: '=',
    args: [value, output[i] as Attribute],
    dataType: { kind: 'boolean' },
    nullable: true,
    evalMode: 'legacy',
  }));
}

interface Decorrelated {
  /** Without outer references; it gives at least what the conditions read. */
  readonly plan: LogicalPlan;
  /** The columns that the subquery itself gives. */
  readonly inner: readonly Attribute[];
  /** What tied the subquery to the outer rows, as conditions over both sides. */
  readonly conditions: readonly Expression[];
}

/** Takes the conditions that read outer columns out of filters at the top of a subquery. */
function decorrelate(plan: LogicalPlan, anyColumns: boolean): Decorrelated | undefined {
  const inner = outputOf(plan);
  const conditions: Expression[] = [];
  const lifted = lift(plan, conditions, anyColumns);
  if (!lifted || readsOuter(lifted)) return undefined;
  const known = idsOf(outputOf(lifted));
  if (!anyColumns && !inner.every((attribute) => known.has(attribute.id))) return undefined;
  return { plan: lifted, inner, conditions: conditions.map(withoutOuterReferences) };
}

function lift(plan: LogicalPlan, conditions: Expression[], anyColumns: boolean): LogicalPlan | undefined {
  switch (plan.kind) {
    case 'subqueryAlias':
    case 'view':
      return lift(plan.child, conditions, anyColumns);
    case 'filter': {
      const own: Expression[] = [];
      const correlated: Expression[] = [];
      for (const condition of conjunctsOf(plan.condition)) (hasOuterReference(condition) ? correlated : own).push(condition);
      if (correlated.some((condition) => !isDeterministic(condition) || existsInExpression(condition, ({ kind }) => kind === 'subquery')))
        return undefined;
      const child = lift(plan.child, conditions, anyColumns);
      if (!child) return undefined;
      conditions.push(...correlated);
      const condition = conjunctionOf(own);
      return condition ? { ...plan, condition, child } : child;
    }
    case 'project': {
      if (plan.list.some(hasOuterReference)) return undefined;
      const before = conditions.length;
      const child = lift(plan.child, conditions, anyColumns);
      if (!child) return undefined;
      // The columns that the conditions read must come through.
      const needed = new Set(conditions.slice(before).flatMap((condition) => [...referencesOf(withoutOuter(condition))]));
      const given = idsOf(outputOf(plan));
      const more = outputOf(child).filter(({ id }) => needed.has(id) && !given.has(id));
      return { ...plan, list: anyColumns && more.length > 0 ? more : [...plan.list, ...more], child };
    }
    default:
      return plan;
  }
}

/** The condition with its outer references gone: to see which columns of its own side it reads. */
function withoutOuter(condition: Expression): Expression {
  return rewriteExpression(condition, (node) =>
    node.kind === 'outerReference' ? { kind: 'literal', value: null, dataType: node.attribute.dataType } : undefined,
  );
}

function withoutOuterReferences(condition: Expression): Expression {
  return rewriteExpression(condition, (node) => (node.kind === 'outerReference' ? node.attribute : undefined));
}

// ---------------------------------------------------------------- scalar aggregates

/** `a < (SELECT avg(b) FROM t WHERE t.k = outer.k)`: a left join with `SELECT k, avg(b) … GROUP BY k`. */
function scalarJoin(
  condition: Expression,
  outer: LogicalPlan,
  newId: () => number,
): { readonly plan: LogicalPlan; readonly condition: Expression } | undefined {
  const subqueries: Subquery[] = [];
  rewriteExpression(condition, (node) => {
    if (node.kind === 'subquery') subqueries.push(node);
    return undefined;
  });
  const [subquery] = subqueries;
  if (subqueries.length !== 1 || subquery?.variant !== 'scalar' || !readsOuter(subquery.plan)) return undefined;
  const found = keyedAggregate(subquery.plan, newId);
  if (!found) return undefined;
  const outerIds = idsOf(outputOf(outer));
  if ([...idsOf(outputOf(found.plan))].some((id) => outerIds.has(id))) return undefined;
  const on = conjunctionOf(found.conditions);
  if (!on || !found.conditions.every((one) => readsOnlyBoth(one, outer, found.plan))) return undefined;
  const joined: Join = { kind: 'join', joinType: 'leftOuter', condition: on, left: outer, right: found.plan };
  const value = { ...found.value, nullable: true };
  return { plan: joined, condition: rewriteExpression(condition, (node) => (node === subquery ? value : undefined)) };
}

interface KeyedAggregate {
  readonly plan: LogicalPlan;
  readonly value: Attribute;
  readonly conditions: readonly Expression[];
}

function keyedAggregate(plan: LogicalPlan, newId: () => number): KeyedAggregate | undefined {
  if (plan.kind === 'subqueryAlias' || plan.kind === 'view') return keyedAggregate(plan.child, newId);
  if (plan.kind === 'project') {
    const below = keyedAggregate(plan.child, newId);
    const [item] = plan.list;
    if (!below || plan.list.length !== 1 || !item || hasOuterReference(item) || !givesNullForNull(item)) return undefined;
    const alias: Expression = item.kind === 'attribute' ? item : item;
    const keys = outputOf(below.plan).filter(({ id }) => id !== below.value.id);
    const project: Project = { kind: 'project', list: [...keys, alias], child: below.plan };
    return { plan: project, value: toAttribute(alias), conditions: below.conditions };
  }
  if (plan.kind !== 'aggregate' || plan.grouping.length > 0 || plan.list.length !== 1) return undefined;
  const [item] = plan.list;
  if (!item || hasOuterReference(item) || !givesNullForNoRows(item)) return undefined;
  const conditions: Expression[] = [];
  const child = lift(plan.child, conditions, false);
  if (!child || conditions.length === 0 || readsOuter(child)) return undefined;
  const keys: Attribute[] = [];
  for (const condition of conditions) {
    // Only equalities leave each outer row one group.
    if (condition.kind !== 'call' || condition.fn !== '=') return undefined;
    const [left, right] = condition.args;
    const own = left && hasOuterReference(left) ? right : left;
    const other = own === left ? right : left;
    if (own?.kind !== 'attribute' || !other || referencesOf(withoutOuter(other)).size > 0 || !hasOuterReference(other)) return undefined;
    if (!keys.some(({ id }) => id === own.id)) keys.push(own);
  }
  const aliases = keys.map((key): Alias => ({ kind: 'alias', child: key, names: [key.name], id: newId() }));
  const renamed = new Map(keys.map((key, i) => [key.id, toAttribute(aliases[i] as Alias)]));
  const aggregate: Aggregate = { ...plan, grouping: keys, groupingKind: { kind: 'groupBy' }, list: [...aliases, item], child };
  return {
    plan: aggregate,
    value: toAttribute(item),
    conditions: conditions.map((condition) =>
      rewriteExpression(condition, (node) => {
        if (node.kind === 'outerReference') return node.attribute;
        return node.kind === 'attribute' ? renamed.get(node.id) : undefined;
      }),
    ),
  };
}

const nullForNoRows: ReadonlySet<string> = new Set(['sum', 'avg', 'min', 'max', 'first', 'last', 'any_value']);
const nullForNull: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', 'negative', 'positive', 'abs']);

/** Whether the value over no rows is NULL, as the value of a left join without a partner is. */
function givesNullForNoRows(expression: Expression): boolean {
  switch (expression.kind) {
    case 'alias':
    case 'cast':
      return givesNullForNoRows(expression.child);
    case 'aggregateCall':
      return nullForNoRows.has(expression.fn);
    case 'call':
      return nullForNull.has(expression.fn) && expression.args.some(givesNullForNoRows);
    default:
      return false;
  }
}

function givesNullForNull(expression: Expression): boolean {
  switch (expression.kind) {
    case 'attribute':
      return true;
    case 'alias':
    case 'cast':
      return givesNullForNull(expression.child);
    case 'call':
      return nullForNull.has(expression.fn) && expression.args.some(givesNullForNull);
    default:
      return false;
  }
}
