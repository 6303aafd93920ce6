import { Join_JoinType, type Relation, SetOperation_SetOpType as SetOpType } from '@kindling/protocol/messages';
import { typeError, valueError } from '../client-error.ts';
import { asSortOrder, Column, makeExpression, namedColumn, operator, referencesOf, sortOrderOf, type Untyped } from '../column/index.ts';
import { makeRelation } from '../plan/index.ts';
import { FrameShaping } from './frame-shaping.ts';
import { GroupedData, GroupType } from './grouped-data.ts';
import { joinTypeOf } from './join-type.ts';
import type {
  ColumnName,
  ColumnOrName,
  Dropped,
  Joined,
  JoinType,
  Renamed,
  Selected,
  UntypedRow,
  WithColumn,
  WithColumns,
} from './row-type.ts';

/**
 * Rows in named columns, computed when an action asks for them.
 *
 * `R` is the type of the rows as far as it is known: from `createDataFrame`, a schema value or {@link DataFrame.as}. Then columns that
 * do not exist and operands that do not fit are errors of the compiler.
 *
 * @example
 * ```ts
 * const adults = spark.createDataFrame([{ name: 'Ann', age: 31 }]).filter(col('age').geq(18));
 * console.log(await adults.collect());
 * ```
 */
export class DataFrame<R = UntypedRow> extends FrameShaping<R> {
  /** These columns. @example `df.select('id', col('price').multiply(2).alias('double'))` */
  select<const I extends readonly (ColumnOrName<R> | '*')[]>(...items: I): DataFrame<Selected<R, I[number]>> {
    return this.#project(items.map((item) => namedColumn(item as string | Column)));
  }
  /** Columns as SQL expressions. @example `df.selectExpr('id', 'price * 2 AS double')` */
  selectExpr(...expressions: readonly string[]): DataFrame<UntypedRow> {
    return this.#project(expressions.map(sqlExpression));
  }
  /** Rows for which the condition is true. @example `df.filter(col('age').gt(18))` or `df.filter('age > 18')` */
  filter(condition: Column<boolean | null> | string): DataFrame<R> {
    const column = typeof condition === 'string' ? sqlExpression(condition) : condition;
    return this.derive({ case: 'filter', value: { input: this.relation, condition: column.expression } }, column);
  }
  /** The same as {@link filter}. @example `df.where('age > 18')` */
  where(condition: Column<boolean | null> | string): DataFrame<R> {
    return this.filter(condition);
  }
  /** One column more, or another one in the place of an old one. @example `df.withColumn('age2', col('age').plus(1))` */
  withColumn<N extends string, T>(name: N, column: Column<T>): DataFrame<WithColumn<R, N, T>> {
    return this.#withColumns([[name, column]]);
  }
  /** Several columns at once. @example `df.withColumns({ a: col('x').plus(1), b: lit('y') })` */
  withColumns<const M extends Readonly<Record<string, Column>>>(columns: M): DataFrame<WithColumns<R, M>> {
    return this.#withColumns(Object.entries(columns));
  }
  /** Another name for a column. @example `df.withColumnRenamed('ID', 'id')` */
  withColumnRenamed<O extends ColumnName<R>, N extends string>(existing: O, renamed: N): DataFrame<Renamed<R, Record<O, N>>> {
    return this.#renamed({ [existing]: renamed });
  }
  /** Other names for several columns. @example `df.withColumnsRenamed({ ID: 'id', Education: 'education' })` */
  withColumnsRenamed<const M extends { readonly [K in ColumnName<R>]?: string }>(names: M): DataFrame<Renamed<R, M>> {
    return this.#renamed(names as Readonly<Record<string, string>>);
  }
  /** All columns but these. @example `df.drop('email', 'phone')` */
  drop<const I extends readonly ColumnOrName<R>[]>(...items: I): DataFrame<Dropped<R, I[number]>> {
    const columnNames = items.filter((item) => typeof item === 'string');
    const columns = items.filter((item): item is I[number] & Column => item instanceof Column);
    const value = { input: this.relation, columnNames, columns: columns.map((column) => column.expression) };
    return this.derive({ case: 'drop', value }, ...columns);
  }
  /** Another type for the rows, which the program vouches for; or, with a name, the same as {@link alias}. @example `spark.table('people').as<{ id: bigint; name: string }>()` */
  as<S extends object>(): DataFrame<S>;
  as(alias: string): DataFrame<R>;
  as(alias?: string): DataFrame<R> {
    return alias === undefined ? new DataFrame<R>(this.sparkSession, this.relation) : this.alias(alias);
  }
  /** A name by which columns of the frame can be told apart. @example `df.alias('a').join(df.alias('b'), col('a.id').eq(col('b.parent')))` */
  alias(alias: string): DataFrame<R> {
    return this.derive({ case: 'subqueryAlias', value: { input: this.relation, alias } });
  }

  /** Pairs of rows of two frames, by a condition or by columns that both have. @example `people.join(cities, 'city', 'left')` */
  join<S, const O extends ColumnName<R> & ColumnName<S>, J extends JoinType = 'inner'>(
    other: DataFrame<S>,
    on: O | readonly O[],
    how?: J,
  ): DataFrame<Joined<R, S, J, O>>;
  join<S, J extends JoinType = 'inner'>(
    other: DataFrame<S>,
    on?: Column<boolean | null> | readonly Column<boolean | null>[],
    how?: J,
  ): DataFrame<Joined<R, S, J>>;
  join<S>(other: DataFrame<S>, on?: JoinCondition, how: JoinType = 'inner'): DataFrame<Untyped> {
    return this.#join(other, on, joinTypeOf(how));
  }
  /** Each row with each row of the other frame. @example `sizes.crossJoin(colours)` */
  crossJoin<S>(other: DataFrame<S>): DataFrame<Joined<R, S, 'cross'>> {
    return this.#join(other, undefined, Join_JoinType.CROSS);
  }
  /**
   * Each row with the rows of another frame that rank best for it: the smallest of a distance, or the largest of a similarity.
   *
   * @example
   * ```ts
   * users.nearestByJoin(products, abs(users.col('score').minus(products.col('score'))), 3, 'exact', 'distance');
   * ```
   */
  nearestByJoin<S>(
    other: DataFrame<S>,
    rankingExpression: Column,
    numResults: number,
    mode: 'approx' | 'exact',
    direction: 'distance' | 'similarity',
    joinType: 'inner' | 'leftouter' = 'inner',
  ): DataFrame<Joined<R, S, 'left'>> {
    const right = this.#sameSession(other);
    const value = { left: this.relation, right, rankingExpression: rankingExpression.expression, numResults, mode, direction, joinType };
    return this.derive({ case: 'nearestByJoin', value }, rankingExpression);
  }
  /** Each row with the rows of a query that may use its columns by `outer()`. @example `a.lateralJoin(b.where(col('k').eq(col('id').outer())))` */
  lateralJoin<S>(other: DataFrame<S>, on?: Column<boolean | null>, how: JoinType = 'inner'): DataFrame<Joined<R, S, 'inner'>> {
    const condition = on === undefined ? {} : { joinCondition: on.expression };
    const value = { left: this.relation, right: this.#sameSession(other), joinType: joinTypeOf(how), ...condition };
    return this.derive({ case: 'lateralJoin', value }, ...(on === undefined ? [] : [on]));
  }

  /** Groups of rows that are equal in these columns. @example `df.groupBy('city').agg(avg('age').alias('mean_age'))` */
  groupBy<const I extends readonly ColumnOrName<R>[]>(...items: I): GroupedData<R, I[number]> {
    return this.#grouped(GroupType.GROUPBY, items);
  }
  /** Groups, subtotals from the right and the total. @example `df.rollup('country', 'city').count()` */
  rollup<const I extends readonly ColumnOrName<R>[]>(...items: I): GroupedData<R, I[number]> {
    return this.#grouped(GroupType.ROLLUP, items);
  }
  /** Groups and subtotals by every subset of these columns. @example `df.cube('country', 'city').count()` */
  cube<const I extends readonly ColumnOrName<R>[]>(...items: I): GroupedData<R, I[number]> {
    return this.#grouped(GroupType.CUBE, items);
  }
  /** Groups by each of these sets of columns. @example `df.groupingSets([['country'], ['city']], 'country', 'city').count()` */
  groupingSets<const I extends readonly ColumnOrName<R>[]>(
    sets: readonly (readonly ColumnOrName<R>[])[],
    ...items: I
  ): GroupedData<R, I[number]> {
    const groupingSets = sets.map((set) => set.map((item) => namedColumn(item)));
    return this.#grouped(GroupType.GROUPING_SETS, items, groupingSets);
  }
  /** Aggregates all rows to one. @example `df.agg(max('age').alias('oldest'))` */
  agg<const A extends readonly Column[]>(...aggregates: A): DataFrame<Selected<R, A[number]>>;
  agg(aggregates: Readonly<Record<string, string>>): DataFrame<UntypedRow>;
  agg(...aggregates: readonly (Column | Readonly<Record<string, string>>)[]): DataFrame<Untyped> {
    return this.groupBy().agg(...(aggregates as readonly Column[]));
  }

  /** Sorts all rows; ascending with NULLs first unless the column says otherwise. @example `df.orderBy(col('age').desc(), 'name')` */
  orderBy(...columns: readonly ColumnOrName<R>[]): DataFrame<R> {
    const orders = columns.map((column) => asSortOrder(namedColumn(column)));
    return this.derive({ case: 'sort', value: { input: this.relation, order: orders.map(sortOrderOf), isGlobal: true } }, ...orders);
  }
  /** The same as {@link orderBy}. @example `df.sort('age')` */
  sort(...columns: readonly ColumnOrName<R>[]): DataFrame<R> {
    return this.orderBy(...columns);
  }
  /** At most this many rows. @example `df.orderBy('age').limit(10)` */
  limit(count: number): DataFrame<R> {
    return this.derive({ case: 'limit', value: { input: this.relation, limit: count } });
  }
  /** All but the first rows. @example `df.orderBy('age').offset(10).limit(10)` */
  offset(count: number): DataFrame<R> {
    return this.derive({ case: 'offset', value: { input: this.relation, offset: count } });
  }

  /** The rows of both, column by position; equal rows stay. @example `january.union(february)` */
  union<S>(other: DataFrame<S>): DataFrame<R> {
    return this.#setOperation(other, SetOpType.UNION, { isAll: true });
  }
  /** The same as {@link union}. @example `january.unionAll(february)` */
  unionAll<S>(other: DataFrame<S>): DataFrame<R> {
    return this.union(other);
  }
  /** The rows of both, column by name. @example `january.unionByName(february, true)` */
  unionByName<S>(other: DataFrame<S>, allowMissingColumns = false): DataFrame<R> {
    return this.#setOperation(other, SetOpType.UNION, { isAll: true, byName: true, allowMissingColumns });
  }
  /** Distinct rows that both have. @example `a.intersect(b)` */
  intersect<S>(other: DataFrame<S>): DataFrame<R> {
    return this.#setOperation(other, SetOpType.INTERSECT, { isAll: false });
  }
  /** Rows that both have, as often as both have them. @example `a.intersectAll(b)` */
  intersectAll<S>(other: DataFrame<S>): DataFrame<R> {
    return this.#setOperation(other, SetOpType.INTERSECT, { isAll: true });
  }
  /** Distinct rows that the other does not have. @example `a.except(b)` */
  except<S>(other: DataFrame<S>): DataFrame<R> {
    return this.#setOperation(other, SetOpType.EXCEPT, { isAll: false });
  }
  /** Rows that the other does not have, each as often as it is left over. @example `a.exceptAll(b)` */
  exceptAll<S>(other: DataFrame<S>): DataFrame<R> {
    return this.#setOperation(other, SetOpType.EXCEPT, { isAll: true });
  }
  /** The same as {@link except}. @example `a.subtract(b)` */
  subtract<S>(other: DataFrame<S>): DataFrame<R> {
    return this.except(other);
  }
  /** A consecutive number for each row, from 0. @example `df.zipWithIndex('row_number')` */
  zipWithIndex<N extends string = 'index'>(name: N = 'index' as N): DataFrame<WithColumn<R, N, bigint>> {
    return this.#project([namedColumn('*'), operator('distributed_sequence_id').alias(name)]);
  }

  #project<S>(columns: readonly Column[]): DataFrame<S> {
    const expressions = columns.map((column) => column.expression);
    return this.derive({ case: 'project', value: { input: this.relation, expressions } }, ...columns);
  }

  #withColumns<S>(columns: readonly (readonly [string, Column])[]): DataFrame<S> {
    const aliases = columns.map(([name, column]) => ({ expr: column.expression, name: [name] }));
    return this.derive({ case: 'withColumns', value: { input: this.relation, aliases } }, ...columns.map(([, column]) => column));
  }

  #renamed<S>(names: Readonly<Record<string, string>>): DataFrame<S> {
    const renames = Object.entries(names).map(([colName, newColName]) => ({ colName, newColName }));
    return this.derive({ case: 'withColumnsRenamed', value: { input: this.relation, renames } });
  }

  #join<S, T>(other: DataFrame<S>, on: JoinCondition, joinType: Join_JoinType): DataFrame<T> {
    const items = on === undefined ? [] : Array.isArray(on) ? (on as readonly (Column | string)[]) : [on as Column | string];
    const usingColumns = items.filter((item) => typeof item === 'string');
    const conditions = items.filter((item) => item instanceof Column);
    if (usingColumns.length > 0 && conditions.length > 0) {
      throw typeError('NOT_EXPECTED_TYPE', { arg_name: 'on', expected_type: 'names only or columns only', arg_type: 'a mixture' });
    }
    const [first, ...rest] = conditions;
    const condition = first === undefined ? {} : { joinCondition: rest.reduce<Column>((all, one) => all.and(one), first).expression };
    const value = { left: this.relation, right: this.#sameSession(other), joinType, usingColumns, ...condition };
    return this.sparkSession.frame<T>(makeRelation({ case: 'join', value }, referencesOf(conditions)));
  }

  #grouped<I>(groupType: GroupType, items: readonly ColumnOrName<R>[], sets: readonly (readonly Column[])[] = []): GroupedData<R, I> {
    const groupings = items.map((item) => namedColumn(item));
    return new GroupedData<R, I>(this.sparkSession, { input: this.relation, groupType, groupings, sets });
  }

  #setOperation<S>(
    other: DataFrame<S>,
    setOpType: SetOpType,
    options: { isAll: boolean; byName?: boolean; allowMissingColumns?: boolean },
  ): DataFrame<R> {
    return this.derive({ case: 'setOp', value: { leftInput: this.relation, rightInput: this.#sameSession(other), setOpType, ...options } });
  }

  #sameSession(other: DataFrame<Untyped>): Relation {
    if (other.sparkSession !== this.sparkSession) throw valueError('SESSION_NOT_SAME');
    return other.relation;
  }
}

type JoinCondition = string | readonly string[] | Column<boolean | null> | readonly Column<boolean | null>[] | undefined;

const sqlExpression = (expression: string): Column => new Column(makeExpression({ case: 'expressionString', value: { expression } }));
