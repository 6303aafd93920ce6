import type { Column, Untyped } from '../column/index.ts';

/** The rows of a frame whose schema the compiler does not know. */
export type UntypedRow = Untyped;

export type IsUntypedRow<R> = string extends keyof R ? true : false;

/** The names of a frame's columns; any string when they are not known. */
export type ColumnName<R> = string extends keyof R ? string : keyof R & string;

/** A column of a frame: by name, or a computed one. */
export type ColumnOrName<R> = ColumnName<R> | Column;

export type ItemName<R, I> = I extends '*' ? keyof R & string : I extends string ? I : I extends Column<Untyped, infer N> ? N : never;

type ItemValue<R, I, K extends string> = I extends '*'
  ? K extends keyof R
    ? R[K]
    : never
  : I extends string
    ? I extends K
      ? R[I & keyof R]
      : never
    : I extends Column<infer T, infer N>
      ? K extends N
        ? T
        : never
      : never;

/**
 * The same type, looked at: comparing it makes the compiler find the type of each property now and remember it. Left to itself it finds
 * them when they are asked for, through all steps of a chain at once, and gives up after about 45.
 */
type Settled<T> = T extends { readonly [name: string]: unknown } ? T : never;

/** The rows of `select(...items)`: known when each item has a name that the compiler can see. */
export type Selected<R, I> =
  IsUntypedRow<R> extends true
    ? UntypedRow
    : string extends ItemName<R, I>
      ? UntypedRow
      : Settled<{ [K in ItemName<R, I>]: ItemValue<R, I, K> }>;

/** The rows of `withColumn(name, column)`. */
export type WithColumn<R, N extends string, T> =
  IsUntypedRow<R> extends true ? UntypedRow : Settled<{ [K in keyof R | N]: K extends N ? T : R[K & keyof R] }>;

/** The rows of `withColumns({ name: column })`. */
export type WithColumns<R, M> =
  IsUntypedRow<R> extends true
    ? UntypedRow
    : Settled<{ [K in keyof R | keyof M]: K extends keyof M ? (M[K] extends Column<infer T> ? T : never) : R[K & keyof R] }>;

/** The rows of `withColumnsRenamed({ old: 'new' })`. */
export type Renamed<R, M> =
  IsUntypedRow<R> extends true
    ? UntypedRow
    : Settled<{ [K in keyof R as K extends keyof M ? (M[K] extends string ? M[K] : never) : K]: R[K] }>;

/** The rows of `drop(...names)`. */
export type Dropped<R, I> =
  IsUntypedRow<R> extends true ? UntypedRow : Settled<{ [K in keyof R as K extends ItemName<R, I> ? never : K]: R[K] }>;

/** The ways to join, as Spark names them. */
export type JoinType =
  | 'inner'
  | 'cross'
  | 'outer'
  | 'full'
  | 'fullouter'
  | 'full_outer'
  | 'left'
  | 'leftouter'
  | 'left_outer'
  | 'right'
  | 'rightouter'
  | 'right_outer'
  | 'semi'
  | 'leftsemi'
  | 'left_semi'
  | 'anti'
  | 'leftanti'
  | 'left_anti';

type KeepsLeftOnly = 'semi' | 'leftsemi' | 'left_semi' | 'anti' | 'leftanti' | 'left_anti';
type LeftMayMiss = 'outer' | 'full' | 'fullouter' | 'full_outer' | 'right' | 'rightouter' | 'right_outer';
type RightMayMiss = 'outer' | 'full' | 'fullouter' | 'full_outer' | 'left' | 'leftouter' | 'left_outer';

type MissingIn<J, Misses> = [Extract<J, Misses>] extends [never] ? never : null;

/** The rows of `join(other, on, how)`: a column that both sides have is the left one's, as with `using` columns. */
export type Joined<L, R, J, On = never> = [J] extends [KeepsLeftOnly]
  ? L
  : IsUntypedRow<L> extends true
    ? UntypedRow
    : IsUntypedRow<R> extends true
      ? UntypedRow
      : Settled<{
          [K in keyof L | keyof R]: K extends On
            ? (K extends keyof L ? L[K] : never) | (K extends keyof R ? R[K] : never)
            : K extends keyof L
              ? L[K] | MissingIn<J, LeftMayMiss>
              : K extends keyof R
                ? R[K] | MissingIn<J, RightMayMiss>
                : never;
        }>;
