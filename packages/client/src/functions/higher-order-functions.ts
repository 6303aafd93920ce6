import { typeError } from '../client-error.ts';
import { Column, makeExpression } from '../column/index.ts';
import { type ColumnArgument, call, column } from './call.ts';

type Lambda = (...parameters: Column[]) => Column;

let lastVariable = 0;

/** Each element changed. @example `transform('values', (x) => x.multiply(2))` or `(x, index) => x.plus(index)` */
export function transform(col: ColumnArgument, f: (element: Column, index: Column) => Column): Column {
  return call('transform', column(col), lambda('transform', f, f.length > 1 ? 2 : 1));
}
/** The elements for which the condition holds. @example `filter('values', (x) => x.gt(0))` */
export function filter(col: ColumnArgument, f: (element: Column, index: Column) => Column<boolean | null>): Column {
  return call('filter', column(col), lambda('filter', f, f.length > 1 ? 2 : 1));
}
/** Whether the condition holds for an element. @example `exists('values', (x) => x.lt(0))` */
export function exists(col: ColumnArgument, f: (element: Column) => Column<boolean | null>): Column<boolean | null> {
  return call('exists', column(col), lambda('exists', f, 1));
}
/** Whether the condition holds for all elements. @example `forall('values', (x) => x.gt(0))` */
export function forall(col: ColumnArgument, f: (element: Column) => Column<boolean | null>): Column<boolean | null> {
  return call('forall', column(col), lambda('forall', f, 1));
}
/** Puts the elements together one after the other. @example `aggregate('values', lit(0), (sum, x) => sum.plus(x))` */
export function aggregate(
  col: ColumnArgument,
  initialValue: ColumnArgument,
  merge: (accumulated: Column, element: Column) => Column,
  finish?: (accumulated: Column) => Column,
): Column {
  const finishing = finish === undefined ? undefined : lambda('aggregate', finish, 1);
  return call('aggregate', column(col), column(initialValue), lambda('aggregate', merge, 2), finishing);
}
/** The same as {@link aggregate}. @example `reduce('values', lit(0), (sum, x) => sum.plus(x))` */
export function reduce(
  col: ColumnArgument,
  initialValue: ColumnArgument,
  merge: (accumulated: Column, element: Column) => Column,
  finish?: (accumulated: Column) => Column,
): Column {
  const finishing = finish === undefined ? undefined : lambda('reduce', finish, 1);
  return call('reduce', column(col), column(initialValue), lambda('reduce', merge, 2), finishing);
}
/** Two arrays element by element. @example `zip_with('a', 'b', (x, y) => x.plus(y))` */
export function zip_with(left: ColumnArgument, right: ColumnArgument, f: (left: Column, right: Column) => Column): Column {
  return call('zip_with', column(left), column(right), lambda('zip_with', f, 2));
}
/** A map with other keys. @example `transform_keys('scores', (key) => upper(key))` */
export function transform_keys(col: ColumnArgument, f: (key: Column, value: Column) => Column): Column {
  return call('transform_keys', column(col), lambda('transform_keys', f, 2));
}
/** A map with other values. @example `transform_values('scores', (key, value) => value.plus(1))` */
export function transform_values(col: ColumnArgument, f: (key: Column, value: Column) => Column): Column {
  return call('transform_values', column(col), lambda('transform_values', f, 2));
}
/** The entries for which the condition holds. @example `map_filter('scores', (key, value) => value.gt(10))` */
export function map_filter(col: ColumnArgument, f: (key: Column, value: Column) => Column<boolean | null>): Column {
  return call('map_filter', column(col), lambda('map_filter', f, 2));
}
/** Two maps key by key. @example `map_zip_with('a', 'b', (key, x, y) => x.plus(y))` */
export function map_zip_with(left: ColumnArgument, right: ColumnArgument, f: (key: Column, left: Column, right: Column) => Column): Column {
  return call('map_zip_with', column(left), column(right), lambda('map_zip_with', f, 3));
}
/** A sorted array, by the natural order or by a comparison that yields a negative, zero or positive INT. @example `array_sort('values', (x, y) => y.minus(x))` */
export function array_sort(col: ColumnArgument, comparator?: (left: Column, right: Column) => Column): Column {
  return call('array_sort', column(col), comparator === undefined ? undefined : lambda('array_sort', comparator, 2));
}

function lambda(name: string, f: Lambda, parameterCount: number): Column {
  const variables = ['x', 'y', 'z'].slice(0, parameterCount).map(freshVariable);
  const parameters = variables.map(
    (nameParts) => new Column(makeExpression({ case: 'unresolvedNamedLambdaVariable', value: { nameParts } })),
  );
  const body: unknown = f(...parameters);
  if (!(body instanceof Column)) {
    throw typeError('HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN', { func_name: name, return_type: typeof body });
  }
  const value = { function: body.expression, arguments: variables.map((nameParts) => ({ nameParts })) };
  return new Column(makeExpression({ case: 'lambdaFunction', value }), body.references);
}

/** Names of one's own keep the variables of nested lambdas apart. */
function freshVariable(letter: string): string[] {
  lastVariable += 1;
  return [`${letter}_${lastVariable}`];
}
