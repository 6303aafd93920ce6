import { type DataType, type StructType, sparkError } from '@kindling/protocol';
import { type DataType as DataTypeMessage, dataTypeFromProto } from '@kindling/protocol/messages';

/** A schema must be a struct. */
export function structTypeOf(message: DataTypeMessage): StructType {
  return asStruct(dataTypeFromProto(message));
}

export function asStruct(type: DataType, text = ''): StructType {
  if (type.kind === 'struct') return type;
  throw sparkError('CONNECT_INVALID_PLAN.INVALID_SCHEMA_NON_STRUCT_TYPE', { inputSchema: text, dataType: type.kind });
}
