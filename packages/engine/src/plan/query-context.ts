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
