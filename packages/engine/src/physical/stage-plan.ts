import type { Attribute, Expression, LogicalPlan, SortOrder } from '../plan/index.ts';

/** A query cut into stages: what its last stage computes, and the exchanges that it and other exchanges read. */
export interface StagedQuery {
  readonly root: StagePlan;
  /** By id; an exchange reads only such with a smaller id. */
  readonly exchanges: ReadonlyMap<number, Exchange>;
}

/** What the tasks of one stage compute: the pieces' tasks one after the other, more than one piece for a UNION ALL. */
export interface StagePlan {
  readonly pieces: readonly Piece[];
}

/** A plan that each task runs over its own part of the data. */
export interface Piece {
  readonly plan: LogicalPlan;
  readonly source: PieceSource;
  /**
   * Exchanges whose partitions may be divided further, each part joined with the whole partition of the others: only where nothing in
   * the piece needs the rows of a key together.
   */
  readonly splittable: readonly number[];
  /** Most tasks: the parts of the data are joined to so many (`coalesce`). */
  readonly maxTasks?: number;
}

/** Where a piece's tasks come from: its other leaves are read whole by every task. */
export type PieceSource =
  /** One task. */
  | { readonly kind: 'one' }
  /** A task for each split of the files. */
  | { readonly kind: 'files'; readonly relation: Extract<LogicalPlan, { kind: 'fileRelation' }> }
  /** A task for each slice of the rows. */
  | { readonly kind: 'rows'; readonly relation: Extract<LogicalPlan, { kind: 'localRelation' }> }
  /** A task for each slice of rows that are written in the query. */
  | { readonly kind: 'values'; readonly relation: Extract<LogicalPlan, { kind: 'expand' }> }
  /** A task for each partition of rows that are in files. */
  | { readonly kind: 'staged'; readonly relation: Extract<LogicalPlan, { kind: 'stagedRows' }> }
  /** A task for each block. */
  | { readonly kind: 'cached'; readonly relation: Extract<LogicalPlan, { kind: 'cachedRelation' }> }
  /** A task for each part of the numbers. */
  | { readonly kind: 'range'; readonly relation: Extract<LogicalPlan, { kind: 'range' }> }
  /** A task for each partition of exchanges with the same partitions. */
  | { readonly kind: 'exchanges'; readonly exchangeIds: readonly number[] };

/** Rows that go from the tasks of one stage to those of another by way of the disk. */
export interface Exchange {
  readonly exchangeId: number;
  readonly child: StagePlan;
  readonly partitioning: Partitioning;
  readonly output: readonly Attribute[];
  /** Asked for by the query (`repartition`), not by one of its operators. */
  readonly isVisible: boolean;
  /** What it is for, as `explain` says it. */
  readonly reason: string;
}

export type Partitioning =
  /** Rows with equal keys meet. `count` is absent where the engine chooses. `spark`: by the hash that Spark uses, since a user may look. */
  | { readonly kind: 'hash'; readonly keys: readonly Expression[]; readonly count?: number; readonly spark: boolean }
  | { readonly kind: 'range'; readonly order: readonly SortOrder[]; readonly count?: number }
  | { readonly kind: 'roundRobin'; readonly count?: number }
  /** All in one partition, in the order of the tasks that write it. */
  | { readonly kind: 'single' }
  /** As they are: a partition for each task that writes, or neighbours joined to `count`. */
  | { readonly kind: 'keep'; readonly count?: number };
