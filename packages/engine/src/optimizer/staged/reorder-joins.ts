import {
  conjunctionOf,
  conjunctsOf,
  type Expression,
  equalityBetween,
  estimateRows,
  idsOf,
  type Join,
  type LogicalPlan,
  mapChildren,
  outputOf,
  readsOnly,
} from '../../plan/index.ts';

/**
 * Orders chains of inner joins: the largest relation first, then always the smallest one that a condition ties to what is joined
 * already. So products of unrelated tables are left to the end, and what is small is joined, and filters, early.
 */
export function reorderJoins(plan: LogicalPlan): LogicalPlan {
  const visitor = {
    plan: (node: LogicalPlan): LogicalPlan => (isChain(node) ? reorder(node) : mapChildren(node, visitor)),
    expression: (expression: Expression): Expression => mapChildren(expression, visitor),
  };
  const reorder = (node: Join): LogicalPlan => {
    const relations: LogicalPlan[] = [];
    const conditions: Expression[] = [];
    flatten(node, relations, conditions);
    return ordered(
      node,
      relations.map((relation) => visitor.plan(relation)),
      conditions,
    );
  };
  return visitor.plan(plan);
}

function isChain(plan: LogicalPlan): plan is Join {
  return plan.kind === 'join' && (plan.joinType === 'inner' || plan.joinType === 'cross') && !plan.lateral && !plan.hint;
}

function flatten(plan: LogicalPlan, relations: LogicalPlan[], conditions: Expression[]): void {
  if (!isChain(plan)) {
    relations.push(plan);
    return;
  }
  flatten(plan.left, relations, conditions);
  flatten(plan.right, relations, conditions);
  if (plan.condition) conditions.push(...conjunctsOf(plan.condition));
}

function ordered(original: Join, relations: readonly LogicalPlan[], conditions: readonly Expression[]): LogicalPlan {
  const rest = relations.map((plan) => ({ plan, rows: estimateRows(plan), ids: idsOf(outputOf(plan)) }));
  let open = [...conditions];
  const first = rest.reduce((largest, one) => (one.rows > largest.rows ? one : largest));
  rest.splice(rest.indexOf(first), 1);
  let joined = first.plan;
  const known = new Set(first.ids);
  while (rest.length > 0) {
    const tied = rest.filter((one) => open.some((condition) => equalityBetween(condition, known, one.ids)));
    const next = (tied.length > 0 ? tied : rest).reduce((least, one) => (one.rows < least.rows ? one : least));
    rest.splice(rest.indexOf(next), 1);
    for (const id of next.ids) known.add(id);
    const now = open.filter((condition) => readsOnly(condition, known));
    open = open.filter((condition) => !now.includes(condition));
    const condition = conjunctionOf(now);
    joined = { kind: 'join', joinType: condition ? 'inner' : 'cross', ...(condition ? { condition } : {}), left: joined, right: next.plan };
  }
  // Only conditions that read something else, such as outer columns, can be left.
  const above = conjunctionOf(open);
  if (above) joined = { kind: 'filter', condition: above, child: joined };
  const output = outputOf(original);
  const isSame = outputOf(joined).every((attribute, i) => attribute.id === output[i]?.id);
  return isSame ? joined : { kind: 'project', list: output, child: joined };
}
