import type { GroupingKind, Relation } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import { type Aggregate as AggregateMessage, Aggregate_GroupType as GroupType } from '@kindling/protocol/messages';
import { expressionOf, expressionsOf } from './expression.ts';
import { invalidEnum } from './invalid-plan.ts';
import { literalOf } from './literal.ts';
import type { RelationTranslator } from './relation.ts';
import type { TranslationContext } from './translation-context.ts';

/** groupBy, rollup, cube, groupingSets and pivot: the grouping columns stand before the aggregates. */
export function aggregateOf(message: AggregateMessage, context: TranslationContext, relationOf: RelationTranslator): Relation {
  if (message.input === undefined) throw sparkError('CONNECT_INVALID_PLAN.AGGREGATE_NEEDS_PLAN_INPUT');
  const child = relationOf(message.input, context);
  const grouping = expressionsOf(message.groupingExpressions, context);
  const list = expressionsOf(message.aggregateExpressions, context);
  if (message.groupType === GroupType.PIVOT) {
    if (message.pivot === undefined) throw sparkError('CONNECT_INVALID_PLAN.AGGREGATE_WITH_PIVOT_REQUIRES_PIVOT');
    const { col, values } = message.pivot;
    return {
      kind: 'pivot',
      grouping,
      pivotColumn: expressionOf(col, context),
      ...(values.length === 0 ? {} : { values: values.map(literalOf) }),
      aggregates: list,
      child,
    };
  }
  return { kind: 'aggregate', grouping, groupingKind: groupingKindOf(message, context), list, includeGrouping: true, child };
}

function groupingKindOf(message: AggregateMessage, context: TranslationContext): GroupingKind {
  switch (message.groupType) {
    case GroupType.GROUPBY:
      return { kind: 'groupBy' };
    case GroupType.ROLLUP:
      return { kind: 'rollup' };
    case GroupType.CUBE:
      return { kind: 'cube' };
    case GroupType.GROUPING_SETS:
      return { kind: 'groupingSets', sets: message.groupingSets.map(({ groupingSet }) => expressionsOf(groupingSet, context)) };
    default:
      throw invalidEnum('Aggregate.GroupType', message.groupType);
  }
}
