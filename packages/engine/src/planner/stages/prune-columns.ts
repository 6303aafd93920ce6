import {
  type Aggregate,
  type Attribute,
  childExpressions,
  type Expression,
  type LogicalPlan,
  mapChildren,
  outputOf,
  type Project,
  toAttribute,
  walkExpression,
  walkPlan,
} from '../../plan/index.ts';

/**
 * Leaves out, as early as possible, columns that nothing above reads: what goes through an exchange is written to disk. The plan itself
 * gives the same columns as before.
 */
export function onlyNeeded(plan: LogicalPlan): LogicalPlan {
  return prune(plan, new Set(outputOf(plan).map(({ id }) => id)));
}

function prune(plan: LogicalPlan, needed: ReadonlySet<number>): LogicalPlan {
  switch (plan.kind) {
    case 'project': {
      const list = plan.list.filter((item) => needed.has(toAttribute(item).id));
      const kept = list.length > 0 ? list : plan.list.slice(0, 1);
      return { ...plan, list: kept, child: prune(plan.child, readBy(kept)) };
    }
    case 'aggregate': {
      const list = plan.list.filter((item) => needed.has(toAttribute(item).id));
      const kept = list.length > 0 ? list : plan.list.slice(0, 1);
      return { ...plan, list: kept, child: prune(plan.child, readBy([...plan.grouping, ...kept])) } satisfies Aggregate;
    }
    case 'join': {
      if (plan.lateral) return plan;
      const below = union(needed, readBy(plan.condition ? [plan.condition] : []));
      return { ...plan, left: narrowed(plan.left, below), right: narrowed(plan.right, below) };
    }
    case 'filter':
    case 'sort':
    case 'limit':
    case 'offset':
    case 'tail':
    case 'window':
    case 'repartition':
    case 'hint':
    case 'sample':
    case 'generate':
      return { ...plan, child: prune(plan.child, union(needed, readBy(childExpressions(plan)))) };
    case 'subqueryAlias':
    case 'view':
      return { ...plan, child: prune(plan.child, needed) };
    default:
      return mapChildren(plan, { plan: onlyNeeded });
  }
}

/** A side of a join, without the columns that only its own conditions read. */
function narrowed(plan: LogicalPlan, needed: ReadonlySet<number>): LogicalPlan {
  const pruned = prune(plan, needed);
  if (pruned.kind === 'hint') return pruned;
  const output = outputOf(pruned);
  const kept = output.filter(({ id }) => needed.has(id));
  if (kept.length === output.length) return pruned;
  const list: readonly Attribute[] = kept.length > 0 ? kept : output.slice(0, 1);
  return { kind: 'project', list, child: pruned } satisfies Project;
}

/** Attributes that expressions read, those that their subqueries read of the row around them included. */
function readBy(expressions: readonly Expression[]): Set<number> {
  const ids = new Set<number>();
  const visit = (expression: Expression): void => {
    walkExpression(expression, (node) => {
      if (node.kind === 'attribute') ids.add(node.id);
      if (node.kind === 'outerReference') ids.add(node.attribute.id);
      if (node.kind === 'subquery') {
        walkPlan(node.plan, (inner) => {
          for (const one of childExpressions(inner)) visit(one);
        });
      }
    });
  };
  for (const expression of expressions) visit(expression);
  return ids;
}

const union = (left: ReadonlySet<number>, right: ReadonlySet<number>): Set<number> => new Set([...left, ...right]);
