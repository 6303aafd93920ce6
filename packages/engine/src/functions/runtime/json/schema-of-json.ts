import { type DataType, types } from '@kindling/protocol';
import { finishJsonType, inferJsonType, parseJson } from '../json-rows/index.ts';
import { type JsonOptions, jsonInferOptions, jsonSyntax } from './json-options.ts';

/** The type of the value that a JSON text holds, as `schema_of_json` tells it. Throws JsonSyntaxError. */
export function schemaOfJson(text: string, options: JsonOptions, sessionTimeZone: string): DataType {
  const inferOptions = jsonInferOptions(options, sessionTimeZone);
  const node = parseJson(text, jsonSyntax(options));
  const type = node === undefined ? types.null : inferJsonType(node, inferOptions);
  const finished = finishJsonType(type, inferOptions);
  if (finished !== undefined) return finished;
  if (type.kind === 'struct') return types.struct([]);
  return type.kind === 'array' && type.elementType.kind === 'struct' ? types.array(types.struct([])) : types.string;
}
