import type { DataType, DayTimeField, StructField, StructType, YearMonthField } from '@kindling/protocol';
import { parseDataType } from '@kindling/protocol';
import { create, type DataType as DataTypeMessage, DataTypeSchema, type MessageInitShape } from '@kindling/protocol/messages';

type Kind = NonNullable<MessageInitShape<typeof DataTypeSchema>['kind']>;

const yearMonthFields: readonly YearMonthField[] = ['year', 'month'];
const dayTimeFields: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
/** How Connect writes an SRID that differs from value to value. */
const MIXED_SRID = -1;

/** A data type as Spark Connect's message. */
export function dataTypeToMessage(type: DataType): DataTypeMessage {
  return create(DataTypeSchema, { kind: kindOf(type) });
}

function kindOf(type: DataType): Kind {
  switch (type.kind) {
    case 'decimal':
      return { case: 'decimal', value: { precision: type.precision, scale: type.scale } };
    case 'string':
      return { case: 'string', value: { collation: type.collation ?? '' } };
    case 'char':
      return { case: 'char', value: { length: type.length } };
    case 'varchar':
      return { case: 'varChar', value: { length: type.length } };
    case 'timestamp_ntz':
      return { case: 'timestampNtz', value: {} };
    case 'time':
      return { case: 'time', value: { precision: type.precision } };
    case 'calendar_interval':
      return { case: 'calendarInterval', value: {} };
    case 'year_month_interval':
      return {
        case: 'yearMonthInterval',
        value: { startField: yearMonthFields.indexOf(type.start), endField: yearMonthFields.indexOf(type.end) },
      };
    case 'day_time_interval':
      return {
        case: 'dayTimeInterval',
        value: { startField: dayTimeFields.indexOf(type.start), endField: dayTimeFields.indexOf(type.end) },
      };
    case 'array':
      return { case: 'array', value: { elementType: dataTypeToMessage(type.elementType), containsNull: type.containsNull } };
    case 'map':
      return {
        case: 'map',
        value: {
          keyType: dataTypeToMessage(type.keyType),
          valueType: dataTypeToMessage(type.valueType),
          valueContainsNull: type.valueContainsNull,
        },
      };
    case 'struct':
      return { case: 'struct', value: { fields: type.fields.map(fieldToMessage) } };
    case 'geometry':
    case 'geography':
      return { case: type.kind, value: { srid: type.srid === 'ANY' ? MIXED_SRID : type.srid } };
    case 'udt':
      return {
        case: 'udt',
        value: {
          type: 'udt',
          sqlType: dataTypeToMessage(type.sqlType),
          ...(type.jvmClass !== undefined && { jvmClass: type.jvmClass }),
          ...(type.pythonClass !== undefined && { pythonClass: type.pythonClass }),
          ...(type.serializedPythonClass !== undefined && { serializedPythonClass: type.serializedPythonClass }),
        },
      };
    default:
      return { case: type.kind, value: {} };
  }
}

function fieldToMessage(field: StructField) {
  return {
    name: field.name,
    dataType: dataTypeToMessage(field.dataType),
    nullable: field.nullable,
    ...(field.metadata !== undefined && { metadata: JSON.stringify(field.metadata) }),
  };
}

/** The data type in Spark Connect's message. */
export function dataTypeFromMessage(message: DataTypeMessage): DataType {
  const { kind } = message;
  switch (kind.case) {
    case undefined:
      throw new Error('a data type message without a kind');
    case 'decimal':
      return { kind: 'decimal', precision: kind.value.precision ?? 10, scale: kind.value.scale ?? 0 };
    case 'string': {
      const { collation } = kind.value;
      return collation === '' || collation === 'UTF8_BINARY' ? { kind: 'string' } : { kind: 'string', collation };
    }
    case 'char':
      return { kind: 'char', length: kind.value.length };
    case 'varChar':
      return { kind: 'varchar', length: kind.value.length };
    case 'timestampNtz':
      return { kind: 'timestamp_ntz' };
    case 'time':
      return { kind: 'time', precision: kind.value.precision ?? 6 };
    case 'calendarInterval':
      return { kind: 'calendar_interval' };
    case 'yearMonthInterval': {
      const start = yearMonthFields[kind.value.startField ?? 0] ?? 'year';
      return { kind: 'year_month_interval', start, end: yearMonthFields[kind.value.endField ?? 1] ?? 'month' };
    }
    case 'dayTimeInterval': {
      const start = dayTimeFields[kind.value.startField ?? 0] ?? 'day';
      return { kind: 'day_time_interval', start, end: dayTimeFields[kind.value.endField ?? 3] ?? 'second' };
    }
    case 'array':
      return { kind: 'array', elementType: childType(kind.value.elementType), containsNull: kind.value.containsNull };
    case 'map':
      return {
        kind: 'map',
        keyType: childType(kind.value.keyType),
        valueType: childType(kind.value.valueType),
        valueContainsNull: kind.value.valueContainsNull,
      };
    case 'struct':
      return {
        kind: 'struct',
        fields: kind.value.fields.map((field) => ({
          name: field.name,
          dataType: childType(field.dataType),
          nullable: field.nullable,
          ...(field.metadata !== undefined && field.metadata !== '{}' && { metadata: JSON.parse(field.metadata) }),
        })),
      };
    case 'geometry':
    case 'geography':
      return { kind: kind.case, srid: kind.value.srid === MIXED_SRID ? 'ANY' : kind.value.srid };
    case 'udt':
      return {
        kind: 'udt',
        sqlType: childType(kind.value.sqlType),
        ...(kind.value.jvmClass !== undefined && { jvmClass: kind.value.jvmClass }),
        ...(kind.value.pythonClass !== undefined && { pythonClass: kind.value.pythonClass }),
        ...(kind.value.serializedPythonClass !== undefined && { serializedPythonClass: kind.value.serializedPythonClass }),
      };
    case 'unparsed':
      return parseDataType(kind.value.dataTypeString);
    default:
      return { kind: kind.case };
  }
}

function childType(message: DataTypeMessage | undefined): DataType {
  if (message === undefined) throw new Error('a data type message without the type of its children');
  return dataTypeFromMessage(message);
}

/** The schema in a message that says what a result's columns are. */
export function schemaFromMessage(message: DataTypeMessage): StructType {
  const type = dataTypeFromMessage(message);
  return type.kind === 'struct' ? type : { kind: 'struct', fields: [{ name: 'value', dataType: type, nullable: true }] };
}
