import type { Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { outputOf } from './output.ts';
import { rewriteExpression } from './rewrite.ts';

/** An expression of a lateral side: the columns of the left side are outer ones there. */
export function outerTo(left: LogicalPlan, expression: Expression): Expression {
  const outer = new Set(outputOf(left).map((attribute) => attribute.id));
  return rewriteExpression(expression, (node) =>
    node.kind === 'attribute' && outer.has(node.id) ? { kind: 'outerReference', attribute: node } : undefined,
  );
}
