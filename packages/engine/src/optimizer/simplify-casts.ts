import { equalTypes } from '@kindling/protocol';
import { type LogicalPlan, rewriteExpressionsUp, typeOf } from '../plan/index.ts';

/** A cast to the type that the value has already does nothing. */
export function simplifyCasts(plan: LogicalPlan): LogicalPlan {
  return rewriteExpressionsUp(plan, (expression) =>
    expression.kind === 'cast' && equalTypes(typeOf(expression.child), expression.dataType) ? expression.child : expression,
  );
}
