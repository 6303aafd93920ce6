import { Column, type ColumnOrValue, callExpression, makeExpression, namedColumn, referencesOf, toColumn } from '../column/index.ts';

/** An argument whose text is the name of a column; any other value stands for itself. */
export type ColumnArgument = Column | string | number | bigint | boolean | null | object;

/** The column for an argument whose text is a name. */
export const column = (argument: ColumnArgument): Column => (typeof argument === 'string' ? namedColumn(argument) : toColumn(argument));

/** The column for an argument whose text is a value. */
export const value = (argument: ColumnOrValue): Column => toColumn(argument);

/** A function of Spark; arguments that are left out at the end are not sent. */
export function call<T, N extends string>(name: string, ...args: readonly (Column | undefined)[]): Column<T, N> {
  return invoke(name, given(args), false);
}

/** A function over distinct values. */
export function callDistinct<T>(name: string, ...args: readonly (Column | undefined)[]): Column<T> {
  return invoke(name, given(args), true);
}

/** A function by the name that the server's catalog knows: a built-in, a registered or a persistent one. */
export function callByName(name: string, args: readonly Column[]): Column {
  const value = { functionName: name, arguments: args.map((argument) => argument.expression) };
  return new Column(makeExpression({ case: 'callFunction', value }), referencesOf(args));
}

function given(args: readonly (Column | undefined)[]): readonly Column[] {
  const last = args.findLastIndex((argument) => argument !== undefined);
  return args.slice(0, last + 1).map((argument) => argument ?? toColumn(null));
}

function invoke<T, N extends string>(name: string, args: readonly Column[], isDistinct: boolean): Column<T, N> {
  const expressions = args.map((argument) => argument.expression);
  return new Column(callExpression(name, expressions, isDistinct), referencesOf(args));
}
