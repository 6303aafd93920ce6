import type { Decimal } from '@kindling/protocol';
import type { Column } from './column.ts';

/** Where a frame's schema is not known to the compiler, its values are whatever the query yields. */
// biome-ignore lint/suspicious/noExplicitAny: programs on untyped frames must be able to use a value without a cast, as in PySpark
export type Untyped = any;

export type IsUntyped<T> = 0 extends 1 & T ? true : false;

export type NumberLike = number | bigint | Decimal;

/** What a column of `T` can be compared with. Spark compares numbers of every type with each other. */
type Peer<T> =
  IsUntyped<T> extends true
    ? Untyped
    : NonNullable<T> extends NumberLike
      ? NumberLike
      : NonNullable<T> extends string
        ? string
        : NonNullable<T> extends boolean
          ? boolean
          : NonNullable<T> | string;

/** A column or a plain value on the other side of an operator. */
export type Operand<T> = Peer<T> | Column<Peer<T> | null> | null;

/** A column, or a plain value that stands for the literal. */
export type ColumnOrValue<T = Untyped> = Column<T | null> | T | null;

/** The value that an operand stands for. */
export type OperandValue<O> = O extends Column<infer T> ? T : O;

type NullOf<A, B> = null extends A ? null : null extends B ? null : never;

type ArithmeticValue<A, B> = A extends Decimal
  ? B extends number
    ? Decimal | number
    : Decimal
  : B extends Decimal
    ? A extends number
      ? Decimal | number
      : Decimal
    : A extends bigint
      ? B extends bigint
        ? bigint
        : bigint | number
      : A extends number
        ? B extends bigint
          ? bigint | number
          : number
        : Untyped;

/** The value of `a + b`: an integral JavaScript number and a fractional one have the same type, so a mixture with bigint is a union. */
export type Arithmetic<A, B> =
  IsUntyped<A> extends true
    ? Untyped
    : IsUntyped<B> extends true
      ? Untyped
      : ArithmeticValue<NonNullable<A>, NonNullable<B>> | NullOf<A, B>;

/** The value of `a / b`. */
export type Quotient<A, B> =
  IsUntyped<A> extends true
    ? Untyped
    : IsUntyped<B> extends true
      ? Untyped
      : (Decimal extends NonNullable<A> | NonNullable<B> ? Decimal | number : number) | null;
