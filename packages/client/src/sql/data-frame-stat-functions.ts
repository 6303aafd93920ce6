import type { Relation } from '@kindling/protocol/messages';
import { type Column, makeLiteral, namedColumn, referencesOf } from '../column/index.ts';
import type { CallOptions } from '../connect/index.ts';
import { makeRelation, type RelationType } from '../plan/index.ts';
import type { DataFrame } from './data-frame.ts';
import type { ColumnName, UntypedRow } from './row-type.ts';
import type { SparkSession } from './spark-session.ts';

/** Statistics of a frame; made by `df.stat`. */
export class DataFrameStatFunctions<R = UntypedRow> {
  readonly #session: SparkSession;
  readonly #input: Relation;

  constructor(session: SparkSession, input: Relation) {
    this.#session = session;
    this.#input = input;
  }

  /** Quantiles with at most this relative error of rank; several columns give several lists. @example `await df.stat.approxQuantile('age', [0.5], 0.01)` */
  approxQuantile(column: ColumnName<R>, probabilities: readonly number[], relativeError: number, options?: CallOptions): Promise<number[]>;
  approxQuantile(
    columns: readonly ColumnName<R>[],
    probabilities: readonly number[],
    relativeError: number,
    options?: CallOptions,
  ): Promise<number[][]>;
  async approxQuantile(
    columns: ColumnName<R> | readonly ColumnName<R>[],
    probabilities: readonly number[],
    relativeError: number,
    options: CallOptions = {},
  ): Promise<number[] | number[][]> {
    const cols = typeof columns === 'string' ? [columns] : [...columns];
    const value = { input: this.#input, cols, probabilities: [...probabilities], relativeError };
    const quantiles = (await this.#scalar({ case: 'approxQuantile', value }, options)) as number[][];
    return typeof columns === 'string' ? (quantiles[0] ?? []) : quantiles;
  }
  /** The sample covariance of two columns. @example `await df.stat.cov('age', 'income')` */
  async cov(col1: ColumnName<R>, col2: ColumnName<R>, options: CallOptions = {}): Promise<number> {
    return (await this.#scalar({ case: 'cov', value: { input: this.#input, col1, col2 } }, options)) as number;
  }
  /** Pearson's correlation of two columns. @example `await df.stat.corr('age', 'income')` */
  async corr(col1: ColumnName<R>, col2: ColumnName<R>, options: CallOptions = {}): Promise<number> {
    return (await this.#scalar({ case: 'corr', value: { input: this.#input, col1, col2, method: 'pearson' } }, options)) as number;
  }
  /** How often each pair of values occurs. @example `await df.stat.crosstab('city', 'education').show()` */
  crosstab(col1: ColumnName<R>, col2: ColumnName<R>): DataFrame<UntypedRow> {
    return this.#frame({ case: 'crosstab', value: { input: this.#input, col1, col2 } });
  }
  /** Values that make up at least this fraction of a column, perhaps with others. @example `await df.stat.freqItems(['city'], 0.2).show()` */
  freqItems(columns: readonly ColumnName<R>[], support = 0.01): DataFrame<UntypedRow> {
    return this.#frame({ case: 'freqItems', value: { input: this.#input, cols: [...columns], support } });
  }
  /** A sample with a fraction of its own for each value of a column. @example `df.stat.sampleBy('sex', new Map([['f', 0.5], ['m', 0.1]]), 42)` */
  sampleBy(column: ColumnName<R> | Column, fractions: ReadonlyMap<unknown, number>, seed?: number | bigint): DataFrame<R> {
    const stratified = namedColumn(column);
    const value = {
      input: this.#input,
      col: stratified.expression,
      fractions: [...fractions].map(([stratum, fraction]) => ({ stratum: makeLiteral(stratum), fraction })),
      seed: BigInt(seed ?? Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)),
    };
    return this.#session.frame<R>(makeRelation({ case: 'sampleBy', value }, referencesOf([stratified])));
  }

  #frame<S>(relType: RelationType): DataFrame<S> {
    return this.#session.frame<S>(makeRelation(relType));
  }

  #scalar(relType: RelationType, options: CallOptions): Promise<unknown> {
    return this.#session.execution.scalar(makeRelation(relType), options);
  }
}
