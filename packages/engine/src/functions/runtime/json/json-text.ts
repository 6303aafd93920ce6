import { castToSparkString, types } from '@kindling/protocol';
import type { JsonNode } from '../json-rows/index.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON writes them as escapes
const SPECIAL = /["\\\u0000-\u001f]/g;
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escaped = (character: string): string =>
  shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

export const quoteJson = (text: string): string => `"${text.replaceAll(SPECIAL, escaped)}"`;

/** A double as JSON holds it: what is no number stands in quotes. */
export function doubleJson(value: number, isFloat = false): string {
  const text = castToSparkString(value, isFloat ? types.float : types.double) ?? 'null';
  return Number.isFinite(value) ? text : `"${text}"`;
}

/** The value without blanks; fractions go through a double, as Spark copies them. */
export function jsonText(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
    case 'boolean':
      return node.text;
    case 'number':
      return /[.eE]/.test(node.text) ? doubleJson(Number(node.text)) : node.text;
    case 'special':
      return doubleJson(node.value);
    case 'string':
      return quoteJson(node.value);
    case 'array':
      return `[${node.items.map(jsonText).join(',')}]`;
    case 'object':
      return `{${node.entries.map(([name, value]) => `${quoteJson(name)}:${jsonText(value)}`).join(',')}}`;
  }
}

/** Text of a value on its own: strings without their quotes. */
export const bareText = (node: JsonNode): string => (node.kind === 'string' ? node.value : jsonText(node));
