import { type LogicalPlan, rewritePlanUp } from '../plan/index.ts';

/** Aliases and views only give names, and names are resolved. */
export function eliminateSubqueryAliases(plan: LogicalPlan): LogicalPlan {
  return rewritePlanUp(plan, (node) => (node.kind === 'subqueryAlias' || node.kind === 'view' ? node.child : node));
}
