import type { Column, Untyped } from '../column/index.ts';

/** The rows of a frame whose schema the compiler does not know. */
export interface UntypedRow {
  [name: string]: Untyped;
}

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

/** The rows of `select(...items)`: known when each item has a name that the compiler can see. */
export type Selected<R, I> =
  IsUntypedRow<R> extends true ? UntypedRow : string extends ItemName<R, I> ? UntypedRow : { [K in ItemName<R, I>]: ItemValue<R, I, K> };

/** The rows of `withColumn(name, column)`. */
export type WithColumn<R, N extends string, T> = { [K in keyof R | N]: K extends N ? T : K extends keyof R ? R[K] : never };

/** The rows of `withColumns({ name: column })`. */
export type WithColumns<R, M> = {
  [K in keyof R | keyof M]: K extends keyof M ? (M[K] extends Column<infer T> ? T : never) : K extends keyof R ? R[K] : never;
};

/** The rows of `withColumnsRenamed({ old: 'new' })`. */
export type Renamed<R, M> = { [K in keyof R as K extends keyof M ? (M[K] extends string ? M[K] : never) : K]: R[K] };

/** The rows of `drop(...names)`. */
export type Dropped<R, I> = { [K in keyof R as K extends ItemName<R, I> ? never : K]: R[K] };

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
      : {
          [K in keyof L | keyof R]: K extends On
            ? (K extends keyof L ? L[K] : never) | (K extends keyof R ? R[K] : never)
            : K extends keyof L
              ? L[K] | MissingIn<J, LeftMayMiss>
              : K extends keyof R
                ? R[K] | MissingIn<J, RightMayMiss>
                : never;
        };
