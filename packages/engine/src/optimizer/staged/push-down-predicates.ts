import { isDeterministic } from '../../functions/index.ts';
import {
  type Aggregate,
  conjunctionOf,
  conjunctsOf,
  type Expression,
  type Filter,
  hasOuterReference,
  hasSubquery,
  idsOf,
  type Join,
  type LogicalPlan,
  mapChildren,
  outputOf,
  type Project,
  readsOnly,
  referencesOf,
  rewriteExpression,
  toAttribute,
} from '../../plan/index.ts';

/**
 * Moves each condition as near to the data as it can go. DuckDB does so within its statement; between stages, where rows go to disk,
 * nobody else does.
 */
export function pushDownPredicates(plan: LogicalPlan): LogicalPlan {
  return push(plan, []);
}

const visitor = {
  plan: (plan: LogicalPlan): LogicalPlan => push(plan, []),
  expression: (expression: Expression): Expression => mapChildren(expression, visitor),
};

function push(plan: LogicalPlan, conditions: readonly Expression[]): LogicalPlan {
  switch (plan.kind) {
    case 'filter':
      return push(plan.child, [...conjunctsOf(mapChildren(plan.condition, visitor)), ...conditions]);
    case 'project':
      return throughProject(plan, conditions);
    case 'aggregate':
      return throughAggregate(plan, conditions);
    case 'join':
      return throughJoin(plan, conditions);
    case 'subqueryAlias':
    case 'view':
    case 'hint':
    case 'repartition':
      return { ...(mapChildren(plan, { expression: visitor.expression }) as typeof plan), child: push(plan.child, conditions) };
    case 'sort':
      return { ...mapChildren(plan, { expression: visitor.expression }), child: push(plan.child, conditions) };
    case 'generate':
    case 'window': {
      const child = idsOf(outputOf(plan.child));
      const keys = plan.kind === 'window' ? partitionIds(plan) : child;
      const [below, above] = split(conditions, (condition) => isMovable(condition) && readsOnly(condition, keys));
      return wrap({ ...mapChildren(plan, { expression: visitor.expression }), child: push(plan.child, below) }, above);
    }
    case 'deduplicate': {
      const keys = plan.columns
        ? idsOf(plan.columns.flatMap((key) => (key.kind === 'attribute' ? [key] : [])))
        : idsOf(outputOf(plan.child));
      const [below, above] = split(conditions, (condition) => isMovable(condition) && readsOnly(condition, keys));
      return wrap({ ...plan, child: push(plan.child, below) }, above);
    }
    case 'setOperation': {
      if (plan.operation !== 'union' || !plan.isAll) return wrap(mapChildren(plan, visitor), conditions);
      const output = outputOf(plan);
      const [below, above] = split(conditions, isMovable);
      const into = (branch: LogicalPlan) => {
        const names = new Map(output.map((attribute, i) => [attribute.id, outputOf(branch)[i] as Expression]));
        return push(
          branch,
          below.map((condition) => rewriteExpression(condition, (node) => (node.kind === 'attribute' ? names.get(node.id) : undefined))),
        );
      };
      return wrap({ ...plan, left: into(plan.left), right: into(plan.right) }, above);
    }
    default:
      return wrap(mapChildren(plan, visitor), conditions);
  }
}

function wrap(plan: LogicalPlan, conditions: readonly Expression[]): LogicalPlan {
  const condition = conjunctionOf(conditions);
  return condition ? ({ kind: 'filter', condition, child: plan } satisfies Filter) : plan;
}

/** What may be computed elsewhere: subqueries see the columns of where they stand. */
const isMovable = (condition: Expression): boolean =>
  isDeterministic(condition) && !hasSubquery(condition) && !hasOuterReference(condition);

function split(conditions: readonly Expression[], test: (condition: Expression) => boolean): [Expression[], Expression[]] {
  const yes: Expression[] = [];
  const no: Expression[] = [];
  for (const condition of conditions) (test(condition) ? yes : no).push(condition);
  return [yes, no];
}

function throughProject(plan: Project, conditions: readonly Expression[]): LogicalPlan {
  const definitions = new Map<number, Expression>();
  for (const item of plan.list) if (item.kind === 'alias') definitions.set(toAttribute(item).id, item.child);
  const isPlain = (condition: Expression) =>
    [...referencesOf(condition)].every((id) => {
      const definition = definitions.get(id);
      return !definition || (isDeterministic(definition) && !hasSubquery(definition));
    });
  const [below, above] = split(conditions, (condition) => isMovable(condition) && isPlain(condition));
  const moved = below.map((condition) =>
    rewriteExpression(condition, (node) => (node.kind === 'attribute' ? definitions.get(node.id) : undefined)),
  );
  const list = mapChildren(plan, { expression: visitor.expression }).list;
  return wrap({ ...plan, list, child: push(plan.child, moved) }, above);
}

function throughAggregate(plan: Aggregate, conditions: readonly Expression[]): LogicalPlan {
  const keys = new Map<number, Expression>();
  for (const item of plan.list) {
    const body = item.kind === 'alias' ? item.child : item;
    const isKey = body.kind === 'attribute' && plan.grouping.some((key) => key.kind === 'attribute' && key.id === body.id);
    if (isKey) keys.set(toAttribute(item).id, body);
  }
  const [below, above] = split(
    conditions,
    (condition) => plan.grouping.length > 0 && isMovable(condition) && [...referencesOf(condition)].every((id) => keys.has(id)),
  );
  const moved = below.map((condition) =>
    rewriteExpression(condition, (node) => (node.kind === 'attribute' ? keys.get(node.id) : undefined)),
  );
  return wrap({ ...mapChildren(plan, { expression: visitor.expression }), child: push(plan.child, moved) }, above);
}

function throughJoin(plan: Join, conditions: readonly Expression[]): LogicalPlan {
  if (plan.lateral) return wrap(mapChildren(plan, visitor), conditions);
  const left = idsOf(outputOf(plan.left));
  const right = idsOf(outputOf(plan.right));
  const type = plan.joinType;
  const isInner = type === 'inner' || type === 'cross';
  const toLeft: Expression[] = [];
  const toRight: Expression[] = [];
  const on: Expression[] = [];
  const above: Expression[] = [];
  for (const condition of conditions) {
    if (!isMovable(condition)) above.push(condition);
    else if (readsOnly(condition, left) && type !== 'rightOuter' && type !== 'fullOuter') toLeft.push(condition);
    else if (readsOnly(condition, right) && (isInner || type === 'rightOuter')) toRight.push(condition);
    else if (isInner) on.push(condition);
    else above.push(condition);
  }
  for (const condition of plan.condition ? conjunctsOf(mapChildren(plan.condition, visitor)) : []) {
    const mayMove = isMovable(condition) && referencesOf(condition).size > 0;
    if (mayMove && readsOnly(condition, left) && (isInner || type === 'leftSemi' || type === 'rightOuter')) toLeft.push(condition);
    else if (mayMove && readsOnly(condition, right) && (isInner || type === 'leftSemi' || type === 'leftAnti' || type === 'leftOuter'))
      toRight.push(condition);
    else on.push(condition);
  }
  const { condition: _, ...rest } = plan;
  const condition = conjunctionOf(on);
  const joined: Join = {
    ...rest,
    joinType: isInner ? (condition ? 'inner' : type) : type,
    ...(condition ? { condition } : {}),
    left: push(plan.left, toLeft),
    right: push(plan.right, toRight),
  };
  return wrap(joined, above);
}

/** Attributes by which every window of the operator divides its rows. */
function partitionIds(plan: Extract<LogicalPlan, { kind: 'window' }>): Set<number> {
  let common: Set<number> | undefined;
  for (const alias of plan.windowExpressions) {
    const ids = new Set<number>();
    const calls: Expression[] = [];
    rewriteExpression(alias.child, (node) => {
      if (node.kind === 'windowCall') calls.push(node);
      return undefined;
    });
    for (const call of calls) {
      if (call.kind !== 'windowCall') continue;
      for (const key of call.partitionBy) if (key.kind === 'attribute') ids.add(key.id);
    }
    common = common ? new Set([...common].filter((id) => ids.has(id))) : ids;
  }
  return common ?? new Set();
}
