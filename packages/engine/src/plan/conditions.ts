import type { Attribute, Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { outputOf } from './output.ts';
import { existsInExpression, walkExpression, walkExpressions, walkPlan } from './walk.ts';

/** Parts of a condition that are joined by AND, in order. */
export function conjunctsOf(condition: Expression): Expression[] {
  const parts: Expression[] = [];
  const pending: Expression[] = [condition];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'call' && next.fn === 'and') pending.push(...[...next.args].reverse());
    else parts.push(next);
  }
  return parts;
}

/** All conditions joined by AND; `undefined` for none. */
export function conjunctionOf(conditions: readonly Expression[]): Expression | undefined {
  return conditions.reduce<Expression | undefined>(
    (left, right) =>
      left ? { kind: 'call', fn: 'and', args: [left, right], dataType: { kind: 'boolean' }, nullable: true, evalMode: 'legacy' } : right,
    undefined,
  );
}

/** Ids of the attributes that an expression reads, those of plans inside it included. */
export function referencesOf(expression: Expression): Set<number> {
  const ids = new Set<number>();
  walkExpression(expression, (node) => {
    if (node.kind === 'attribute') ids.add(node.id);
  });
  return ids;
}

export const idsOf = (attributes: readonly Attribute[]): Set<number> => new Set(attributes.map(({ id }) => id));

export function readsOnly(expression: Expression, ids: ReadonlySet<number>): boolean {
  for (const id of referencesOf(expression)) if (!ids.has(id)) return false;
  return true;
}

export const hasSubquery = (expression: Expression): boolean => existsInExpression(expression, ({ kind }) => kind === 'subquery');
export const hasOuterReference = (expression: Expression): boolean =>
  existsInExpression(expression, ({ kind }) => kind === 'outerReference');

/** The two sides of an equality between what `left` and what `right` give; `undefined` when the condition is none. */
export function equalityBetween(
  condition: Expression,
  left: ReadonlySet<number>,
  right: ReadonlySet<number>,
): { readonly left: Expression; readonly right: Expression; readonly nullSafe: boolean } | undefined {
  if (condition.kind !== 'call' || (condition.fn !== '=' && condition.fn !== '<=>' && condition.fn !== '==')) return undefined;
  const [a, b] = condition.args;
  if (!a || !b || hasSubquery(condition)) return undefined;
  const nullSafe = condition.fn === '<=>';
  const uses = (expression: Expression) => referencesOf(expression).size > 0;
  if (!uses(a) || !uses(b)) return undefined;
  if (readsOnly(a, left) && readsOnly(b, right)) return { left: a, right: b, nullSafe };
  if (readsOnly(b, left) && readsOnly(a, right)) return { left: b, right: a, nullSafe };
  return undefined;
}

/** Whether a plan reads columns of a query around it; what its own subqueries read of it does not count. */
export function readsOuter(plan: LogicalPlan): boolean {
  const own = new Set<number>();
  walkPlan(plan, (node) => {
    for (const { id } of outputOf(node)) own.add(id);
  });
  let reads = false;
  walkExpressions(plan, (expression) => {
    if (expression.kind === 'outerReference' && !own.has(expression.attribute.id)) reads = true;
    return !reads;
  });
  return reads;
}
