import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { sparkError } from '../errors/index.ts';
import {
  type DataType,
  type DayTimeField,
  DEFAULT_DECIMAL_PRECISION,
  DEFAULT_TIME_PRECISION,
  parseDataType,
  type StructField,
  types,
  type YearMonthField,
} from '../types/index.ts';
import { type DataType_StructField, type DataType as DataTypeMessage, DataTypeSchema } from './generated/index.ts';

type Kind = NonNullable<MessageInitShape<typeof DataTypeSchema>['kind']>;

const YEAR_MONTH_FIELDS: readonly YearMonthField[] = ['year', 'month'];
const DAY_TIME_FIELDS: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
/** How Connect writes that the SRID differs from value to value. */
const MIXED_SRID = -1;

/**
 * A data type as Spark Connect's message.
 *
 * ```ts
 * dataTypeToProto(types.decimal(10, 2)).kind.case; // 'decimal'
 * ```
 */
export function dataTypeToProto(type: DataType): DataTypeMessage {
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
    case 'year_month_interval': {
      const value = { startField: YEAR_MONTH_FIELDS.indexOf(type.start), endField: YEAR_MONTH_FIELDS.indexOf(type.end) };
      return { case: 'yearMonthInterval', value };
    }
    case 'day_time_interval': {
      const value = { startField: DAY_TIME_FIELDS.indexOf(type.start), endField: DAY_TIME_FIELDS.indexOf(type.end) };
      return { case: 'dayTimeInterval', value };
    }
    case 'array':
      return { case: 'array', value: { elementType: dataTypeToProto(type.elementType), containsNull: type.containsNull } };
    case 'map': {
      const [keyType, valueType] = [dataTypeToProto(type.keyType), dataTypeToProto(type.valueType)];
      return { case: 'map', value: { keyType, valueType, valueContainsNull: type.valueContainsNull } };
    }
    case 'struct':
      return { case: 'struct', value: { fields: type.fields.map(fieldToProto) } };
    case 'geometry':
    case 'geography':
      return { case: type.kind, value: { srid: type.srid === 'ANY' ? MIXED_SRID : type.srid } };
    case 'udt': {
      const { jvmClass, pythonClass, serializedPythonClass } = type;
      const classes = {
        ...(jvmClass === undefined ? {} : { jvmClass }),
        ...(pythonClass === undefined ? {} : { pythonClass }),
        ...(serializedPythonClass === undefined ? {} : { serializedPythonClass }),
      };
      return { case: 'udt', value: { type: 'udt', sqlType: dataTypeToProto(type.sqlType), ...classes } };
    }
    default:
      return { case: type.kind, value: {} };
  }
}

function fieldToProto({ name, dataType, nullable, metadata }: StructField) {
  return { name, dataType: dataTypeToProto(dataType), nullable, ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }) };
}

/** The reverse of {@link dataTypeToProto}; throws `CONNECT_INVALID_PLAN` for an incomplete message. */
export function dataTypeFromProto(message: DataTypeMessage): DataType {
  const { kind } = message;
  switch (kind.case) {
    case undefined:
      throw sparkError('CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET', { fullName: 'spark.connect.DataType', name: 'KIND_NOT_SET' });
    case 'decimal':
      return types.decimal(kind.value.precision ?? DEFAULT_DECIMAL_PRECISION, kind.value.scale ?? 0);
    case 'string':
      return kind.value.collation === '' ? types.string : types.collatedString(kind.value.collation);
    case 'char':
      return types.char(kind.value.length);
    case 'varChar':
      return types.varchar(kind.value.length);
    case 'timestampNtz':
      return types.timestampNtz;
    case 'time':
      return types.time(kind.value.precision ?? DEFAULT_TIME_PRECISION);
    case 'calendarInterval':
      return types.calendarInterval;
    case 'yearMonthInterval':
      return types.yearMonthInterval(YEAR_MONTH_FIELDS[kind.value.startField ?? -1], YEAR_MONTH_FIELDS[kind.value.endField ?? -1]);
    case 'dayTimeInterval':
      return types.dayTimeInterval(DAY_TIME_FIELDS[kind.value.startField ?? -1], DAY_TIME_FIELDS[kind.value.endField ?? -1]);
    case 'array':
      return types.array(inner(kind.value.elementType, 'Array.element_type'), kind.value.containsNull);
    case 'map': {
      const { keyType, valueType, valueContainsNull } = kind.value;
      return types.map(inner(keyType, 'Map.key_type'), inner(valueType, 'Map.value_type'), valueContainsNull);
    }
    case 'struct':
      return types.struct(kind.value.fields.map(fieldFromProto));
    case 'geometry':
    case 'geography':
      return { kind: kind.case, srid: kind.value.srid === MIXED_SRID ? 'ANY' : kind.value.srid };
    case 'udt': {
      const { jvmClass, pythonClass, serializedPythonClass, sqlType } = kind.value;
      return {
        kind: 'udt',
        ...(jvmClass === undefined ? {} : { jvmClass }),
        ...(pythonClass === undefined ? {} : { pythonClass }),
        ...(serializedPythonClass === undefined ? {} : { serializedPythonClass }),
        sqlType: inner(sqlType, 'UDT.sql_type'),
      };
    }
    case 'unparsed':
      return parseDataType(kind.value.dataTypeString);
    default:
      return { kind: kind.case };
  }
}

function fieldFromProto({ name, dataType, nullable, metadata }: DataType_StructField): StructField {
  const known = metadata === undefined || metadata === '{}' ? undefined : (JSON.parse(metadata) as Readonly<Record<string, unknown>>);
  return types.field(name, inner(dataType, 'StructField.data_type'), nullable, known);
}

function inner(message: DataTypeMessage | undefined, name: string): DataType {
  if (message !== undefined) return dataTypeFromProto(message);
  throw sparkError('CONNECT_INVALID_PLAN.ASSERTION_FAILURE', { message: `DataType.${name} is required` });
}
