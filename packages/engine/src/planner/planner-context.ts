import type { Sql } from '../duckdb/sql/index.ts';
import type { FileRelation } from '../plan/index.ts';
import type { Scan } from '../sources/index.ts';
import type { Lowering } from './lowering.ts';

/** What the planner is given: plain functions, so that it stays free of files and sessions. */
export interface PlannerContext {
  newAttributeId(): number;
  /** How the source of a relation is read. */
  scan(relation: FileRelation, lowering: Lowering): Scan;
  /** Number of the partition that the fragment computes. */
  partitionId(): Sql;
  config(key: string): string;
}
