import type { DataType } from '@kindling/protocol';
import {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Timestamp,
  types,
  YearMonthInterval,
} from '@kindling/protocol';
import {
  create,
  dataTypeFromProto,
  dataTypeToProto,
  type Expression,
  type Expression_Literal,
  Expression_LiteralSchema,
  type MessageInitShape,
} from '@kindling/protocol/messages';
import { typeError, valueError } from '../client-error.ts';
import { callExpression, makeExpression } from './expression.ts';

type LiteralType = NonNullable<MessageInitShape<typeof Expression_LiteralSchema>['literalType']>;

const MAX_INT = 2 ** 31 - 1;
const MIN_INT = -(2 ** 31);
const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/** A value as an expression; an array or map becomes the function that builds it. */
export function literalExpression(value: unknown): Expression {
  if (Array.isArray(value)) return callExpression('array', value.map(literalExpression));
  if (value instanceof Map) return callExpression('map', [...value].flat().map(literalExpression));
  return makeExpression({ case: 'literal', value: makeLiteral(value) });
}

/**
 * A value as a literal. An integral number is an INT where it fits and otherwise a BIGINT, any other number a DOUBLE; a bigint is a
 * BIGINT, a `Date` a TIMESTAMP.
 */
export function makeLiteral(value: unknown): Expression_Literal {
  if (Array.isArray(value)) {
    return create(Expression_LiteralSchema, { literalType: { case: 'array', value: { elements: value.map(makeLiteral) } } });
  }
  return create(Expression_LiteralSchema, { literalType: literalType(value) });
}

function literalType(value: unknown): LiteralType {
  switch (typeof value) {
    case 'boolean':
      return { case: 'boolean', value };
    case 'string':
      return { case: 'string', value };
    case 'bigint':
      if (value > MAX_LONG || value < MIN_LONG) {
        throw valueError('VALUE_NOT_BETWEEN', { arg_name: 'value', min: String(MIN_LONG), max: String(MAX_LONG) });
      }
      return { case: 'long', value };
    case 'number':
      return numberLiteral(value);
    case 'object':
      return value === null ? { case: 'null', value: dataTypeToProto(types.null) } : objectLiteral(value);
    default:
      throw typeError('UNSUPPORTED_DATA_TYPE', { data_type: typeof value });
  }
}

function numberLiteral(value: number): LiteralType {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { case: 'double', value };
  return value <= MAX_INT && value >= MIN_INT ? { case: 'integer', value } : { case: 'long', value: BigInt(value) };
}

function objectLiteral(value: object): LiteralType {
  if (value instanceof Decimal) {
    return { case: 'decimal', value: { value: value.toString(), precision: Math.max(value.precision, value.scale), scale: value.scale } };
  }
  if (value instanceof Date) return { case: 'timestamp', value: Timestamp.of(value).epochMicros };
  if (value instanceof Timestamp) return { case: 'timestamp', value: value.epochMicros };
  if (value instanceof LocalDate) return { case: 'date', value: value.epochDays };
  if (value instanceof LocalDateTime) return { case: 'timestampNtz', value: value.micros };
  if (value instanceof LocalTime) return { case: 'time', value: { nano: value.nanosOfDay, precision: 6 } };
  if (value instanceof DayTimeInterval) return { case: 'dayTimeInterval', value: value.micros };
  if (value instanceof YearMonthInterval) return { case: 'yearMonthInterval', value: value.months };
  if (value instanceof CalendarInterval) {
    return { case: 'calendarInterval', value: { months: value.months, days: value.days, microseconds: value.micros } };
  }
  if (value instanceof Uint8Array) return { case: 'binary', value: new Uint8Array(value) };
  throw typeError('UNSUPPORTED_DATA_TYPE', { data_type: value.constructor?.name ?? 'object' });
}

/** The value of a literal that a server sent, in the form that rows have. */
export function literalValue(literal: Expression_Literal): unknown {
  const { literalType: content, dataType } = literal;
  switch (content.case) {
    case undefined:
    case 'null':
      return null;
    case 'decimal':
      return Decimal.parse(content.value.value);
    case 'date':
      return new LocalDate(content.value);
    case 'timestamp':
      return new Timestamp(content.value);
    case 'timestampNtz':
      return new LocalDateTime(content.value);
    case 'time':
      return new LocalTime(content.value.nano);
    case 'calendarInterval':
      return new CalendarInterval(content.value.months, content.value.days, content.value.microseconds);
    case 'yearMonthInterval':
      return new YearMonthInterval(content.value);
    case 'dayTimeInterval':
      return new DayTimeInterval(content.value);
    case 'array':
      return content.value.elements.map(literalValue);
    case 'specializedArray':
      return content.value.valueType.value?.values ?? [];
    case 'map':
      return new Map(content.value.keys.map((key, index) => [literalValue(key), literalValue(content.value.values[index]!)]));
    case 'struct': {
      const structType = dataType ?? content.value.structType;
      return structValue(structType === undefined ? undefined : dataTypeFromProto(structType), content.value.elements.map(literalValue));
    }
    default:
      return content.value;
  }
}

function structValue(type: DataType | undefined, values: readonly unknown[]): Record<string, unknown> {
  const names = type?.kind === 'struct' ? type.fields.map((field) => field.name) : values.map((_, index) => `col${index + 1}`);
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/** A number as a DOUBLE, whole or not. */
export function doubleLiteral(value: number): Expression_Literal {
  return create(Expression_LiteralSchema, { literalType: { case: 'double', value } });
}
