import { type DataType, encodeParams, parseDataType, parseTableSchema, type StructType, toJson } from '@kindling/protocol';
import type { UserFunctionMessage } from '@kindling/protocol/messages';
import { typeError } from '../client-error.ts';
import { Column, namedColumn, type Untyped, type ValueOf, type ValueOfName } from '../column/index.ts';
import { functionText, mentionsNull } from '../javascript/index.ts';
import { userCall } from './user-call.ts';

/** What can be said about a function besides its text and the type of its result. */
export interface UserFunctionOptions<P = undefined> {
  /** Name in columns and messages; default the function's own. */
  readonly name?: string;
  /** Types that the arguments are cast to. Without them the function takes what it gets. */
  readonly args?: readonly (DataType | string)[];
  /** Values that the function gets behind its arguments: it sees nothing else of this program. */
  readonly params?: P;
  /** `false` when equal arguments need not give equal results; default `true`. */
  readonly deterministic?: boolean;
  /**
   * `propagate`: a NULL argument gives NULL and the function is not called. `pass`: the function sees `null`.
   * Default `pass` when the text of the function speaks of `null`, `undefined`, `??` or `?.`, else `propagate`.
   */
  readonly nulls?: 'propagate' | 'pass';
}

/** A function of this program as Spark knows it. */
export interface FunctionSpec {
  readonly message: UserFunctionMessage;
  readonly returnType: DataType;
  readonly argTypes: readonly DataType[] | undefined;
  readonly params: unknown;
}

/** The value that a function of a result type gives. */
export type ResultOf<D> = D extends DataType ? ValueOf<D> : D extends string ? ValueOfName<D> : Untyped;

/** What a function may return for a result type: a number stands for a bigint where it is whole. */
type Returned<D> = ResultOf<D> extends bigint ? bigint | number | null | undefined : ResultOf<D> | null | undefined;

/** An argument of a call: a column, or the name of one. */
export type ArgumentFor<T> = Column<T | null> | string;

type ArgumentsFor<A extends readonly unknown[]> = { readonly [K in keyof A]: ArgumentFor<A[K]> };

/** A function that was made by {@link udf}: called with columns it gives a column. */
export interface UserFunction<A extends readonly unknown[] = Untyped, T = Untyped> {
  (...columns: ArgumentsFor<A>): Column<T | null>;
  readonly spec: FunctionSpec;
  /** The same function whose results need not be equal for equal arguments. @example `udf(() => Math.random(), 'double').asNondeterministic()` */
  asNondeterministic(): UserFunction<A, T>;
}

// biome-ignore lint/suspicious/noExplicitAny: parameters without a type are what the columns yield
type AnyArguments = any[];

/**
 * A JavaScript function over columns.
 *
 * Where its text surely means the same to Spark, it becomes a Column expression, which any Spark runs; else it runs as JavaScript, on
 * Kindling only. `explain` tells which. It sees its arguments and `params` only.
 *
 * @example
 * ```ts
 * const withTax = udf((price: number, rate: number) => price * (1 + rate), 'double');
 * df.select(withTax('price', lit(0.25)).alias('total'));
 * ```
 */
export function udf<A extends AnyArguments, const D extends DataType | string>(
  f: (...args: A) => Returned<D>,
  returnType: D,
  options?: UserFunctionOptions<undefined>,
): UserFunction<A, ResultOf<D>>;
export function udf<A extends AnyArguments, P, const D extends DataType | string>(
  f: (...args: [...A, P]) => Returned<D>,
  returnType: D,
  options: UserFunctionOptions<P> & { readonly params: P },
): UserFunction<A, ResultOf<D>>;
export function udf(
  f: (...args: never[]) => unknown,
  returnType: DataType | string,
  options: UserFunctionOptions<unknown> = {},
): UserFunction {
  const name = options.name ?? (f.name || '<lambda>');
  return userFunction(specOf('scalar', functionText(f, name), name, typeOf(returnType), options));
}

/** The steps of an aggregate function. */
export interface UserAggregate<A extends readonly unknown[], B, R, P = undefined> {
  /** What a group starts with; a function makes it anew for each. */
  readonly zero: B | ((params: P) => B);
  /** Takes in a row; may change `buffer` and return it. */
  readonly reduce: (buffer: B, ...args: A) => B;
  /** Joins what two tasks gathered; may change `left`, not `right`. */
  readonly merge: (left: B, right: B, params: P) => B;
  /** The result of a group; default what was gathered. */
  readonly finish?: (buffer: B, params: P) => R;
}

/**
 * A JavaScript aggregate function: called with columns it gives a column for `agg`, `over` and the like.
 *
 * @example
 * ```ts
 * const longest = udaf({ zero: '', reduce: (a: string, b: string) => (b.length > a.length ? b : a), merge: (a, b) => (b.length > a.length ? b : a) }, 'string');
 * df.groupBy('city').agg(longest('name').alias('longest'));
 * ```
 */
export function udaf<A extends AnyArguments, B, const D extends DataType | string>(
  steps: UserAggregate<A, B, Returned<D>>,
  returnType: D,
  options: UserFunctionOptions<unknown> = {},
): UserFunction<A, ResultOf<D>> {
  const name = options.name ?? 'udaf';
  const { zero, reduce, merge, finish } = steps;
  const part = (key: string, f: (...args: never[]) => unknown) => ({ key, ...functionText(f, name) });
  const reducing = part('reduce', reduce as (...args: never[]) => unknown);
  const parts = [
    typeof zero === 'function'
      ? part('zero', zero as (...args: never[]) => unknown)
      : { key: 'zero', source: `() => (${valueText(zero)})`, placeJson: '' },
    reducing,
    part('merge', merge as (...args: never[]) => unknown),
    ...(finish ? [part('finish', finish as (...args: never[]) => unknown)] : []),
  ];
  return userFunction(
    specOf('aggregate', joinedTexts(parts), name, typeOf(returnType), { ...options, nulls: options.nulls ?? nullsOf(reducing.source) }),
  );
}

/**
 * A JavaScript table function: it gives any number of rows, and stands in `select` as `explode` does.
 *
 * @example
 * ```ts
 * const words = udtf(function* (text: string) { for (const word of text.split(' ')) yield { word, size: word.length }; }, 'word string, size int');
 * df.select('id', words('text'));
 * ```
 */
export function udtf<A extends AnyArguments>(
  f: (...args: A) => Iterable<unknown> | null | undefined,
  returnType: StructType | string,
  options: UserFunctionOptions<unknown> = {},
): UserFunction<A> {
  const name = options.name ?? (f.name || '<lambda>');
  const schema = typeof returnType === 'string' ? parseTableSchema(returnType) : returnType;
  return userFunction(specOf('table', functionText(f, name), name, schema, options));
}

function specOf(
  form: UserFunctionMessage['form'],
  text: { readonly source: string; readonly placeJson: string },
  name: string,
  returnType: DataType,
  options: UserFunctionOptions<unknown>,
): FunctionSpec {
  const argTypes = options.args?.map(typeOf);
  return {
    returnType,
    argTypes,
    params: options.params,
    message: {
      name,
      form,
      ...text,
      paramsJson: encodeParams(options.params),
      returnTypeJson: toJson(returnType),
      argumentTypesJson: argTypes === undefined ? '' : `[${argTypes.map(toJson).join(',')}]`,
      deterministic: options.deterministic ?? true,
      nulls: options.nulls ?? nullsOf(text.source),
    },
  };
}

const nullsOf = (source: string): 'pass' | 'propagate' => (mentionsNull(source) ? 'pass' : 'propagate');

export const typeOf = (type: DataType | string): DataType => (typeof type === 'string' ? parseDataType(type) : type);

/** The function under another name. */
export function renamed(spec: FunctionSpec, name: string): FunctionSpec {
  return { ...spec, message: { ...spec.message, name } };
}

export function userFunction(spec: FunctionSpec): UserFunction {
  const apply = (...columns: readonly unknown[]): Column =>
    userCall(
      spec,
      columns.map((column) => (typeof column === 'string' ? namedColumn(column) : asColumn(column))),
    );
  return Object.assign(apply, {
    spec,
    asNondeterministic: () => userFunction({ ...spec, message: { ...spec.message, deterministic: false } }),
  });
}

function asColumn(value: unknown): Column {
  if (value instanceof Column) return value;
  throw typeError('NOT_EXPECTED_TYPE', { arg_name: 'column', expected_type: 'a Column or the name of one', arg_type: typeof value });
}

/** The texts of several functions as an object of them. */
function joinedTexts(parts: readonly { readonly key: string; readonly source: string; readonly placeJson: string }[]) {
  let source = '({';
  let file: string | undefined;
  const positions: (readonly [number, number, number])[] = [];
  for (const part of parts) {
    source += ` ${part.key}: `;
    if (part.placeJson !== '') {
      const place = JSON.parse(part.placeJson) as {
        readonly file: string;
        readonly positions: readonly (readonly [number, number, number])[];
      };
      file ??= place.file;
      const start = source.length;
      positions.push(...place.positions.map(([offset, line, column]) => [offset + start + 1, line, column] as const));
    }
    source += `(${part.source}),`;
  }
  return { source: `${source} })`, placeJson: file === undefined ? '' : JSON.stringify({ file, positions }) };
}

/** A plain value as JavaScript text. */
function valueText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean')
    return JSON.stringify(value) ?? 'undefined';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (value instanceof Map) return `new Map([${[...value].map(([key, item]) => `[${valueText(key)}, ${valueText(item)}]`).join(', ')}])`;
  if (value instanceof Set) return `new Set([${[...value].map(valueText).join(', ')}])`;
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${valueText(item)}`)
      .join(', ')} }`;
  throw typeError('NOT_EXPECTED_TYPE', {
    arg_name: 'zero',
    expected_type: 'a plain value or a function that makes it',
    arg_type: typeof value,
  });
}
