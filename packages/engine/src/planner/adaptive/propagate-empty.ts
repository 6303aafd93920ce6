import type { Piece, PieceSource } from '../../physical/index.ts';
import {
  type Alias,
  type Attribute,
  childPlans,
  type Expression,
  type Join,
  type LogicalPlan,
  mapChildren,
  outputOf,
  schemaOf,
  walkPlan,
} from '../../plan/index.ts';

/**
 * What is left of a piece when exchanges turn out empty: joins with nothing give nothing, or one side alone, and what is computed from
 * nothing is nothing. Exchanges that only such an operator would have read are not read any more. `undefined` where nothing changes.
 */
export function propagateEmpty(piece: Piece, isEmpty: (exchangeId: number) => boolean): Piece | undefined {
  const plan = withoutEmpty(piece.plan, isEmpty);
  if (plan === piece.plan) return undefined;
  const source = sourceIn(plan, piece.source);
  const read = source.kind === 'exchanges' ? source.exchangeIds : [];
  return { ...piece, plan, source, splittable: piece.splittable.filter((id) => read.includes(id)) };
}

function sourceIn(plan: LogicalPlan, source: PieceSource): PieceSource {
  const read: number[] = [];
  let hasLeaf = false;
  walkPlan(plan, (node) => {
    if (node.kind === 'exchangeRead' && node.reads === 'partition') read.push(node.exchangeId);
    if ('relation' in source && node === source.relation) hasLeaf = true;
  });
  if (source.kind !== 'exchanges') return hasLeaf ? source : { kind: 'one' };
  const exchangeIds = source.exchangeIds.filter((id) => read.includes(id));
  return exchangeIds.length > 0 ? { kind: 'exchanges', exchangeIds } : { kind: 'one' };
}

function withoutEmpty(plan: LogicalPlan, isEmpty: (exchangeId: number) => boolean): LogicalPlan {
  if (plan.kind === 'exchangeRead') return isEmpty(plan.exchangeId) ? nothing(plan) : plan;
  const children = childPlans(plan);
  const now = children.map((child) => withoutEmpty(child, isEmpty));
  if (now.every((child, i) => child === children[i])) return plan;
  let next = 0;
  return simplified(mapChildren(plan, { plan: () => now[next++] as LogicalPlan }));
}

/** An operator one of whose children may be empty by now. */
function simplified(plan: LogicalPlan): LogicalPlan {
  switch (plan.kind) {
    case 'project':
    case 'filter':
    case 'sort':
    case 'limit':
    case 'offset':
    case 'tail':
    case 'window':
    case 'deduplicate':
    case 'sample':
    case 'generate':
    case 'repartition':
    case 'hint':
      return isNothing(plan.child) ? nothing(plan) : plan;
    case 'aggregate':
      return plan.grouping.length > 0 && isNothing(plan.child) ? nothing(plan) : plan;
    case 'join':
      return plan.lateral ? plan : simplifiedJoin(plan);
    default:
      return plan;
  }
}

function simplifiedJoin(plan: Join): LogicalPlan {
  const left = isNothing(plan.left);
  const right = isNothing(plan.right);
  if (left && right) return nothing(plan);
  switch (plan.joinType) {
    case 'inner':
    case 'cross':
    case 'leftSemi':
      return left || right ? nothing(plan) : plan;
    case 'leftAnti':
      return left ? nothing(plan) : right ? plan.left : plan;
    case 'leftOuter':
      return left ? nothing(plan) : right ? padded(plan, plan.left) : plan;
    case 'rightOuter':
      return right ? nothing(plan) : left ? padded(plan, plan.right) : plan;
    case 'fullOuter':
      return right ? padded(plan, plan.left) : left ? padded(plan, plan.right) : plan;
  }
}

/** The rows of one side of a join, with NULL for what the other side would give. */
function padded(plan: Join, side: LogicalPlan): LogicalPlan {
  const own = new Set(outputOf(side).map(({ id }) => id));
  const list = outputOf(plan).map((attribute): Expression => (own.has(attribute.id) ? attribute : nullAs(attribute)));
  return { kind: 'project', list, child: side };
}

function nullAs(attribute: Attribute): Alias {
  const child: Expression = { kind: 'literal', value: null, dataType: attribute.dataType };
  const { metadata } = attribute;
  return { kind: 'alias', child, names: [attribute.name], id: attribute.id, ...(metadata ? { metadata } : {}) };
}

function nothing(plan: LogicalPlan): LogicalPlan {
  return { kind: 'localRelation', schema: schemaOf(plan), batches: [], output: outputOf(plan) };
}

const isNothing = (plan: LogicalPlan): boolean => plan.kind === 'localRelation' && plan.batches.every((batch) => batch.length === 0);
