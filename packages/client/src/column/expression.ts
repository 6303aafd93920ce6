import type { Expression, MessageInitShape, Relation } from '@kindling/protocol/messages';
import { create, ExpressionSchema } from '@kindling/protocol/messages';
import { callOrigin } from './origin.ts';

export type ExpressionType = NonNullable<MessageInitShape<typeof ExpressionSchema>['exprType']>;

/** What a column is made of: its message, and the relations that the subqueries in it read. */
export interface ExpressionSource {
  readonly expression: Expression;
  readonly references: readonly Relation[];
}

/** The message of a column, with the call that made it; nothing goes wrong in a literal or an alias itself. */
export function makeExpression(exprType: ExpressionType): Expression {
  const expression = create(ExpressionSchema, { exprType });
  if (exprType.case === 'literal' || exprType.case === 'alias') return expression;
  return Object.defineProperty(expression, 'common', { get: callOrigin(), enumerable: true, configurable: true });
}

export const referencesOf = (sources: readonly ExpressionSource[]): readonly Relation[] => {
  const using = sources.filter((source) => source.references.length > 0);
  return using.length === 1 ? using[0]!.references : using.flatMap((source) => source.references);
};

/** A function of Spark; operators are functions too, named by their sign. */
export function callExpression(name: string, args: readonly Expression[], isDistinct = false, isInternal = false): Expression {
  return makeExpression({
    case: 'unresolvedFunction',
    value: { functionName: name, arguments: [...args], isDistinct, ...(isInternal && { isInternal }) },
  });
}

/** The expression for a column's name as `col` reads it: `*`, `t.*` or an identifier with backticks where it needs them. */
export function nameExpression(name: string, planId?: bigint): Expression {
  const from = planId === undefined ? {} : { planId };
  if (name === '*') return makeExpression({ case: 'unresolvedStar', value: { ...from } });
  if (name.endsWith('.*')) return makeExpression({ case: 'unresolvedStar', value: { unparsedTarget: name, ...from } });
  return makeExpression({ case: 'unresolvedAttribute', value: { unparsedIdentifier: name, ...from } });
}
