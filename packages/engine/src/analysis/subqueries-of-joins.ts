import {
  type Expression,
  type Join,
  type LogicalPlan,
  outputOf,
  rewriteExpression,
  rewritePlanUp,
  type Subquery,
  toAttribute,
  walkExpression,
} from '../plan/index.ts';
import type { Analyzer } from './analyzer.ts';
import { outerColumns } from './check-subqueries.ts';

export function withJoinableSubqueries(plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  return rewritePlanUp(plan, (node) => (node.kind === 'join' ? withoutSubqueries(node, analyzer) : node));
}

/** The subqueries in the condition of an outer join become columns of the side that they ask about: DuckDB has them in no such condition. */
function withoutSubqueries(join: Join, analyzer: Analyzer): LogicalPlan {
  if (join.condition === undefined || !['leftOuter', 'rightOuter', 'fullOuter', 'leftSemi', 'leftAnti'].includes(join.joinType))
    return join;
  const added: { readonly left: Expression[]; readonly right: Expression[] } = { left: [], right: [] };
  const rightIds = new Set(outputOf(join.right).map(({ id }) => id));
  const condition = rewriteExpression(join.condition, (item) => {
    if (item.kind !== 'subquery') return undefined;
    const column = analyzer.alias(item, 'subquery');
    added[asksAbout(item, rightIds) ? 'right' : 'left'].push(column);
    return toAttribute(column);
  });
  if (added.left.length + added.right.length === 0) return join;
  const side = (plan: LogicalPlan, columns: readonly Expression[]): LogicalPlan =>
    columns.length === 0 ? plan : analyzer.project([...outputOf(plan), ...columns], plan);
  const wider: LogicalPlan = { ...join, left: side(join.left, added.left), right: side(join.right, added.right), condition };
  const project = analyzer.project(outputOf(join), wider);
  analyzer.keepNames(project, join);
  return project;
}

function asksAbout(subquery: Subquery, ids: ReadonlySet<number>): boolean {
  let found = false;
  for (const expression of [...outerColumns(subquery), ...(subquery.values ?? [])]) {
    walkExpression(expression, (item) => {
      found ||= item.kind === 'attribute' && ids.has(item.id);
    });
  }
  return found;
}
