import type { SessionConfig } from '../config/index.ts';
import type { FrontendContext } from '../frontend/index.ts';
import type { CollectMetrics } from '../plan/index.ts';

/** What stays the same while one query is analysed and planned: settings, clock, numbering. */
export interface QueryState {
  readonly config: SessionConfig;
  readonly queryStartMicros: bigint;
  newAttributeId(): number;
  /** Metrics that the plans which ran so far observe, by name. */
  readonly observed: Map<string, CollectMetrics>;
}

export function parserOptions(config: SessionConfig) {
  const on = (key: string) => config.get(key) === 'true';
  const ansi = on('spark.sql.ansi.enabled');
  return {
    enforceReservedKeywords: ansi && on('spark.sql.ansi.enforceReservedKeywords'),
    doubleQuotedIdentifiers: ansi && on('spark.sql.ansi.doubleQuotedIdentifiers'),
    escapedStringLiterals: on('spark.sql.parser.escapedStringLiterals'),
    legacyConsecutiveStringLiterals: on('spark.sql.legacy.consecutiveStringLiterals.enabled'),
    legacyExponentLiteralAsDecimal: on('spark.sql.legacy.exponentLiteralAsDecimal.enabled'),
    legacyIntervals: on('spark.sql.legacy.interval.enabled'),
    legacySetOperationPrecedence: on('spark.sql.legacy.setopsPrecedence.enabled'),
    singleCharacterPipe: on('spark.sql.operatorPipeSyntaxEnabled'),
    legacyBangEqualsNot: on('spark.sql.legacy.bangEqualsNot'),
    charVarcharAsString: on('spark.sql.legacy.charVarcharAsString'),
  };
}

export function frontendContext(text: string, state: QueryState): FrontendContext {
  const timestampType = state.config.get('spark.sql.timestampType') === 'TIMESTAMP_NTZ' ? 'timestamp_ntz' : 'timestamp';
  return {
    text,
    timeZone: state.config.get('spark.sql.session.timeZone'),
    timestampType,
    queryStartMicros: state.queryStartMicros,
    newCteId: state.newAttributeId,
  };
}
