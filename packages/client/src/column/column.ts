import type { DataType } from '@kindling/protocol';
import {
  Expression_SortOrder_SortDirection as Direction,
  dataTypeToProto,
  Expression_Cast_EvalMode as EvalMode,
  type Expression,
  Expression_SortOrder_NullOrdering as NullOrdering,
  type Relation,
  SubqueryExpression_SubqueryType as SubqueryType,
} from '@kindling/protocol/messages';
import { typeError, valueError } from '../client-error.ts';
import { planIdOf } from '../plan/index.ts';
import { columnText } from './column-text.ts';
import type { Arithmetic, ColumnOrValue, NumberLike, Operand, OperandValue, Quotient, Untyped } from './column-type.ts';
import { callExpression, type ExpressionSource, type ExpressionType, makeExpression, referencesOf } from './expression.ts';
import { literalExpression } from './literal.ts';
import type { ValueOf, ValueOfName } from './value-type.ts';
import type { WindowSpec } from './window.ts';

declare const valueOf: unique symbol;
declare const nameOf: unique symbol;

/** Something that has a relation: a DataFrame used as a subquery. */
export interface SubquerySource {
  readonly relation: Relation;
}

/**
 * A column of a DataFrame or a computation over columns. Nothing runs before an action.
 *
 * `T` is the type of its values and `N` its name, as far as the compiler knows them.
 *
 * @example
 * ```ts
 * const adults = people.filter(col('age').geq(18).and(col('name').isNotNull()));
 * ```
 */
export class Column<T = Untyped, N extends string = string> implements ExpressionSource {
  declare readonly [valueOf]?: T;
  declare readonly [nameOf]?: N;
  readonly expression: Expression;
  readonly references: readonly Relation[];

  constructor(expression: Expression, references: readonly Relation[] = []) {
    this.expression = expression;
    this.references = references;
  }

  /** `this = other`. @example `col('city').eq('Oslo')` */
  eq<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('==', this, other);
  }
  /** `this = other`. @example `col('city').equalTo('Oslo')` */
  equalTo<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('==', this, other);
  }
  /** `this <> other`. @example `col('city').notEqual('Oslo')` */
  notEqual<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('not', operator('==', this, other));
  }
  /** `this <> other`. @example `col('city').ne('Oslo')` */
  ne<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('not', operator('==', this, other));
  }
  /** Equality under which NULL equals NULL, never NULL itself. @example `col('a').eqNullSafe(null)` */
  eqNullSafe<O extends Operand<T>>(other: O): Column<boolean> {
    return operator('<=>', this, other);
  }
  /** `this > other`. @example `col('age').gt(18)` */
  gt<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('>', this, other);
  }
  /** `this >= other`. @example `col('age').geq(18)` */
  geq<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('>=', this, other);
  }
  /** `this >= other`. @example `col('age').ge(18)` */
  ge<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('>=', this, other);
  }
  /** `this < other`. @example `col('age').lt(65)` */
  lt<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('<', this, other);
  }
  /** `this <= other`. @example `col('age').leq(65)` */
  leq<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('<=', this, other);
  }
  /** `this <= other`. @example `col('age').le(65)` */
  le<O extends Operand<T>>(other: O): Column<boolean | null> {
    return operator('<=', this, other);
  }
  /** Both bounds included. @example `col('age').between(18, 65)` */
  between<L extends Operand<T>, U extends Operand<T>>(lower: L, upper: U): Column<boolean | null> {
    return this.geq(lower).and(this.leq(upper));
  }

  /** Addition. @example `col('price').plus(col('tax'))` */
  plus<O extends NumberOperand<T>>(other: O): Column<Arithmetic<T, OperandValue<O>>> {
    return operator('+', this, other);
  }
  /** Subtraction. @example `col('price').minus(1)` */
  minus<O extends NumberOperand<T>>(other: O): Column<Arithmetic<T, OperandValue<O>>> {
    return operator('-', this, other);
  }
  /** Multiplication. @example `col('price').multiply(1.25)` */
  multiply<O extends NumberOperand<T>>(other: O): Column<Arithmetic<T, OperandValue<O>>> {
    return operator('*', this, other);
  }
  /** Division; of integers too it gives a fraction. @example `col('total').divide(col('count'))` */
  divide<O extends NumberOperand<T>>(other: O): Column<Quotient<T, OperandValue<O>>> {
    return operator('/', this, other);
  }
  /** Remainder, with the sign of the dividend. @example `col('id').mod(2)` */
  mod<O extends NumberOperand<T>>(other: O): Column<Arithmetic<T, OperandValue<O>>> {
    return operator('%', this, other);
  }
  /** Power. @example `col('side').pow(2)` */
  pow<O extends NumberOperand<T>>(other: O): Column<number | null> {
    return operator('power', this, other);
  }
  /** Arithmetic negation. @example `col('debt').negate()` */
  negate(): Column<T> {
    return operator('negative', this);
  }
  /** Bitwise and. @example `col('flags').bitwiseAND(4)` */
  bitwiseAND<O extends NumberOperand<T>>(other: O): Column<T> {
    return operator('&', this, other);
  }
  /** Bitwise or. @example `col('flags').bitwiseOR(4)` */
  bitwiseOR<O extends NumberOperand<T>>(other: O): Column<T> {
    return operator('|', this, other);
  }
  /** Bitwise exclusive or. @example `col('flags').bitwiseXOR(4)` */
  bitwiseXOR<O extends NumberOperand<T>>(other: O): Column<T> {
    return operator('^', this, other);
  }

  /** Logical and. @example `col('a').gt(1).and(col('b').lt(2))` */
  and(other: Column<boolean | null> | boolean): Column<boolean | null> {
    return operator('and', this, other);
  }
  /** Logical or. @example `col('a').gt(1).or(col('b').lt(2))` */
  or(other: Column<boolean | null> | boolean): Column<boolean | null> {
    return operator('or', this, other);
  }
  /** Logical negation. @example `col('a').gt(1).not()` */
  not(): Column<boolean | null> {
    return operator('not', this);
  }
  /** True where the value is NULL. @example `col('email').isNull()` */
  isNull(): Column<boolean> {
    return operator('isNull', this);
  }
  /** True where the value is not NULL. @example `col('email').isNotNull()` */
  isNotNull(): Column<boolean> {
    return operator('isNotNull', this);
  }
  /** True where the value is NaN. @example `col('ratio').isNaN()` */
  isNaN(): Column<boolean> {
    return operator('isNaN', this);
  }
  /** True where the value is one of these, or of the single column of a DataFrame. @example `col('city').isin('Oslo', 'Bergen')` */
  isin(...values: readonly (Operand<T> | readonly Operand<T>[] | SubquerySource)[]): Column<boolean | null> {
    const [first] = values;
    if (values.length === 1 && isSubquerySource(first)) return inSubquery(this, first);
    const list = values.length === 1 && Array.isArray(first) ? first : values;
    return operator('in', this, ...list);
  }

  /** SQL's LIKE: `%` any text, `_` one character. @example `col('name').like('A%')` */
  like(pattern: Operand<string>): Column<boolean | null> {
    return operator('like', this, pattern);
  }
  /** LIKE that ignores case. @example `col('name').ilike('a%')` */
  ilike(pattern: Operand<string>): Column<boolean | null> {
    return operator('ilike', this, pattern);
  }
  /** True where a Java regular expression finds something. @example `col('name').rlike('^A')` */
  rlike(pattern: Operand<string>): Column<boolean | null> {
    return operator('rlike', this, pattern);
  }
  /** True where the text contains the other. @example `col('name').contains('nn')` */
  contains(other: Operand<T>): Column<boolean | null> {
    return operator('contains', this, other);
  }
  /** True where the text starts with the other. @example `col('name').startsWith('A')` */
  startsWith(other: Operand<T>): Column<boolean | null> {
    return operator('startsWith', this, other);
  }
  /** True where the text ends with the other. @example `col('name').endsWith('a')` */
  endsWith(other: Operand<T>): Column<boolean | null> {
    return operator('endsWith', this, other);
  }
  /** Part of a text or binary, counted from 1. @example `col('name').substr(1, 3)` */
  substr(start: ColumnOrValue<number>, length: ColumnOrValue<number>): Column<T> {
    return operator('substr', this, start, length);
  }

  /** Names the column; two or more names for what yields several columns. @example `col('a').plus(1).alias('b')` */
  alias<A extends string>(name: A, options: { readonly metadata?: Readonly<Record<string, unknown>> }): Column<T, A>;
  alias<A extends string>(name: A, ...more: readonly string[]): Column<T, A>;
  alias<A extends string>(name: A, ...rest: readonly unknown[]): Column<T, A> {
    return aliasColumn(this, name, rest);
  }
  /** The same as {@link alias}. @example `col('a').plus(1).as('b')` */
  as<A extends string>(name: A): Column<T, A> {
    return aliasColumn(this, name, []);
  }
  /** The same as {@link alias}. @example `col('a').plus(1).name('b')` */
  name<A extends string>(name: A): Column<T, A> {
    return aliasColumn(this, name, []);
  }

  /** Converts to another type, by SQL text or data type; a value that cannot be converted is an error. @example `col('id').cast('string')` */
  cast<D extends DataType | string>(dataType: D): Column<CastValue<D>, N> {
    return castColumn(this, dataType, EvalMode.UNSPECIFIED);
  }
  /** Converts to another type; NULL where a value cannot be converted. @example `col('text').try_cast('int')` */
  try_cast<D extends DataType | string>(dataType: D): Column<CastValue<D>, N> {
    return castColumn(this, dataType, EvalMode.TRY);
  }

  /** Ascending, NULLs first. @example `df.orderBy(col('age').asc())` */
  asc(): Column<T, N> {
    return sorted(this, Direction.ASCENDING, NullOrdering.SORT_NULLS_FIRST);
  }
  /** Ascending, NULLs first. @example `df.orderBy(col('age').asc_nulls_first())` */
  asc_nulls_first(): Column<T, N> {
    return sorted(this, Direction.ASCENDING, NullOrdering.SORT_NULLS_FIRST);
  }
  /** Ascending, NULLs last. @example `df.orderBy(col('age').asc_nulls_last())` */
  asc_nulls_last(): Column<T, N> {
    return sorted(this, Direction.ASCENDING, NullOrdering.SORT_NULLS_LAST);
  }
  /** Descending, NULLs last. @example `df.orderBy(col('age').desc())` */
  desc(): Column<T, N> {
    return sorted(this, Direction.DESCENDING, NullOrdering.SORT_NULLS_LAST);
  }
  /** Descending, NULLs first. @example `df.orderBy(col('age').desc_nulls_first())` */
  desc_nulls_first(): Column<T, N> {
    return sorted(this, Direction.DESCENDING, NullOrdering.SORT_NULLS_FIRST);
  }
  /** Descending, NULLs last. @example `df.orderBy(col('age').desc_nulls_last())` */
  desc_nulls_last(): Column<T, N> {
    return sorted(this, Direction.DESCENDING, NullOrdering.SORT_NULLS_LAST);
  }

  /** Element of an array by position (from 0), of a map by key, of a struct by name. @example `col('tags').getItem(0)` */
  getItem(key: ColumnOrValue): Column {
    return extract(this, key);
  }
  /** Field of a struct. @example `col('address').getField('city')` */
  getField(name: string): Column {
    return extract(this, name);
  }
  /** A struct with one field added or replaced; the name may be a path. @example `col('address').withField('zip', lit('0150'))` */
  withField(fieldName: string, value: Column): Column {
    return updateField(this, fieldName, value);
  }
  /** A struct without these fields. @example `col('address').dropFields('zip')` */
  dropFields(...fieldNames: readonly string[]): Column {
    if (fieldNames.length === 0) throw valueError('CANNOT_BE_EMPTY', { item: 'dropFields' });
    return fieldNames.reduce<Column>((column, fieldName) => updateField(column, fieldName), this);
  }

  /** One more branch after `when`. @example `when(col('a').gt(1), 'big').when(col('a').eq(1), 'one')` */
  when<V>(condition: Column<boolean | null>, value: ColumnOrValue<V>): Column<T | V | null> {
    return addBranch(this, 'when', [condition, value]);
  }
  /** The value where no branch of `when` holds; without it NULL. @example `when(col('a').gt(1), 'big').otherwise('small')` */
  otherwise<V>(value: ColumnOrValue<V>): Column<T | V> {
    return addBranch(this, 'otherwise', [value]);
  }
  /** Evaluates a window or aggregate function over a window. @example `row_number().over(Window.partitionBy('city').orderBy('age'))` */
  over(window: WindowSpec): Column<T, N> {
    return window.apply(this);
  }
  /** Calls a function with this column. @example `col('name').transform((name) => upper(name))` */
  transform<R>(f: (column: Column<T, N>) => R): R {
    return f(this);
  }
  /** Marks a column of the outer query inside a subquery. @example `inner.where(col('id').eq(col('outer_id').outer())).exists()` */
  outer(): Column<T, N> {
    return new Column(this.expression, this.references);
  }

  /** How the column reads, for people. */
  toString(): string {
    return `Column<'${columnText(this.expression)}'>`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** What arithmetic accepts beside `T`; a string column takes part by Spark's implicit casts only when it is untyped. */
export type NumberOperand<T> = [NonNullable<T>] extends [NumberLike] ? Operand<T> : NumericColumnNeeded;

/** Arithmetic on this column needs numbers: cast the column first. */
export type NumericColumnNeeded = { readonly 'arithmetic needs a numeric column: cast it first': never };

/** The values of a column after `cast`. */
export type CastValue<D> = D extends DataType ? ValueOf<D> | null : D extends string ? ValueOfName<D> | null : Untyped;

/** The column itself, or the literal for a value. */
export function toColumn(value: unknown): Column {
  return value instanceof Column ? value : new Column(literalExpression(value));
}

/** A function over columns and literals; operators are functions too. */
export function operator<T = Untyped>(name: string, ...operands: readonly unknown[]): Column<T> {
  const columns = operands.map(toColumn);
  return new Column(
    callExpression(
      name,
      columns.map((column) => column.expression),
    ),
    referencesOf(columns),
  );
}

/** The column under a name, unless it has one from {@link Column.alias}. */
export function aliasColumn<T, A extends string>(column: Column<T>, name: A, rest: readonly unknown[]): Column<T, A> {
  const options = rest.find((option) => typeof option === 'object') as { readonly metadata?: object } | undefined;
  const more = rest.filter((option) => typeof option === 'string');
  const metadata = options?.metadata === undefined ? {} : { metadata: JSON.stringify(options.metadata) };
  return derive({ case: 'alias', value: { expr: column.expression, name: [name, ...more], ...metadata } }, column);
}

const derive = <T, N extends string>(exprType: ExpressionType, ...from: readonly Column[]): Column<T, N> =>
  new Column(makeExpression(exprType), referencesOf(from));

function castColumn<T, N extends string>(column: Column, dataType: DataType | string, evalMode: EvalMode): Column<T, N> {
  const castToType =
    typeof dataType === 'string'
      ? ({ case: 'typeStr', value: dataType } as const)
      : ({ case: 'type', value: dataTypeToProto(dataType) } as const);
  return derive({ case: 'cast', value: { expr: column.expression, castToType, evalMode } }, column);
}

function sorted<T, N extends string>(column: Column<T, N>, direction: Direction, nullOrdering: NullOrdering): Column<T, N> {
  return derive({ case: 'sortOrder', value: { child: column.expression, direction, nullOrdering } }, column);
}

function extract(column: Column, key: unknown): Column {
  const extraction = toColumn(key);
  return derive(
    { case: 'unresolvedExtractValue', value: { child: column.expression, extraction: extraction.expression } },
    column,
    extraction,
  );
}

function updateField(column: Column, fieldName: string, value?: Column): Column {
  const valueExpression = value === undefined ? {} : { valueExpression: value.expression };
  const from = value === undefined ? [column] : [column, value];
  return derive({ case: 'updateFields', value: { structExpression: column.expression, fieldName, ...valueExpression } }, ...from);
}

function addBranch<T>(column: Column, method: 'when' | 'otherwise', added: readonly unknown[]): Column<T> {
  const { exprType } = column.expression;
  const isOpen =
    exprType.case === 'unresolvedFunction' && exprType.value.functionName === 'when' && exprType.value.arguments.length % 2 === 0;
  if (!isOpen) throw typeError('INVALID_WHEN_USAGE', { method });
  const columns = added.map(toColumn);
  const args = [...exprType.value.arguments, ...columns.map((one) => one.expression)];
  return new Column(callExpression('when', args), referencesOf([column, ...columns]));
}

function isSubquerySource(value: unknown): value is SubquerySource {
  return typeof value === 'object' && value !== null && 'relation' in value && !(value instanceof Column);
}

function inSubquery(column: Column, source: SubquerySource): Column<boolean | null> {
  const { exprType } = column.expression;
  const isStruct = exprType.case === 'unresolvedFunction' && exprType.value.functionName === 'struct';
  const inSubqueryValues = isStruct ? exprType.value.arguments : [column.expression];
  return subqueryColumn(source.relation, SubqueryType.IN, inSubqueryValues, [column]);
}

/** A column that a query computes: `scalar()`, `exists()` and `isin(df)`. */
export function subqueryColumn<T>(
  relation: Relation,
  subqueryType: SubqueryType,
  inSubqueryValues: readonly Expression[] = [],
  from: readonly Column[] = [],
): Column<T> {
  const expression = makeExpression({
    case: 'subqueryExpression',
    value: { planId: planIdOf(relation), subqueryType, inSubqueryValues: [...inSubqueryValues] },
  });
  return new Column(expression, [...referencesOf(from), relation]);
}
