import type { Expression, LogicalPlan, Origin } from '@kindling/engine';
import type { DataType, StructType } from '@kindling/protocol';

/** What a translation asks of the session that the plan belongs to. */
export interface TranslationContext {
  readonly sessionId: string;
  parse(text: string): LogicalPlan;
  withVariables(text: string): string;
  parseExpression(text: string): Expression;
  parseTableName(text: string): readonly string[];
  parseSchema(text: string): StructType;
  parseDataType(text: string): DataType;
  newAttributeId(): number;
  /** What the client uploaded under `cache/<hash>`. */
  cachedBlock(hash: string): Uint8Array | undefined;
  /** A plan that the session holds for its client, such as a checkpoint. */
  remoteRelation(id: string): LogicalPlan | undefined;
  /** Plans of `WithRelations` by plan id, for the subqueries inside it. */
  readonly subqueries: ReadonlyMap<number, LogicalPlan>;
  /** The call that made the expression around; what is sent without a call of its own was made by that one. */
  readonly origin?: Origin | undefined;
}
