import type { StructType } from '@kindling/protocol';
import { type DataType as DataTypeMessage, dataTypeFromProto } from '@kindling/protocol/messages';

/** The schema in a message that says what a result's columns are. */
export function schemaFromMessage(message: DataTypeMessage): StructType {
  const type = dataTypeFromProto(message);
  return type.kind === 'struct' ? type : { kind: 'struct', fields: [{ name: 'value', dataType: type, nullable: true }] };
}
