import {
  childExpressions,
  childPlans,
  type Expression,
  type FileRelation,
  type LogicalPlan,
  rewritePlanUp,
  toAttribute,
  walkExpression,
} from '../plan/index.ts';

/** Attributes by id, or every one. */
type Needed = ReadonlySet<number> | 'all';

/** Tells each scan of files which of its columns the query reads: DuckDB skips the others by itself, but what a source must refuse depends on them. */
export function pruneFileColumns(plan: LogicalPlan): LogicalPlan {
  const found = new Map<FileRelation, Needed>();
  collect(plan, 'all', found);
  const isNeeded = (relation: FileRelation, id: number) => {
    const needed = found.get(relation) ?? 'all';
    return needed === 'all' || needed.has(id);
  };
  return rewritePlanUp(plan, (node) => {
    if (node.kind !== 'fileRelation') return node;
    const names = node.dataSchema.fields.filter((_, i) => isNeeded(node, node.output[i]?.id ?? -1)).map((field) => field.name);
    return names.length < node.dataSchema.fields.length ? { ...node, requiredColumns: names } : node;
  });
}

function collect(plan: LogicalPlan, needed: Needed, found: Map<FileRelation, Needed>): void {
  if (plan.kind === 'fileRelation') {
    found.set(plan, union(found.get(plan) ?? new Set(), needed));
    return;
  }
  const expressions = childExpressions(plan);
  let hasSubquery = false;
  for (const expression of expressions)
    walkExpression(expression, (inner) => {
      if (inner.kind !== 'subquery') return;
      hasSubquery = true;
      collect(inner.plan, 'all', found);
    });
  const below = hasSubquery ? 'all' : neededBelow(plan, expressions, needed);
  for (const child of childPlans(plan)) collect(child, below, found);
}

function neededBelow(plan: LogicalPlan, expressions: readonly Expression[], needed: Needed): Needed {
  switch (plan.kind) {
    case 'project':
      return attributesOf(needed === 'all' ? expressions : expressions.filter((item) => needed.has(toAttribute(item).id)));
    case 'aggregate':
      return attributesOf(expressions);
    case 'filter':
    case 'join':
    case 'sort':
    case 'limit':
    case 'offset':
    case 'repartition':
    case 'subqueryAlias':
      return union(needed, attributesOf(expressions));
    default:
      return 'all';
  }
}

const union = (left: Needed, right: Needed): Needed => (left === 'all' || right === 'all' ? 'all' : new Set([...left, ...right]));

function attributesOf(expressions: readonly Expression[]): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const expression of expressions)
    walkExpression(expression, (inner) => {
      if (inner.kind === 'attribute') ids.add(inner.id);
    });
  return ids;
}
