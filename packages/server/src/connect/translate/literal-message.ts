import { CalendarInterval, type DataType, type Decimal, type InternalValue, sparkError, sqlName } from '@kindling/protocol';
import {
  create,
  dataTypeToProto,
  Expression_LiteralSchema,
  type Expression_Literal as LiteralMessage,
  type MessageInitShape,
} from '@kindling/protocol/messages';

type LiteralType = NonNullable<MessageInitShape<typeof Expression_LiteralSchema>['literalType']>;

/** A value of a type as a literal of Spark Connect. Older clients read the types inside, newer ones the one beside the value. */
export function literalMessageOf(value: InternalValue, type: DataType): LiteralMessage {
  if (value === null) return create(Expression_LiteralSchema, { literalType: { case: 'null', value: dataTypeToProto(type) } });
  const isNested = type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';
  return create(Expression_LiteralSchema, {
    literalType: literalTypeOf(value, type),
    ...(isNested ? { dataType: dataTypeToProto(type) } : {}),
  });
}

function literalTypeOf(value: InternalValue, type: DataType): LiteralType {
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'binary':
    case 'date':
    case 'timestamp':
      return { case: type.kind, value } as LiteralType;
    case 'string':
    case 'char':
    case 'varchar':
      return { case: 'string', value: value as string };
    case 'timestamp_ntz':
      return { case: 'timestampNtz', value: value as bigint };
    case 'time':
      return { case: 'time', value: { nano: value as bigint, precision: type.precision } };
    case 'decimal':
      return { case: 'decimal', value: { value: (value as Decimal).toString(), precision: type.precision, scale: type.scale } };
    case 'year_month_interval':
      return { case: 'yearMonthInterval', value: value as number };
    case 'day_time_interval':
      return { case: 'dayTimeInterval', value: value as bigint };
    case 'array': {
      const elements = (value as readonly InternalValue[]).map((element) => literalMessageOf(element, type.elementType));
      return { case: 'array', value: { elementType: dataTypeToProto(type.elementType), elements } };
    }
    case 'map': {
      const entries = value as readonly (readonly [InternalValue, InternalValue])[];
      return {
        case: 'map',
        value: {
          keyType: dataTypeToProto(type.keyType),
          valueType: dataTypeToProto(type.valueType),
          keys: entries.map(([key]) => literalMessageOf(key, type.keyType)),
          values: entries.map(([, item]) => literalMessageOf(item, type.valueType)),
        },
      };
    }
    case 'struct': {
      const values = value as readonly InternalValue[];
      const elements = type.fields.map((field, ordinal) => literalMessageOf(values[ordinal] ?? null, field.dataType));
      return { case: 'struct', value: { structType: dataTypeToProto(type), elements } };
    }
    case 'calendar_interval':
      if (value instanceof CalendarInterval) {
        return { case: 'calendarInterval', value: { months: value.months, days: value.days, microseconds: value.micros } };
      }
      break;
    case 'udt':
      return literalTypeOf(value, type.sqlType);
  }
  throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `a literal of type ${sqlName(type)} over Spark Connect` });
}
