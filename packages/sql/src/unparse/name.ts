import type { Identifier, IntegerValue, MultipartIdentifier, Parameter, StringValue } from '../ast/index.ts';

export function printIdentifier({ value, quoted }: Identifier): string {
  return quoted ? `\`${value.replaceAll('`', '``')}\`` : value;
}

export function printName(name: MultipartIdentifier): string {
  return name.parts.map(printIdentifier).join('.');
}

export function printParameter(parameter: Parameter): string {
  return parameter.kind === 'positionalParameter' ? '?' : `:${parameter.name}`;
}

export function printInteger(value: IntegerValue): string {
  return typeof value === 'number' ? String(value) : printParameter(value);
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0', '\\': '\\\\', "'": "\\'" };

/** A string literal with this value. */
export function printString(value: string): string {
  return `'${value.replace(/[\n\r\t\0\\']/g, (character) => escapes[character] ?? character)}'`;
}

export function printStringValue(value: StringValue): string {
  return typeof value === 'string' ? printString(value) : printParameter(value);
}
