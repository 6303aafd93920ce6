import { functionRecord } from '../functions/index.ts';
import {
  type Expression,
  existsInExpression,
  type LogicalPlan,
  mapChildren,
  type Project,
  rewriteExpression,
  walkExpression,
} from '../plan/index.ts';

/** Larger expressions are not repeated. */
const MAX_INLINED_NODES = 200;

/** And of those that are used more than once, only these. */
const MAX_REPEATED_NODES = 16;

/** One projection in place of two, where no costly or random expression would be computed twice: chains of withColumn become one level. */
export function collapseProjects(plan: LogicalPlan): LogicalPlan {
  const visitor = {
    plan: (node: LogicalPlan): LogicalPlan => collapse(mapChildren(node, visitor)),
    expression: (expression: Expression): Expression => mapChildren(expression, visitor),
  };
  return collapse(mapChildren(plan, visitor));
}

function collapse(plan: LogicalPlan): LogicalPlan {
  if (plan.kind !== 'project' || plan.child.kind !== 'project') return plan;
  const merged = mergeProjects(plan, plan.child);
  return merged ?? plan;
}

function mergeProjects(upper: Project, lower: Project): Project | undefined {
  const definitions = new Map<number, Expression>();
  for (const item of lower.list) if (item.kind === 'alias' && item.id !== undefined) definitions.set(item.id, item.child);
  if (!canInline(upper, definitions)) return undefined;
  const list = upper.list.map((item): Expression => {
    if (item.kind === 'attribute') {
      const definition = definitions.get(item.id);
      return definition
        ? { kind: 'alias', child: definition, names: [item.name], id: item.id, ...(item.metadata ? { metadata: item.metadata } : {}) }
        : item;
    }
    return rewriteExpression(item, (inner) => (inner.kind === 'attribute' ? definitions.get(inner.id) : undefined));
  });
  return { ...upper, list, child: lower.child };
}

function canInline(upper: Project, definitions: ReadonlyMap<number, Expression>): boolean {
  const uses = new Map<number, number>();
  let hasSubquery = false;
  for (const item of upper.list) {
    if (item.kind === 'attribute') {
      if (definitions.has(item.id)) uses.set(item.id, (uses.get(item.id) ?? 0) + 1);
      continue;
    }
    walkExpression(item, (inner) => {
      if (inner.kind === 'subquery') hasSubquery = true;
      if (inner.kind === 'attribute' && definitions.has(inner.id)) uses.set(inner.id, (uses.get(inner.id) ?? 0) + 1);
    });
  }
  if (hasSubquery) return false;
  for (const [id, definition] of definitions) {
    const count = uses.get(id) ?? 0;
    if (count > 0 && !isDeterministic(definition)) return false;
    if (count === 1 && sizeOf(definition) > MAX_INLINED_NODES) return false;
    if (count > 1 && !isCheap(definition) && !isSmall(definition)) return false;
  }
  return true;
}

function isDeterministic(expression: Expression): boolean {
  return !existsInExpression(expression, (item) => {
    return (
      item.kind === 'call' &&
      (functionRecord(item.fn)?.deterministic === false ||
        item.fn === 'user_function' ||
        item.fn === 'rand' ||
        item.fn === 'randn' ||
        item.fn === 'uuid')
    );
  });
}

function isCheap(expression: Expression): boolean {
  if (expression.kind === 'cast' || expression.kind === 'getStructField') return isCheap(expression.child);
  return expression.kind === 'attribute' || expression.kind === 'literal' || expression.kind === 'outerReference';
}

/** A few steps of arithmetic are computed twice sooner than a thousand aliases become as many levels. */
function isSmall(expression: Expression): boolean {
  return (
    sizeOf(expression) <= MAX_REPEATED_NODES &&
    !existsInExpression(expression, (item) => (item.kind === 'call' ? !arithmetic.has(item.fn) : item.kind !== 'cast' && !isCheap(item)))
  );
}

const arithmetic: ReadonlySet<string> = new Set([
  '+',
  '-',
  '*',
  '=',
  '<',
  '>',
  '<=',
  '>=',
  'and',
  'or',
  'not',
  'negative',
  'isnull',
  'isnotnull',
]);

function sizeOf(expression: Expression): number {
  let nodes = 0;
  walkExpression(expression, () => {
    nodes += 1;
  });
  return nodes;
}
