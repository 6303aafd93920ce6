import type { Expression, Relation } from '@kindling/engine';
import type { Relation as RelationMessage } from '@kindling/protocol/messages';
import { parseAttributeName } from './attribute-name.ts';
import { expressionOf } from './expression.ts';
import { required } from './invalid-plan.ts';
import { literalOf } from './literal.ts';
import type { RelationTranslator } from './relation.ts';
import type { TranslationContext } from './translation-context.ts';

type StatisticsCase = 'summary' | 'describe' | 'crosstab' | 'cov' | 'corr' | 'approxQuantile' | 'freqItems' | 'sampleBy';
type StatisticsMessage = Extract<RelationMessage['relType'], { case: StatisticsCase }>;

/** df.describe, df.summary and df.stat. */
export function statisticsOf(message: StatisticsMessage, context: TranslationContext, relationOf: RelationTranslator): Relation {
  const child = relationOf(message.value.input, context);
  switch (message.case) {
    case 'summary':
      return { kind: 'statSummary', variant: 'summary', statistics: message.value.statistics, columns: [], child };
    case 'describe':
      return { kind: 'statSummary', variant: 'describe', statistics: [], columns: message.value.cols, child };
    case 'crosstab':
    case 'cov':
      return {
        kind: 'statFunction',
        variant: message.case,
        columns: [column(message.value.col1), column(message.value.col2)],
        parameters: {},
        child,
      };
    case 'corr': {
      const { col1, col2, method = 'pearson' } = message.value;
      return { kind: 'statFunction', variant: 'corr', columns: [column(col1), column(col2)], parameters: { method }, child };
    }
    case 'approxQuantile': {
      const { cols, probabilities, relativeError } = message.value;
      return {
        kind: 'statFunction',
        variant: 'approxQuantile',
        columns: cols.map(column),
        parameters: { probabilities, relativeError },
        child,
      };
    }
    case 'freqItems': {
      const { cols, support = 0.01 } = message.value;
      return { kind: 'statFunction', variant: 'freqItems', columns: cols.map(column), parameters: { support }, child };
    }
    case 'sampleBy': {
      const { col, fractions, seed } = message.value;
      const strata = fractions.map(({ stratum, fraction }) => ({
        stratum: literalOf(required(stratum, 'StatSampleBy.Fraction.stratum')),
        fraction,
      }));
      return {
        kind: 'statFunction',
        variant: 'sampleBy',
        columns: [expressionOf(col, context)],
        parameters: { fractions: strata, ...(seed === undefined ? {} : { seed }) },
        child,
      };
    }
  }
}

function column(name: string): Expression {
  return { kind: 'unresolvedAttribute', nameParts: parseAttributeName(name) };
}
