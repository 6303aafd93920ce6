import type { MessageInitShape } from '@bufbuild/protobuf';
import { create, createFileRegistry } from '@bufbuild/protobuf';
import type { GenFile } from '@bufbuild/protobuf/codegenv2';
import { protoCamelCase } from '@bufbuild/protobuf/reflect';
import type { DescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import {
  FieldDescriptorProto_Label,
  FileDescriptorProtoSchema,
  file_google_protobuf_any,
  file_google_protobuf_timestamp,
} from '@bufbuild/protobuf/wkt';
import { descriptorsJson } from './generated/descriptors.ts';

const wellKnown = [file_google_protobuf_any, file_google_protobuf_timestamp];

/** Every message, enum and service of ours by its protobuf name. */
export const registry = createRegistry();

/** The descriptor of one .proto file; the generated code starts from it. */
export function fileDescriptor(name: string): GenFile {
  const file = registry.getFile(name);
  if (file === undefined) throw new Error(`no descriptor of ${name}`);
  return file as GenFile;
}

function createRegistry() {
  const files: MessageInitShape<typeof FileDescriptorProtoSchema>[] = JSON.parse(descriptorsJson);
  for (const file of files) file.messageType?.forEach(restoreDefaults);
  const byName = new Map(files.map((file) => [file.name, create(FileDescriptorProtoSchema, file)]));
  // The library reads the dependencies of its root from the last to the first, and wants an imported file before its importer.
  const dependency = files.map((file) => file.name!).reverse();
  const root = create(FileDescriptorProtoSchema, { name: 'kindling.proto', syntax: 'proto3', dependency });
  return createFileRegistry(root, (name) => byName.get(name) ?? wellKnown.find((file) => file.proto.name === name));
}

/** The JSON leaves out what follows from a field's name, and the label of a field that does not repeat. */
function restoreDefaults(message: MessageInitShape<typeof DescriptorProtoSchema>): void {
  for (const field of message.field ?? []) {
    field.jsonName = protoCamelCase(field.name!);
    field.label ??= FieldDescriptorProto_Label.OPTIONAL;
  }
  message.nestedType?.forEach(restoreDefaults);
}
