import { Column, type ColumnOrValue, makeExpression, namedColumn, operator, toColumn, type Untyped } from '../column/index.ts';
import { column as asColumn, value as asValue, type ColumnArgument, call, callByName, callDistinct } from './call.ts';

/** A column by name: `*`, `t.*`, `a.b` for a field, backticks around dots that belong to a name. @example `df.select(col('id'))` */
export function col<N extends string>(name: N): Column<Untyped, N> {
  return namedColumn(name) as Column<Untyped, N>;
}
/** The same as {@link col}. @example `df.select(column('id'))` */
export function column<N extends string>(name: N): Column<Untyped, N> {
  return namedColumn(name) as Column<Untyped, N>;
}
/** A value as a column. Whole numbers are INT or BIGINT, other numbers DOUBLE, bigints BIGINT, a `Date` TIMESTAMP. @example `df.withColumn('one', lit(1))` */
export function lit<T>(value: T | Column<T>): Column<T> {
  return toColumn(value);
}
/** A column as SQL. @example `df.select(expr('price * 2'))` */
export function expr(expression: string): Column {
  return new Column(makeExpression({ case: 'expressionString', value: { expression } }));
}
/** The first branch of a choice; continue with `when` and `otherwise`. @example `when(col('age').lt(18), 'minor').otherwise('adult')` */
export function when<V>(condition: Column<boolean | null>, value: ColumnOrValue<V>): Column<V | null> {
  return operator('when', condition, value);
}
/** Marks a frame as small enough to be sent to every task of a join. @example `orders.join(broadcast(countries), 'code')` */
export function broadcast<F extends { hint(name: string): F }>(frame: F): F {
  return frame.hint('broadcast');
}
/** Any function that the server knows, by name. @example `call_function('my_function', col('id'))` */
export function call_function(name: string, ...args: readonly ColumnArgument[]): Column {
  return callByName(name, args.map(asColumn));
}
/** The same as {@link call_function}. @example `call_udf('my_function', col('id'))` */
export function call_udf(name: string, ...args: readonly ColumnArgument[]): Column {
  return call(name, ...args.map(asColumn));
}
/** A struct of columns, named as they are. @example `struct('city', 'zip').alias('address')` */
export function struct(...columns: readonly ColumnArgument[]): Column {
  return call('struct', ...columns.map(asColumn));
}
/** An array of columns. @example `array('a', 'b')` */
export function array(...columns: readonly ColumnArgument[]): Column {
  return call('array', ...columns.map(asColumn));
}
/** A map of keys and values in turn. @example `create_map(lit('a'), col('a'), lit('b'), col('b'))` */
export function create_map(...columns: readonly ColumnArgument[]): Column {
  return call('map', ...columns.map(asColumn));
}
/** The first value that is not NULL. @example `coalesce('nickname', 'name')` */
export function coalesce(...columns: readonly ColumnArgument[]): Column {
  return call('coalesce', ...columns.map(asColumn));
}
/** The greatest value, NULLs left out. @example `greatest('a', 'b')` */
export function greatest(...columns: readonly ColumnArgument[]): Column {
  return call('greatest', ...columns.map(asColumn));
}
/** The least value, NULLs left out. @example `least('a', 'b')` */
export function least(...columns: readonly ColumnArgument[]): Column {
  return call('least', ...columns.map(asColumn));
}
/** The number of distinct combinations without NULLs. @example `df.agg(count_distinct('city'))` */
export function count_distinct(...columns: readonly ColumnArgument[]): Column<bigint> {
  return callDistinct('count', ...columns.map(asColumn));
}
/** The same as {@link count_distinct}. @example `df.agg(countDistinct('city'))` */
export function countDistinct(...columns: readonly ColumnArgument[]): Column<bigint> {
  return callDistinct('count', ...columns.map(asColumn));
}
/** The sum of the distinct values. @example `df.agg(sum_distinct('price'))` */
export function sum_distinct(col: ColumnArgument): Column {
  return callDistinct('sum', asColumn(col));
}
/** The distinct values as one text. @example `df.agg(listagg_distinct('name', ', '))` */
export function listagg_distinct(col: ColumnArgument, delimiter?: ColumnOrValue): Column<string | null> {
  return callDistinct('listagg', asColumn(col), delimiter === undefined ? undefined : asValue(delimiter));
}
/** The same as {@link listagg_distinct}. @example `df.agg(string_agg_distinct('name', ', '))` */
export function string_agg_distinct(col: ColumnArgument, delimiter?: ColumnOrValue): Column<string | null> {
  return callDistinct('string_agg', asColumn(col), delimiter === undefined ? undefined : asValue(delimiter));
}
/** Which grouping columns of `cube` or `rollup` are totals, as bits. @example `df.cube('a', 'b').agg(grouping_id())` */
export function grouping_id(...columns: readonly ColumnArgument[]): Column<bigint> {
  return call('grouping_id', ...columns.map(asColumn));
}
/** Arithmetic negation. @example `negate('debt')` */
export function negate(col: ColumnArgument): Column {
  return call('negative', asColumn(col));
}
/** Ascending, NULLs first. @example `df.orderBy(asc('age'))` */
export function asc(col: Column | string): Column {
  return namedColumn(col).asc();
}
/** Ascending, NULLs first. @example `df.orderBy(asc_nulls_first('age'))` */
export function asc_nulls_first(col: Column | string): Column {
  return namedColumn(col).asc_nulls_first();
}
/** Ascending, NULLs last. @example `df.orderBy(asc_nulls_last('age'))` */
export function asc_nulls_last(col: Column | string): Column {
  return namedColumn(col).asc_nulls_last();
}
/** Descending, NULLs last. @example `df.orderBy(desc('age'))` */
export function desc(col: Column | string): Column {
  return namedColumn(col).desc();
}
/** Descending, NULLs first. @example `df.orderBy(desc_nulls_first('age'))` */
export function desc_nulls_first(col: Column | string): Column {
  return namedColumn(col).desc_nulls_first();
}
/** Descending, NULLs last. @example `df.orderBy(desc_nulls_last('age'))` */
export function desc_nulls_last(col: Column | string): Column {
  return namedColumn(col).desc_nulls_last();
}
