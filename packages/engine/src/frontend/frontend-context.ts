import type { Query, TableArgument } from '@kindling/sql';
import type { LogicalPlan, Origin } from '../plan/index.ts';

/** What turning syntax into a plan depends on besides the text. */
export interface FrontendContext {
  readonly text: string;
  readonly timeZone: string;
  readonly timestampType: 'timestamp' | 'timestamp_ntz';
  /** The clock of the query, for DATE'today' and its kind. */
  readonly queryStartMicros: bigint;
  /** VIEW or FUNCTION and its name, when the text is the body of one. */
  readonly objectType?: string;
  readonly objectName?: string;
  /** Of strings and string types that name none: that of the view, function or table which the text defines. */
  readonly defaultCollation?: string;
  newCteId(): number;
}

/** A context with the way back from expressions and relations to the queries inside them. */
export interface SyntaxContext extends FrontendContext {
  queryOf(query: Query): LogicalPlan;
  tableArgumentPlan(argument: TableArgument): LogicalPlan;
  withCollation(name: string | undefined): SyntaxContext;
}

/** What decides which types words stand for. */
export type TypeContext = Pick<FrontendContext, 'timestampType' | 'defaultCollation'>;

export function originOf(node: { readonly start: number; readonly stop: number }, context: FrontendContext): Origin {
  const { text, objectType, objectName } = context;
  return {
    kind: 'sql',
    text,
    start: node.start,
    stop: node.stop,
    ...(objectType === undefined ? {} : { objectType }),
    ...(objectName === undefined ? {} : { objectName }),
  };
}
