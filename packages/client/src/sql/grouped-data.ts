import type { StructType } from '@kindling/protocol';
import { Aggregate_GroupType as GroupType, type Relation } from '@kindling/protocol/messages';
import { stateError, typeError, valueError } from '../client-error.ts';
import { Column, makeLiteral, namedColumn, operator, referencesOf, type Untyped } from '../column/index.ts';
import { makeRelation } from '../plan/index.ts';
import type { DataFrame } from './data-frame.ts';
import { type MapPartitionsOptions, mapPartitionsRelation, type RowMade } from './map-partitions.ts';
import type { ColumnName, Selected, UntypedRow } from './row-type.ts';
import type { SparkSession } from './spark-session.ts';

export { GroupType };

interface Grouping {
  readonly input: Relation;
  readonly groupType: GroupType;
  readonly groupings: readonly Column[];
  readonly sets: readonly (readonly Column[])[];
  readonly pivot?: { readonly column: Column; readonly values: readonly unknown[] };
}

/**
 * Groups of rows, to be aggregated; made by `df.groupBy` and its like. `R` are the rows, `I` what they are grouped by.
 *
 * @example
 * ```ts
 * const byCity = people.groupBy('city').agg(count(lit(1)).alias('people'), avg('age').alias('mean_age'));
 * ```
 */
export class GroupedData<R = UntypedRow, I = never> {
  readonly #session: SparkSession;
  readonly #grouping: Grouping;

  constructor(session: SparkSession, grouping: Grouping) {
    this.#session = session;
    this.#grouping = grouping;
  }

  /** One row for each group: the grouping columns and these aggregates. @example `df.groupBy('city').agg(max('age').alias('oldest'))` */
  agg<const A extends readonly Column[]>(...aggregates: A): DataFrame<Selected<R, I | A[number]>>;
  agg(aggregates: Readonly<Record<string, string>>): DataFrame<UntypedRow>;
  agg(...aggregates: readonly (Column | Readonly<Record<string, string>>)[]): DataFrame<Untyped> {
    if (aggregates.length === 0) throw valueError('CANNOT_BE_EMPTY', { item: 'exprs' });
    return this.#aggregate(aggregates.flatMap(aggregateColumns));
  }
  /** The number of rows of each group, as `count`. @example `df.groupBy('city').count()` */
  count(): DataFrame<Selected<R, I | Column<bigint, 'count'>>> {
    return this.#aggregate([operator('count', 1).alias('count')]);
  }
  /** The sum of each of these columns. @example `df.groupBy('city').sum('income')` */
  sum(...columns: readonly ColumnName<R>[]): DataFrame<UntypedRow> {
    return this.#aggregateEach('sum', columns);
  }
  /** The mean of each of these columns. @example `df.groupBy('city').avg('age')` */
  avg(...columns: readonly ColumnName<R>[]): DataFrame<UntypedRow> {
    return this.#aggregateEach('avg', columns);
  }
  /** The same as {@link avg}. @example `df.groupBy('city').mean('age')` */
  mean(...columns: readonly ColumnName<R>[]): DataFrame<UntypedRow> {
    return this.#aggregateEach('avg', columns);
  }
  /** The greatest value of each of these columns. @example `df.groupBy('city').max('age')` */
  max(...columns: readonly ColumnName<R>[]): DataFrame<UntypedRow> {
    return this.#aggregateEach('max', columns);
  }
  /** The least value of each of these columns. @example `df.groupBy('city').min('age')` */
  min(...columns: readonly ColumnName<R>[]): DataFrame<UntypedRow> {
    return this.#aggregateEach('min', columns);
  }
  /** A column for each value of this one; without the values Spark looks for them first. @example `df.groupBy('year').pivot('course', ['java', 'ts']).sum('earnings')` */
  pivot(column: ColumnName<R> | Column, values: readonly unknown[] = []): GroupedData<UntypedRow, never> {
    if (this.#grouping.groupType !== GroupType.GROUPBY) throw stateError('PIVOT_AFTER_GROUP_BY');
    const pivot = { column: namedColumn(column), values };
    return new GroupedData<UntypedRow, never>(this.#session, { ...this.#grouping, groupType: GroupType.PIVOT, pivot });
  }

  /**
   * Rows that a function makes of each group: it gets the grouping columns, and all rows of the group at once.
   *
   * @example
   * ```ts
   * people.groupBy('city').applyInBatches((key, rows) => [{ city: key.city, oldest: rows[0].name }], 'city string, oldest string');
   * ```
   */
  applyInBatches<S extends object = UntypedRow, P = undefined>(
    f: (key: UntypedRow, rows: readonly R[], params: P) => Iterable<S>,
    schema: StructType | string,
    options: MapPartitionsOptions<P> = {},
  ): DataFrame<RowMade<S>> {
    const { input, groupType, groupings } = this.#grouping;
    if (groupType !== GroupType.GROUPBY)
      throw typeError('NOT_EXPECTED_TYPE', { arg_name: 'the grouping', expected_type: 'groupBy', arg_type: 'another one' });
    const relType = mapPartitionsRelation(input, 'group', f, schema, options, groupings);
    return this.#session.frame<RowMade<S>>(makeRelation(relType, referencesOf(groupings)));
  }

  #aggregateEach(name: string, columns: readonly string[]): DataFrame<UntypedRow> {
    return this.#aggregate(columns.map((column) => operator(name, namedColumn(column))));
  }

  #aggregate<S>(aggregates: readonly Column[]): DataFrame<S> {
    const { input, groupType, groupings, sets, pivot } = this.#grouping;
    const expressionsOf = (columns: readonly Column[]) => columns.map((column) => column.expression);
    const value = {
      input,
      groupType,
      groupingExpressions: expressionsOf(groupings),
      aggregateExpressions: expressionsOf(aggregates),
      groupingSets: sets.map((set) => ({ groupingSet: expressionsOf(set) })),
      ...(pivot !== undefined && { pivot: { col: pivot.column.expression, values: pivot.values.map(makeLiteral) } }),
    };
    const from = [...groupings, ...aggregates, ...sets.flat(), ...(pivot === undefined ? [] : [pivot.column])];
    return this.#session.frame<S>(makeRelation({ case: 'aggregate', value }, referencesOf(from)));
  }
}

function aggregateColumns(aggregate: Column | Readonly<Record<string, string>>): readonly Column[] {
  if (aggregate instanceof Column) return [aggregate];
  return Object.entries(aggregate).map(([column, name]) => operator(name, namedColumn(column)));
}
