import { type DataType, equalTypes, types } from '@kindling/protocol';
import { argument, call, castTo, choose, isNull, literal, not, type SparkExpression } from './spark-expression.ts';

/** The function, or a part of it, means something else to Spark than to JavaScript, or nothing. */
export class NotCompilable extends Error {}

/** Why the function stays JavaScript. */
export function refuse(reason: string): never {
  throw new NotCompilable(reason);
}

export type JsKind = 'number' | 'bigint' | 'boolean' | 'string' | 'null' | 'array' | 'struct' | 'other' | 'constant';

/** What is known about a value of the function, and the expression that gives it. */
export interface JsValue {
  readonly kind: JsKind;
  /** The expression; of a number as DOUBLE. Throws {@link NotCompilable} where only another form is right. */
  readonly spark: () => SparkExpression;
  /** It can be null. */
  readonly nullable: boolean;
  /** Where it is null, it may be `undefined` to JavaScript. */
  readonly maybeUndefined?: boolean;
  /** Evaluating it can fail. */
  readonly fallible?: boolean;
  /** A number that is whole and safe: the expression as BIGINT. */
  readonly whole?: SparkExpression;
  /** A number that is finite: between these. */
  readonly range?: readonly [number, number];
  /** A number that can be -0. */
  readonly negativeZero?: boolean;
  /** Of arrays, structs and others: Spark's type, where it is known. */
  readonly dataType?: DataType;
  /** Of arrays: the expression with elements of another type. */
  readonly asArray?: (elementType: DataType) => SparkExpression;
  /** Its elements when it is an array. */
  readonly element?: JsValue;
  /** A value that the program knows. */
  readonly constant?: unknown;
}

const wholeRanges: Partial<Record<DataType['kind'], readonly [number, number]>> = {
  byte: [-128, 127],
  short: [-32768, 32767],
  integer: [-2147483648, 2147483647],
};

/** The value that an expression of a Spark type is to JavaScript. */
export function valueOfType(expression: SparkExpression, dataType: DataType, nullable: boolean): JsValue {
  const base = { nullable, dataType };
  switch (dataType.kind) {
    case 'byte':
    case 'short':
    case 'integer':
      return {
        ...base,
        kind: 'number',
        spark: () => castTo(expression, types.double),
        whole: castTo(expression, types.long),
        range: wholeRanges[dataType.kind] as readonly [number, number],
      };
    case 'float':
    case 'double':
      return {
        ...base,
        kind: 'number',
        spark: () => (dataType.kind === 'double' ? expression : castTo(expression, types.double)),
        negativeZero: true,
      };
    case 'long':
      return { ...base, kind: 'bigint', spark: () => expression };
    case 'boolean':
      return { ...base, kind: 'boolean', spark: () => expression };
    case 'string':
      if ('collation' in dataType && dataType.collation !== undefined && dataType.collation !== 'UTF8_BINARY') break;
      return { ...base, kind: 'string', spark: () => expression };
    case 'array':
      return {
        ...base,
        kind: 'array',
        spark: () => expression,
        element: valueOfType(argument(-1), dataType.elementType, dataType.containsNull),
        asArray: (elementType) =>
          equalTypes(elementType, dataType.elementType)
            ? expression
            : refuse('an array whose elements have another type than those of the result'),
      };
    case 'struct':
      return { ...base, kind: 'struct', spark: () => expression };
    default:
      break;
  }
  return { ...base, kind: 'other', spark: () => expression };
}

/** A value that the program knows as an expression. */
export function constantValue(value: unknown): JsValue {
  if (value === null || value === undefined) {
    return { kind: 'null', nullable: true, spark: () => literal(null), constant: value ?? null, maybeUndefined: value === undefined };
  }
  const base = { nullable: false, constant: value };
  switch (typeof value) {
    case 'string':
      return { ...base, kind: 'string', spark: () => literal(value) };
    case 'boolean':
      return { ...base, kind: 'boolean', spark: () => literal(value) };
    case 'bigint':
      if (value < -(2n ** 63n) || value >= 2n ** 63n) refuse('a bigint beyond 64 bits');
      return { ...base, kind: 'bigint', spark: () => literal(value) };
    case 'number':
      return {
        ...base,
        kind: 'number',
        spark: () => ({ op: 'double', value }),
        ...(Number.isSafeInteger(value) ? { whole: literal(BigInt(value)) } : {}),
        ...(Number.isFinite(value) ? { range: [value, value] as const } : {}),
        negativeZero: Object.is(value, -0),
      };
    case 'object':
      return { ...base, kind: 'constant', spark: () => refuse('an object of `params` as a whole') };
    default:
      return refuse(`a ${typeof value} in \`params\``);
  }
}

/** The value where it is known not to be null. */
export const nonNull = (value: JsValue): JsValue => (value.nullable ? { ...value, nullable: false, maybeUndefined: false } : value);

/** Refuses what may be null where JavaScript would make something else of it than Spark. */
export function required(value: JsValue, what: string): JsValue {
  if (value.nullable) refuse(`${what} that may be null`);
  return value;
}

/** Whether JavaScript takes the value for true, never NULL. */
export function truthy(value: JsValue): SparkExpression {
  const whenPresent = truthyWhenPresent(value);
  if (!value.nullable) return whenPresent;
  return value.kind === 'null' ? literal(false) : call('coalesce', whenPresent, literal(false));
}

function truthyWhenPresent(value: JsValue): SparkExpression {
  switch (value.kind) {
    case 'boolean':
      return value.spark();
    case 'string':
      return not(call('==', value.spark(), literal('')));
    case 'bigint':
      return not(call('==', value.spark(), literal(0n)));
    case 'number': {
      if (value.whole) return not(call('==', value.whole, literal(0n)));
      const isZero = call('==', value.spark(), { op: 'double', value: 0 });
      return value.range ? not(isZero) : not(call('or', isZero, call('isnan', value.spark())));
    }
    case 'null':
      return literal(false);
    default:
      return value.nullable ? not(isNull(value.spark())) : literal(true);
  }
}

/** One of two values. */
export function either(condition: SparkExpression, left: JsValue, right: JsValue): JsValue {
  if (left.kind === 'null' && right.kind !== 'null') return asNullable(right, (value) => choose(condition, literal(null), value));
  if (right.kind === 'null' && left.kind !== 'null') return asNullable(left, (value) => choose(condition, value, literal(null)));
  if (left.kind !== right.kind) refuse(`a value that is either a ${left.kind} or a ${right.kind}`);
  const hasOwnType = left.kind === 'array' || left.kind === 'struct' || left.kind === 'other';
  if (hasOwnType && !(left.dataType && right.dataType && equalTypes(left.dataType, right.dataType)))
    refuse('two values of different types');
  return {
    kind: left.kind,
    nullable: left.nullable || right.nullable,
    maybeUndefined: left.maybeUndefined === true || right.maybeUndefined === true,
    fallible: left.fallible === true || right.fallible === true,
    spark: () => choose(condition, left.spark(), right.spark()),
    ...(left.whole && right.whole ? { whole: choose(condition, left.whole, right.whole) } : {}),
    ...(left.range && right.range ? { range: [Math.min(left.range[0], right.range[0]), Math.max(left.range[1], right.range[1])] } : {}),
    negativeZero: left.negativeZero === true || right.negativeZero === true,
    ...(left.dataType && right.dataType && equalTypes(left.dataType, right.dataType) ? { dataType: left.dataType } : {}),
    ...(left.element ? { element: left.element } : {}),
    ...(left.asArray && right.asArray
      ? {
          asArray: (elementType: DataType) =>
            choose(
              condition,
              (left.asArray as (t: DataType) => SparkExpression)(elementType),
              (right.asArray as (t: DataType) => SparkExpression)(elementType),
            ),
        }
      : {}),
  };
}

function asNullable(value: JsValue, wrap: (expression: SparkExpression) => SparkExpression): JsValue {
  const { asArray, whole, ...rest } = value;
  return {
    ...rest,
    nullable: true,
    spark: () => wrap(value.spark()),
    ...(whole ? { whole: wrap(whole) } : {}),
    ...(asArray ? { asArray: (elementType) => wrap(asArray(elementType)) } : {}),
  };
}
/** The value where `subject` is not null, else null: what `?.` gives. */
export function whereNotNull(subject: JsValue, value: JsValue): JsValue {
  if (!subject.nullable) return value;
  return { ...asNullable(value, (expression) => choose(isNull(subject.spark()), literal(null), expression)), maybeUndefined: true };
}
