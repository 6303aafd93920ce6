/**
 * exact: schema and rows, or the error condition, are Spark's; value: the rows agree, the schema differs;
 * sign: failed as Spark did, with another condition; wrong: anything else.
 */
export type Mark = 'exact' | 'value' | 'sign' | 'wrong';

/** What became of one query. */
export interface Scored {
  readonly set: string;
  /** File of the golden files, family of the examples. */
  readonly group: string;
  readonly query: string;
  readonly mark: Mark;
  /** What came instead; empty when exact. */
  readonly why: string;
  /** Spark's answer, shortened; absent when exact. */
  readonly expected?: string;
}
