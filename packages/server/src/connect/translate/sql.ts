import { bindParameters, type Cte, type Expression, isCommand, type LogicalPlan } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import type { Relation as RelationMessage, SQL, WithRelations } from '@kindling/protocol/messages';
import { expressionOf } from './expression.ts';
import { required } from './invalid-plan.ts';
import { literalOf } from './literal.ts';
import type { RelationTranslator } from './relation.ts';
import type { TranslationContext } from './translation-context.ts';

/** SQL text: the plan itself when nothing is to be put into it, else text with its arguments. */
export function sqlOf(message: SQL, context: TranslationContext): LogicalPlan {
  const text = context.withVariables(message.query);
  const named = Object.entries(message.namedArguments).map(([name, value]): [string, Expression] => [name, expressionOf(value, context)]);
  const literals = Object.entries(message.args).map(([name, value]): [string, Expression] => [name, literalOf(value)]);
  const namedArguments = Object.fromEntries(named.length > 0 ? named : literals);
  const positionalArguments =
    message.posArguments.length > 0 ? message.posArguments.map((value) => expressionOf(value, context)) : message.posArgs.map(literalOf);
  if (positionalArguments.length === 0 && Object.keys(namedArguments).length === 0) return context.parse(text);
  // Commands run when they arrive, and must be known as such; queries get their arguments when they are analysed.
  const parsed = context.parse(text);
  if (isCommand(parsed)) return bindParameters(parsed, { namedArguments, positionalArguments });
  return { kind: 'sqlText', text, namedArguments, positionalArguments };
}

/** A plan beside which others stand: DataFrames that SQL text names, or that subqueries of expressions refer to. */
export function withRelationsOf(message: WithRelations, context: TranslationContext, relationOf: RelationTranslator): LogicalPlan {
  const root = required(message.root, 'WithRelations.root');
  if (root.relType.case === 'sql') return sqlWithDataFrames(root.relType.value, message.references, context, relationOf);
  const subqueries = new Map(context.subqueries);
  for (const reference of message.references) {
    const planId = reference.common?.planId;
    if (planId === undefined) throw sparkError('CONNECT_INVALID_PLAN.INVALID_WITH_RELATION_REFERENCE');
    // A reference may use those before it.
    subqueries.set(Number(planId), relationOf(reference, { ...context, subqueries: new Map(subqueries) }));
  }
  return relationOf(root, { ...context, subqueries });
}

function sqlWithDataFrames(
  sql: SQL,
  references: readonly RelationMessage[],
  context: TranslationContext,
  relationOf: RelationTranslator,
): LogicalPlan {
  const child = sqlOf(sql, context);
  const ctes = references.map((reference): Cte => {
    if (reference.relType.case !== 'subqueryAlias') throw sparkError('CONNECT_INVALID_PLAN.INVALID_WITH_RELATION_REFERENCE');
    const { alias, input } = reference.relType.value;
    return { id: context.newAttributeId(), name: alias, plan: relationOf(input, context) };
  });
  return { kind: 'withCte', ctes, child };
}
