import type { DescEnum, DescField, DescFile, DescMessage, DescOneof, DescService } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';

/** Prints a descriptor as the text of a .proto file. */
export function protoText(file: DescFile): string {
  const lines = ['syntax = "proto3";', '', `package ${file.proto.package};`, ''];
  for (const dependency of file.proto.dependency) lines.push(`import "${dependency}";`);
  if (file.proto.dependency.length > 0) lines.push('');
  for (const service of file.services) lines.push(...serviceLines(service), '');
  for (const message of file.messages) lines.push(...messageLines(message), '');
  for (const enumeration of file.enums) lines.push(...enumLines(enumeration), '');
  return `${lines.join('\n').trimEnd()}\n`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

function serviceLines(service: DescService): string[] {
  const body = service.methods.map((method) => {
    const streams = {
      unary: ['', ''],
      server_streaming: ['', 'stream '],
      client_streaming: ['stream ', ''],
      bidi_streaming: ['stream ', 'stream '],
    };
    const [input, output] = streams[method.methodKind] as [string, string];
    return `rpc ${method.name}(${input}${method.input.name}) returns (${output}${method.output.name});`;
  });
  return [`service ${service.name} {`, ...indent(body), '}'];
}

function messageLines(message: DescMessage): string[] {
  const body: string[] = [];
  for (const nested of message.nestedMessages) {
    if (nested.proto.options?.mapEntry !== true) body.push(...messageLines(nested), '');
  }
  for (const enumeration of message.nestedEnums) body.push(...enumLines(enumeration), '');
  for (const member of message.members) body.push(...(member.kind === 'oneof' ? oneofLines(member) : [fieldLine(member)]));
  for (const { start, end } of message.proto.reservedRange) body.push(`reserved ${end === start + 1 ? start : `${start} to ${end - 1}`};`);
  for (const name of message.proto.reservedName) body.push(`reserved "${name}";`);
  return body.length === 0 ? [`message ${message.name} {}`] : [`message ${message.name} {`, ...indent(body), '}'];
}

function oneofLines(oneof: DescOneof): string[] {
  return [`oneof ${oneof.name} {`, ...indent(oneof.fields.map(fieldLine)), '}'];
}

function fieldLine(field: DescField): string {
  let label = field.fieldKind === 'list' ? 'repeated ' : '';
  if (field.proto.proto3Optional) label = 'optional ';
  return `${label}${fieldType(field)} ${field.name} = ${field.number}${field.deprecated ? ' [deprecated = true]' : ''};`;
}

function fieldType(field: DescField): string {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarName(field.scalar);
    case 'message':
      return field.message.typeName;
    case 'enum':
      return field.enum.typeName;
    case 'list':
      return field.listKind === 'scalar' ? scalarName(field.scalar) : (field.message ?? field.enum).typeName;
    case 'map':
      return `map<${scalarName(field.mapKey)}, ${field.mapKind === 'scalar' ? scalarName(field.scalar) : (field.message ?? field.enum).typeName}>`;
  }
}

function scalarName(type: ScalarType): string {
  return ScalarType[type].toLowerCase();
}

function enumLines(enumeration: DescEnum): string[] {
  return [`enum ${enumeration.name} {`, ...indent(enumeration.values.map((value) => `${value.name} = ${value.number};`)), '}'];
}
