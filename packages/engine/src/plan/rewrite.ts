import { expressionChildren, planChildren, type Shape } from './children.ts';
import type { Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';

export type PlanNode = LogicalPlan | Expression;

interface Visitor {
  plan?: (plan: LogicalPlan) => LogicalPlan;
  expression?: (expression: Expression) => Expression;
  output?: (output: Expression) => Expression;
}
type Fields = readonly (readonly [string, Shape])[];

const fieldsOfKind = new Map<string, Fields>();
for (const table of [expressionChildren, planChildren]) {
  for (const [kind, shapes] of Object.entries(table)) fieldsOfKind.set(kind, Object.entries(shapes as Record<string, Shape>));
}

/** Fields of a node's kind that hold children, with their shapes. */
export function childFields(node: PlanNode): Fields {
  return fieldsOfKind.get(node.kind) ?? [];
}

/** One value of a shape; the same value comes back when nothing in it changed. */
function mapShape(value: unknown, shape: Shape, visitor: Visitor): unknown {
  if (value === undefined || value === null) return value;
  if (typeof shape === 'string') {
    // A hint's parameters may be plain texts, and frame bounds have no value.
    if (typeof value !== 'object') return value;
    if (shape === 'expression') return visitor.expression ? visitor.expression(value as Expression) : value;
    if (shape === 'plan') return visitor.plan ? visitor.plan(value as LogicalPlan) : value;
    return visitor.output ? visitor.output(value as Expression) : value;
  }
  if (Array.isArray(shape)) return mapList(value as readonly unknown[], shape[0] as Shape, visitor);
  const shapes = shape as { readonly [field: string]: Shape };
  const every = shapes['*'];
  return mapRecord(
    value as Record<string, unknown>,
    every ? Object.keys(value).map((key) => [key, every] as const) : Object.entries(shapes),
    visitor,
  );
}

function mapList(list: readonly unknown[], shape: Shape, visitor: Visitor): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const mapped = mapShape(list[i], shape, visitor);
    if (mapped !== list[i]) {
      changed ??= list.slice();
      changed[i] = mapped;
    }
  }
  return changed ?? list;
}

function mapRecord<T extends object>(record: T, fields: Fields, visitor: Visitor): T {
  let changed: Record<string, unknown> | undefined;
  const values = record as Readonly<Record<string, unknown>>;
  for (const [field, shape] of fields) {
    const value = values[field];
    if (value === undefined) continue;
    const mapped = mapShape(value, shape, visitor);
    if (mapped !== value) {
      changed ??= { ...values };
      changed[field] = mapped;
    }
  }
  return (changed as T | undefined) ?? record;
}

/** A node with its direct children replaced. */
export function mapChildren<N extends PlanNode>(node: N, visitor: Visitor): N {
  const fields = fieldsOfKind.get(node.kind);
  return fields === undefined || fields.length === 0 ? node : mapRecord(node, fields, visitor);
}

/** Rewrites an expression from its leaves up. Plans of subqueries stay as they are. */
export function rewriteExpressionUp(expression: Expression, rewrite: (expression: Expression) => Expression): Expression {
  const visitor: Visitor = { expression: (item) => rewrite(mapChildren(item, visitor)) };
  return rewrite(mapChildren(expression, visitor));
}

/** Rewrites an expression from its root down: what `rewrite` returns replaces the node, `undefined` descends into it. */
export function rewriteExpression(expression: Expression, rewrite: (expression: Expression) => Expression | undefined): Expression {
  const visitor: Visitor = { expression: (item) => rewrite(item) ?? mapChildren(item, visitor) };
  return rewrite(expression) ?? mapChildren(expression, visitor);
}

/** Rewrites a plan from its leaves up; plans inside subquery expressions are rewritten too. */
export function rewritePlanUp(plan: LogicalPlan, rewrite: (plan: LogicalPlan) => LogicalPlan): LogicalPlan {
  const visitor: Visitor = {
    plan: (item) => rewrite(mapChildren(item, visitor)),
    expression: (item) => mapChildren(item, visitor),
  };
  return rewrite(mapChildren(plan, visitor));
}

/** Rewrites a plan from its root down; what `rewrite` returns is descended into. */
export function rewritePlanDown(plan: LogicalPlan, rewrite: (plan: LogicalPlan) => LogicalPlan): LogicalPlan {
  const visitor: Visitor = {
    plan: (item) => mapChildren(rewrite(item), visitor),
    expression: (item) => mapChildren(item, visitor),
  };
  return mapChildren(rewrite(plan), visitor);
}

/** Rewrites every expression of one operator (not of its children), leaves first. */
export function mapExpressions<P extends LogicalPlan>(plan: P, rewrite: (expression: Expression) => Expression): P {
  return mapChildren(plan, { expression: rewrite });
}

/** Rewrites every expression in the plan and in the plans below it, leaves first. */
export function rewriteExpressionsUp(plan: LogicalPlan, rewrite: (expression: Expression) => Expression): LogicalPlan {
  const visitor: Visitor = {
    plan: (item) => mapChildren(item, visitor),
    expression: (item) => rewrite(mapChildren(item, visitor)),
  };
  return mapChildren(plan, visitor);
}

/** Renames every attribute id, where it is made and where it is used, below and in subqueries. */
export function renumber(plan: LogicalPlan, newId: (id: number) => number): LogicalPlan {
  const visitor: Visitor = {
    plan: (item) => mapChildren(item, visitor),
    expression: (item) => withNewId(mapChildren(item, visitor), newId),
    output: (item) => withNewId(item, newId),
  };
  return mapChildren(plan, visitor);
}

function withNewId(expression: Expression, newId: (id: number) => number): Expression {
  if (expression.kind !== 'attribute' && expression.kind !== 'alias' && expression.kind !== 'lambdaVariable') return expression;
  if (expression.id === undefined) return expression;
  const id = newId(expression.id);
  return id === expression.id ? expression : { ...expression, id };
}
