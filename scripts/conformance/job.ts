import type { Outcome } from './score-query.ts';

/** What a child process scores: the queries of one golden file, or a slice of the function examples. */
export interface Job {
  readonly kind: 'golden' | 'examples';
  /** Golden file below `sql-tests/results`, or the name of the slice. */
  readonly name: string;
  readonly folder: string;
  /** For examples, which of them. */
  readonly from: number;
  readonly to: number;
  /** Queries at which an earlier child hung; they are not run again. */
  readonly skip: readonly number[];
}

export type FromChild =
  | { readonly kind: 'start'; readonly index: number }
  | { readonly kind: 'scored'; readonly index: number; readonly outcome: Outcome }
  | { readonly kind: 'done'; readonly problem?: string };
