import type { ExchangeRead, Expression, FileRelation } from '../plan/index.ts';
import type { Scan } from '../sources/index.ts';
import type { Lowering } from './lowering.ts';

/** What the planner is given: plain functions, so that it stays free of files and sessions. */
export interface PlannerContext {
  newAttributeId(): number;
  /** How the source of a relation is read. */
  scan(relation: FileRelation, lowering: Lowering): Scan;
  /** Paths of the files that a task reads of an exchange. */
  exchangePaths(read: ExchangeRead): readonly string[];
  /** The hash by which Spark places rows: Murmur3 with seed 42. */
  partitionHash(expressions: readonly Expression[]): Expression;
  config(key: string): string;
}
