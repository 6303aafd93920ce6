import {
  childExpressions,
  declaredOutput,
  type Expression,
  type LogicalPlan,
  outputOf,
  renumber,
  walkExpression,
  walkPlan,
} from '../plan/index.ts';
import type { Analyzer } from './analyzer.ts';

/** Ids of the attributes that the plan itself makes; those of enclosing queries are not among them. */
function ownIds(plan: LogicalPlan): Set<number> {
  const ids = new Set<number>();
  const note = (expression: Expression): void => {
    if (expression.kind === 'alias' && expression.id !== undefined) ids.add(expression.id);
    if (expression.kind === 'lambda') for (const variable of expression.variables ?? []) ids.add(variable.id);
  };
  walkPlan(plan, (node) => {
    for (const attribute of declaredOutput(node)) if (attribute.kind === 'attribute') ids.add(attribute.id);
    for (const expression of childExpressions(node)) walkExpression(expression, note);
  });
  return ids;
}

/** The plan again with ids of its own: it may stand in one query more than once. */
export function withFreshIds(plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const own = ownIds(plan);
  const fresh = new Map<number, number>();
  return renumber(plan, (id) => {
    if (!own.has(id)) return id;
    let renamed = fresh.get(id);
    if (renamed === undefined) {
      renamed = analyzer.newId();
      fresh.set(id, renamed);
    }
    return renamed;
  });
}

/** The right side with other ids where it shares some with the left one. */
export function disjoint(left: LogicalPlan, right: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const leftIds = new Set(outputOf(left).map((attribute) => attribute.id));
  return outputOf(right).some((attribute) => leftIds.has(attribute.id)) ? withFreshIds(right, analyzer) : right;
}
