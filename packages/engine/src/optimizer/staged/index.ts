import type { LogicalPlan } from '../../plan/index.ts';
import { pushDownPredicates } from './push-down-predicates.ts';
import { reorderJoins } from './reorder-joins.ts';
import { rewriteSubqueries } from './rewrite-subqueries.ts';

/**
 * Further steps for a plan that is cut into stages, in their order. A plan that runs as one statement does without them: there DuckDB
 * takes these decisions, with statistics that it has at hand.
 */
export function optimizeForStages(plan: LogicalPlan, newId: () => number): LogicalPlan {
  return reorderJoins(pushDownPredicates(rewriteSubqueries(pushDownPredicates(plan), newId)));
}
