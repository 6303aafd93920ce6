export { finishJsonType, inferJsonType, type JsonInferOptions, mergeJsonTypes } from './infer-json.ts';
export { defaultJsonSyntax, type JsonNode, type JsonSyntax, JsonSyntaxError } from './json-node.ts';
export { type JsonRowsOptions, jsonRowBodies } from './json-row-bodies.ts';
export { type JsonRow, JsonRowReader } from './json-value.ts';
export { parseJson } from './parse-json.ts';
