import type { Shape } from './children.ts';
import type { Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { childFields, type PlanNode } from './rewrite.ts';

function collect(value: unknown, shape: Shape, wanted: 'plan' | 'expression' | 'output', into: unknown[]): void {
  if (value === undefined || value === null) return;
  if (typeof shape === 'string') {
    if (shape === wanted && typeof value === 'object') into.push(value);
    return;
  }
  if (Array.isArray(shape)) {
    for (const item of value as readonly unknown[]) collect(item, shape[0] as Shape, wanted, into);
    return;
  }
  const shapes = shape as { readonly [field: string]: Shape };
  const record = value as Record<string, unknown>;
  const every = shapes['*'];
  for (const key of every ? Object.keys(record) : Object.keys(shapes)) collect(record[key], every ?? (shapes[key] as Shape), wanted, into);
}

const none: unknown[] = [];

function children(node: PlanNode, wanted: 'plan' | 'expression' | 'output'): unknown[] {
  const fields = childFields(node);
  if (fields.length === 0) return none;
  const found: unknown[] = [];
  for (const [field, shape] of fields) collect((node as unknown as Record<string, unknown>)[field], shape, wanted, found);
  return found;
}

/** Direct child plans. */
export function childPlans(node: PlanNode): readonly LogicalPlan[] {
  return children(node, 'plan') as LogicalPlan[];
}

/** Direct expressions of an operator, or arguments of an expression. */
export function childExpressions(node: PlanNode): readonly Expression[] {
  return children(node, 'expression') as Expression[];
}

/** The attributes or variables that the node itself declares. */
export function declaredOutput(node: PlanNode): readonly Expression[] {
  return children(node, 'output') as Expression[];
}

/** Visits an expression and everything in it, root first, without recursion; `false` stops the descent. Subquery plans are not entered. */
export function walkExpression(expression: Expression, visit: (expression: Expression) => unknown): void {
  const stack: Expression[] = [expression];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (visit(item) === false) continue;
    const below = childExpressions(item);
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i] as Expression);
  }
}

/** Whether some node of the expression satisfies the test. */
export function existsInExpression(expression: Expression, test: (expression: Expression) => boolean): boolean {
  if (childFields(expression).length === 0) return test(expression);
  let found = false;
  walkExpression(expression, (item) => {
    found ||= test(item);
    return !found;
  });
  return found;
}

/** Visits a plan and the plans below it, root first, also those in subqueries; `false` stops the descent. */
export function walkPlan(plan: LogicalPlan, visit: (plan: LogicalPlan) => unknown): void {
  const stack: LogicalPlan[] = [plan];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (visit(item) === false) continue;
    const below = [...childPlans(item)];
    for (const expression of childExpressions(item)) {
      walkExpression(expression, (inner) => {
        if (inner.kind === 'subquery') below.push(inner.plan);
      });
    }
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i] as LogicalPlan);
  }
}

/** Visits every expression of the plan and of the plans below it. */
export function walkExpressions(plan: LogicalPlan, visit: (expression: Expression, owner: LogicalPlan) => unknown): void {
  walkPlan(plan, (item) => {
    for (const expression of childExpressions(item)) walkExpression(expression, (inner) => visit(inner, item));
  });
}
