import { type Hint, type Join, type JoinStrategy, type LogicalPlan, mapChildren } from '../plan/index.ts';

const strategies: ReadonlyMap<string, JoinStrategy> = new Map([
  ['BROADCAST', 'BROADCAST'],
  ['BROADCASTJOIN', 'BROADCAST'],
  ['MAPJOIN', 'BROADCAST'],
  ['MERGE', 'MERGE'],
  ['SHUFFLE_MERGE', 'MERGE'],
  ['MERGEJOIN', 'MERGE'],
  ['SHUFFLE_HASH', 'SHUFFLE_HASH'],
  ['SHUFFLE_REPLICATE_NL', 'SHUFFLE_REPLICATE_NL'],
]);

const strategyOf = (hint: Hint): JoinStrategy | undefined => strategies.get(hint.name.toUpperCase());

/** What a hint is over, its joins told the strategy for the relations that the hint names. */
export function withNamedHint(hint: Hint): LogicalPlan {
  const strategy = strategyOf(hint);
  if (strategy === undefined || hint.parameters.length === 0) return hint.child;
  const names = new Set(hint.parameters.flatMap(nameOf));
  const visit = (plan: LogicalPlan): LogicalPlan => {
    // What a subquery is made of has no name outside of it.
    if (plan.kind === 'subqueryAlias' || plan.kind === 'view' || plan.kind === 'setOperation' || plan.kind === 'withCte') return plan;
    const below = mapChildren(plan, { plan: visit });
    if (below.kind !== 'join') return below;
    const of = (side: LogicalPlan) => (names.has(relationName(side)?.toLowerCase() ?? '') ? strategy : undefined);
    return withHints(below, of(below.left), of(below.right));
  };
  return visit(hint.child);
}

/** The join with the strategies for which its sides carry hints themselves, as those of DataFrames do. */
export function withHintsOfSides(join: Join): Join {
  return withHints(join, hintedStrategy(join.left), hintedStrategy(join.right));
}

/** The first hint of a side counts. */
function withHints(join: Join, left: JoinStrategy | undefined, right: JoinStrategy | undefined): Join {
  const hint = { ...(left ? { left } : {}), ...(right ? { right } : {}), ...join.hint };
  return left || right ? { ...join, hint } : join;
}

function nameOf(parameter: Hint['parameters'][number]): readonly string[] {
  if (typeof parameter === 'string') return [parameter.toLowerCase()];
  const last = parameter.kind === 'unresolvedAttribute' ? parameter.nameParts.at(-1) : undefined;
  return last === undefined ? [] : [last.toLowerCase()];
}

function relationName(plan: LogicalPlan): string | undefined {
  switch (plan.kind) {
    case 'unresolvedTable':
      return plan.nameParts.at(-1);
    case 'subqueryAlias':
      return plan.qualifier.at(-1);
    case 'filter':
    case 'sample':
    case 'hint':
      return relationName(plan.child);
    default:
      return undefined;
  }
}

function hintedStrategy(plan: LogicalPlan): JoinStrategy | undefined {
  switch (plan.kind) {
    case 'hint':
      return (plan.parameters.length === 0 ? strategyOf(plan) : undefined) ?? hintedStrategy(plan.child);
    case 'filter':
    case 'project':
    case 'subqueryAlias':
      return hintedStrategy(plan.child);
    default:
      return undefined;
  }
}
