import type { Literal } from '@kindling/engine';
import {
  CalendarInterval,
  type DataType,
  DEFAULT_TIME_PRECISION,
  Decimal,
  type InternalValue,
  type StructType,
  sparkError,
} from '@kindling/protocol';
import {
  dataTypeFromProto,
  type Expression_Literal as LiteralMessage,
  type Expression_Literal_SpecializedArray as SpecializedArray,
} from '@kindling/protocol/messages';
import { notSet } from './invalid-plan.ts';

interface TypedValue {
  readonly value: InternalValue;
  readonly dataType: DataType;
}

/** A literal with the type that the message says, or that follows from its value. */
export function literalOf(message: LiteralMessage): Literal {
  return { kind: 'literal', ...typedValueOf(message, message.dataType && dataTypeFromProto(message.dataType)) };
}

function typedValueOf(message: LiteralMessage, known: DataType | undefined): TypedValue {
  const { literalType } = message;
  const told = known ?? (message.dataType && dataTypeFromProto(message.dataType));
  switch (literalType.case) {
    case undefined:
      throw notSet('Expression.Literal', 'literalType');
    case 'null':
      return {
        value: null,
        dataType: told ?? (literalType.value.kind.case === undefined ? { kind: 'null' } : dataTypeFromProto(literalType.value)),
      };
    case 'binary':
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'date':
    case 'timestamp':
      return { value: literalType.value, dataType: { kind: literalType.case } };
    case 'timestampNtz':
      return { value: literalType.value, dataType: { kind: 'timestamp_ntz' } };
    case 'string':
      return { value: literalType.value, dataType: told !== undefined && isText(told) ? told : { kind: 'string' } };
    case 'decimal':
      return decimalOf(literalType.value, told);
    case 'calendarInterval': {
      const { months, days, microseconds } = literalType.value;
      return { value: new CalendarInterval(months, days, microseconds), dataType: { kind: 'calendar_interval' } };
    }
    case 'yearMonthInterval':
      return {
        value: literalType.value,
        dataType: told?.kind === 'year_month_interval' ? told : { kind: 'year_month_interval', start: 'year', end: 'month' },
      };
    case 'dayTimeInterval':
      return {
        value: literalType.value,
        dataType: told?.kind === 'day_time_interval' ? told : { kind: 'day_time_interval', start: 'day', end: 'second' },
      };
    case 'time':
      return {
        value: literalType.value.nano,
        dataType: { kind: 'time', precision: literalType.value.precision ?? DEFAULT_TIME_PRECISION },
      };
    case 'array': {
      const elementType =
        told?.kind === 'array' ? told.elementType : literalType.value.elementType && dataTypeFromProto(literalType.value.elementType);
      return arrayOf(literalType.value.elements, elementType, told);
    }
    case 'specializedArray':
      return specializedArrayOf(literalType.value, told);
    case 'map':
      return mapOf(literalType.value, told);
    case 'struct': {
      const type = told ?? (literalType.value.structType && dataTypeFromProto(literalType.value.structType));
      if (type?.kind !== 'struct') throw sparkError('CONNECT_INVALID_PLAN.STRUCT_LITERAL_MISSING_DATA_TYPE');
      return structOf(literalType.value.elements, type);
    }
  }
}

function isText(type: DataType): boolean {
  return type.kind === 'string' || type.kind === 'char' || type.kind === 'varchar';
}

function decimalOf(
  message: { readonly value: string; readonly precision?: number | undefined; readonly scale?: number | undefined },
  told: DataType | undefined,
): TypedValue {
  const value = Decimal.parse(message.value);
  if (told?.kind === 'decimal') return { value: value.withScale(told.scale), dataType: told };
  const scale = Math.max(value.scale, message.scale ?? 0);
  const precision = Math.max(value.precision, message.precision ?? 0, scale);
  return { value: value.withScale(scale), dataType: { kind: 'decimal', precision, scale } };
}

function arrayOf(elements: readonly LiteralMessage[], elementType: DataType | undefined, told: DataType | undefined): TypedValue {
  const values = elements.map((element) => typedValueOf(element, elementType));
  const found = elementType ?? values.find((value) => value.value !== null)?.dataType ?? values[0]?.dataType;
  if (found === undefined) throw sparkError('CONNECT_INVALID_PLAN.ARRAY_LITERAL_MISSING_DATA_TYPE');
  return {
    value: values.map(({ value }) => value),
    dataType: told?.kind === 'array' ? told : { kind: 'array', elementType: found, containsNull: true },
  };
}

const specializedTypes = {
  bools: { kind: 'boolean' },
  ints: { kind: 'integer' },
  longs: { kind: 'long' },
  floats: { kind: 'float' },
  doubles: { kind: 'double' },
  strings: { kind: 'string' },
} as const;

function specializedArrayOf(message: SpecializedArray, told: DataType | undefined): TypedValue {
  const { valueType } = message;
  if (valueType.case === undefined) throw notSet('Expression.Literal.SpecializedArray', 'valueType');
  const elementType = specializedTypes[valueType.case];
  return {
    value: valueType.value.values,
    dataType: told?.kind === 'array' ? told : { kind: 'array', elementType, containsNull: false },
  };
}

type MapMessage = Extract<LiteralMessage['literalType'], { case: 'map' }>['value'];

function mapOf(message: MapMessage, told: DataType | undefined): TypedValue {
  const type = told?.kind === 'map' ? told : undefined;
  const keyType = type?.keyType ?? (message.keyType && dataTypeFromProto(message.keyType));
  const valueType = type?.valueType ?? (message.valueType && dataTypeFromProto(message.valueType));
  const keys = message.keys.map((key) => typedValueOf(key, keyType));
  const values = message.values.map((value) => typedValueOf(value, valueType));
  const foundKey = keyType ?? keys[0]?.dataType;
  const foundValue = valueType ?? values.find((value) => value.value !== null)?.dataType ?? values[0]?.dataType;
  if (foundKey === undefined || foundValue === undefined) throw sparkError('CONNECT_INVALID_PLAN.MAP_LITERAL_MISSING_DATA_TYPE');
  return {
    value: keys.map((key, index): InternalValue => [key.value, values[index]?.value ?? null]),
    dataType: type ?? { kind: 'map', keyType: foundKey, valueType: foundValue, valueContainsNull: true },
  };
}

/** Fields that the schema leaves open get the type of their value. */
function structOf(elements: readonly LiteralMessage[], type: StructType): TypedValue {
  const values = elements.map((element, index) => typedValueOf(element, type.fields[index]?.dataType));
  return { value: values.map(({ value }) => value), dataType: type };
}
