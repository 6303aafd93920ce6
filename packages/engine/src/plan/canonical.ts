import type { Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { outputOf } from './output.ts';
import { mapChildren, renumber, rewritePlanUp } from './rewrite.ts';

/** Comparisons that say the same from the other side. */
const flipped: ReadonlyMap<string, string> = new Map([
  ['>', '<'],
  ['>=', '<='],
]);

/** A plan without what does not change its rows: names of columns, numbers of attributes, operators that only pass their input on. */
export function canonicalPlan(plan: LogicalPlan): LogicalPlan {
  const bare = rewritePlanUp(plan, (node) => (passesThrough(node) ? (node as LogicalPlan & { kind: 'project' }).child : unplaced(node)));
  const unnamed = rewritePlanUp(bare, (node) => mapChildren(node, { expression: unnamedExpression, output: unnamedExpression }));
  return renumber(withOwnCteIds(unnamed), numbering());
}

/** The same for what a plan does with its sources, whichever files these have at the moment. */
export function canonicalQuery(plan: LogicalPlan): LogicalPlan {
  const timeless = rewritePlanUp(plan, (node) => {
    if (node.kind === 'hint') return node.child;
    if (node.kind === 'join' && node.hint) {
      const { hint: _, ...join } = node;
      return join;
    }
    if (node.kind !== 'fileRelation') return node;
    const { tableName: _, ...relation } = node;
    return { ...relation, files: [] };
  });
  return canonicalPlan(timeless);
}

/** Gives ids new numbers in the order in which they come. */
function numbering(): (id: number) => number {
  const ids = new Map<number, number>();
  return (id) => {
    const known = ids.get(id) ?? ids.size;
    ids.set(id, known);
    return known;
  };
}

function withOwnCteIds(plan: LogicalPlan): LogicalPlan {
  const numberOf = numbering();
  return rewritePlanUp(plan, (node) => {
    if (node.kind === 'cteReference') return { ...node, cteId: numberOf(node.cteId), name: '' };
    if (node.kind === 'withCte') return { ...node, ctes: node.ctes.map((cte) => ({ ...cte, id: numberOf(cte.id), name: '' })) };
    return node;
  });
}

/** Where a plan stood in a text says which names it had there, and those are resolved. */
function unplaced(node: LogicalPlan): LogicalPlan {
  if (!node.isDerivedTable && !node.isPipeInput) return node;
  const { isDerivedTable: _, isPipeInput: __, ...rest } = node;
  return rest as LogicalPlan;
}

/** A project of all columns as they are, a name for the whole. */
function passesThrough(node: LogicalPlan): boolean {
  if (node.kind === 'subqueryAlias' || node.kind === 'view') return true;
  if (node.kind !== 'project') return false;
  const below = outputOf(node.child);
  return node.list.length === below.length && node.list.every((item, i) => item.kind === 'attribute' && item.id === below[i]?.id);
}

function unnamedExpression(expression: Expression): Expression {
  const inner = mapChildren(expression, { expression: unnamedExpression });
  if (inner.kind === 'alias') return { ...inner, names: inner.names.map(() => '') };
  if (inner.kind === 'attribute') return { ...inner, name: '' };
  const other = inner.kind === 'call' ? flipped.get(inner.fn) : undefined;
  return inner.kind === 'call' && other !== undefined ? { ...inner, fn: other, args: [...inner.args].reverse() } : inner;
}
