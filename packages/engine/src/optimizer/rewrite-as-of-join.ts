import {
  type Alias,
  type AsOfJoin,
  type Attribute,
  type Expression,
  type LogicalPlan,
  outerTo,
  outputOf,
  rewritePlanUp,
  toAttribute,
} from '../plan/index.ts';

/** An as-of join becomes a lateral join of the one row that its aggregate picks, which has the ids of the right side's columns. */
export function rewriteAsOfJoin(plan: LogicalPlan): LogicalPlan {
  return rewritePlanUp(plan, (node) => (node.kind === 'asOfJoin' && node.nearest ? lateralJoin(node, node.nearest) : node));
}

function lateralJoin(join: AsOfJoin, nearest: Alias): LogicalPlan {
  const { left, right, condition, joinType } = join;
  const candidates: LogicalPlan = condition ? { kind: 'filter', condition: outerTo(left, condition), child: right } : right;
  const alias: Alias = { ...nearest, child: outerTo(left, nearest.child) };
  const picked: LogicalPlan = { kind: 'aggregate', grouping: [], groupingKind: { kind: 'groupBy' }, list: [alias], child: candidates };
  const pick: Attribute = toAttribute(alias);
  const isFound: Expression = { kind: 'call', fn: 'isnotnull', args: [pick], dataType: { kind: 'boolean' }, nullable: false };
  const list = outputOf(right).map(({ name, dataType, nullable, id }, ordinal): Expression => {
    const child: Expression = { kind: 'getStructField', child: pick, ordinal, name, dataType, nullable };
    return { kind: 'alias', child, names: [name], id };
  });
  return {
    kind: 'join',
    joinType,
    lateral: true,
    left,
    right: { kind: 'project', list, child: { kind: 'filter', condition: isFound, child: picked } },
  };
}
