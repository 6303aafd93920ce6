import { foldCast } from '../functions/index.ts';
import { type LogicalPlan, rewriteExpressionsUp } from '../plan/index.ts';

/** Casts of constants become constants: DuckDB could not compute those that need JavaScript before it chooses what to read. */
export function foldConstants(plan: LogicalPlan): LogicalPlan {
  return rewriteExpressionsUp(plan, (expression) => (expression.kind === 'cast' ? (foldCast(expression) ?? expression) : expression));
}
