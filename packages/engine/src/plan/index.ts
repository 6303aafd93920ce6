export { databaseNameOf } from './cached-block.ts';
export { canonicalPlan, canonicalQuery } from './canonical.ts';
export { canUpCast, castIsNullable } from './cast-nullability.ts';
export { expressionChildren, planChildren, type Shape } from './children.ts';
export type * from './command.ts';
export {
  conjunctionOf,
  conjunctsOf,
  equalityBetween,
  hasOuterReference,
  hasSubquery,
  idsOf,
  readsOnly,
  readsOuter,
  referencesOf,
} from './conditions.ts';
export { sameCanonical, sameExpression, samePlan } from './equals.ts';
export { estimateRows, rowBytes } from './estimate-rows.ts';
export type * from './expression.ts';
export { isCommand } from './is-command.ts';
export type * from './logical-plan.ts';
export { mostRows } from './most-rows.ts';
export { outerTo } from './outer-to.ts';
export { isNullable, outputOf, schemaOf, toAttribute, typeOf } from './output.ts';
export { planTreeString, printExpression } from './print.ts';
export { isRaisedWithPlace, queryContextOf } from './query-context.ts';
export {
  mapChildren,
  mapExpressions,
  type PlanNode,
  renumber,
  rewriteExpression,
  rewriteExpressionsUp,
  rewriteExpressionUp,
  rewritePlanDown,
  rewritePlanUp,
} from './rewrite.ts';
export { childExpressions, childPlans, declaredOutput, existsInExpression, walkExpression, walkExpressions, walkPlan } from './walk.ts';
