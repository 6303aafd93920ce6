import type { InternalValue } from '@kindling/protocol';
import { defaultJsonSyntax, type JsonNode, JsonSyntaxError, parseJson } from '../json-rows/index.ts';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { fromJsonBodies } from './from-json.ts';
import { parseJsonPath, textAtPath } from './json-path.ts';
import { bareText } from './json-text.ts';
import { toJsonBodies } from './to-json.ts';

export type { JsonOptions } from './json-options.ts';
export { schemaOfJson } from './schema-of-json.ts';
export type { JsonWriteOptions } from './to-json.ts';

/** The value, or nothing for a text that is not JSON. */
function tryRead(text: string): JsonNode | undefined {
  try {
    return parseJson(text, defaultJsonSyntax);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

function getJsonObject(text: string, path: string): string | null {
  const steps = parseJsonPath(path);
  const node = steps && tryRead(text);
  return (node && steps && textAtPath(node, steps)) ?? null;
}

/** Texts of the members of those names; the first of a name counts. */
function jsonTuple(text: string | null, ...names: (string | null)[]): InternalValue {
  const node = text === null ? undefined : tryRead(text);
  const members = node?.kind === 'object' ? node.entries : [];
  return [
    names.map((name) => {
      const value = members.find(([own]) => own === name)?.[1];
      return value === undefined || value.kind === 'null' ? null : bareText(value);
    }),
  ];
}

export const jsonBodies: readonly RuntimeBody[] = [
  plain('get_json_object', getJsonObject),
  runtimeBodyOf(
    'json_tuple',
    ({ argTypes }) =>
      argTypes.length === 2 ? (text, name) => (jsonTuple(text, name) as string[][]).map((row) => row[0] ?? null) : jsonTuple,
    { acceptsNull: true },
  ),
  plain('json_array_length', (text: string) => {
    const node = tryRead(text);
    return node?.kind === 'array' ? node.items.length : null;
  }),
  plain('json_object_keys', (text: string) => {
    const node = tryRead(text);
    return node?.kind === 'object' ? node.entries.map(([name]) => name) : null;
  }),
  ...fromJsonBodies,
  ...toJsonBodies,
];
