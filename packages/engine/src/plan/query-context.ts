import { dataFrameContext, type QueryContext, sqlContext } from '@kindling/protocol';
import type { Origin } from './expression.ts';

/** The query context that Spark's errors carry for a node that came from there. */
export function queryContextOf(origin: Origin): QueryContext {
  if (origin.kind === 'dataframe') return dataFrameContext(origin);
  return sqlContext({
    sqlText: origin.text,
    startIndex: origin.start,
    stopIndex: origin.stop,
    ...(origin.objectType === undefined ? {} : { objectType: origin.objectType }),
    ...(origin.objectName === undefined ? {} : { objectName: origin.objectName }),
  });
}

/** Errors of running queries that Spark shows with the place of the expression; the others it raises without. */
const placedConditions: ReadonlySet<string> = new Set([
  'ARITHMETIC_OVERFLOW',
  'BINARY_ARITHMETIC_OVERFLOW',
  'CAST_INVALID_INPUT',
  'DIVIDE_BY_ZERO',
  'INTERVAL_ARITHMETIC_OVERFLOW',
  'INTERVAL_DIVIDED_BY_ZERO',
  'INVALID_ARRAY_INDEX',
  'INVALID_ARRAY_INDEX_IN_ELEMENT_AT',
  'INVALID_INDEX_OF_ZERO',
  'MAP_KEY_DOES_NOT_EXIST',
  'NUMERIC_OUT_OF_SUPPORTED_RANGE',
  'NUMERIC_VALUE_OUT_OF_RANGE',
  'REMAINDER_BY_ZERO',
  'SCALAR_SUBQUERY_TOO_MANY_ROWS',
]);

export function isRaisedWithPlace(condition: string): boolean {
  return placedConditions.has(condition.split('.')[0] ?? condition);
}
