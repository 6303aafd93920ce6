import type { ExchangeRead, Expression, FileRelation } from '../plan/index.ts';
import type { Scan } from '../sources/index.ts';
import type { Lowering } from './lowering.ts';

/** What the planner is given: plain functions, so that it stays free of files and sessions. */
/** Files of an exchange that are read in one go. */
export interface ExchangeScan {
  readonly paths: readonly string[];
  /** Those whose rows are wanted, in their order; all of the files' rows when absent. */
  readonly partitions?: readonly number[];
}

export interface PlannerContext {
  newAttributeId(): number;
  /** How the source of a relation is read. */
  scan(relation: FileRelation, lowering: Lowering): Scan;
  /** What a task reads of an exchange. */
  exchangeScans(read: ExchangeRead): readonly ExchangeScan[];
  /** The hash by which Spark places rows: Murmur3 with seed 42. */
  partitionHash(expressions: readonly Expression[]): Expression;
  config(key: string): string;
}
