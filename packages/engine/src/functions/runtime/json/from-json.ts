import { castToSparkString, type DataType, type InternalValue, type StructType, sparkError, types } from '@kindling/protocol';
import { type JsonNode, type JsonRow, JsonRowReader, JsonSyntaxError, parseJson } from '../json-rows/index.ts';
import { type CallSite, type RowFunction, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { type JsonOptions, jsonFormats, jsonSyntax } from './json-options.ts';
import { jsonText } from './json-text.ts';

const CORRUPT_RECORD = '_corrupt_record';

/** Texts to values of the result's type; a record that is wrong becomes NULLs, or fails, by the `mode`. */
function fromJson({ resultType, options }: CallSite): RowFunction {
  const given = (options.json ?? {}) as JsonOptions;
  const syntax = jsonSyntax(given);
  // What is no struct is read as the only field of one.
  const isRow = resultType.kind === 'struct';
  const schema = isRow ? resultType : types.struct([types.field('value', resultType)]);
  const reader = new JsonRowReader(schema, jsonFormats(given, String(options.timeZone ?? 'UTC')), jsonText);
  const failsFast = given.mode?.toUpperCase() === 'FAILFAST';
  const corruptName = given.columnnameofcorruptrecord ?? CORRUPT_RECORD;
  const corruptIndex = isRow ? schema.fields.findIndex((field) => field.name === corruptName) : -1;
  const readRow = (text: string): JsonRow => {
    try {
      const node = parseJson(text, syntax);
      if (node === undefined || node.kind === 'null') return reader.emptyRow(true);
      const row = isRow ? node : wrapped(node, resultType);
      return row.kind === 'object' ? reader.row(row) : reader.emptyRow(true);
    } catch (error) {
      if (error instanceof JsonSyntaxError) return reader.emptyRow(true);
      throw error;
    }
  };
  return (text: string) => {
    if (text.trim() === '') return null;
    const { values, isBad } = readRow(text);
    if (isBad && failsFast)
      throw sparkError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: rowText(values, schema), failFastMode: 'FAILFAST' });
    if (!isRow) return values[0] ?? null;
    return isBad && corruptIndex >= 0 ? values.map((value, i) => (i === corruptIndex ? text : value)) : values;
  };
}

/** The value as a field; an object stands for an array of one struct. */
function wrapped(node: JsonNode, dataType: DataType): JsonNode {
  const isOneOfArray = node.kind === 'object' && dataType.kind === 'array' && dataType.elementType.kind === 'struct';
  const value: JsonNode = isOneOfArray ? { kind: 'array', items: [node], text: node.text } : node;
  return { kind: 'object', entries: [['value', value]], text: node.text };
}

function rowText(values: readonly InternalValue[], schema: StructType): string {
  return `[${values.map((value, i) => (value === null ? 'null' : castToSparkString(value, schema.fields[i]?.dataType ?? types.null))).join(',')}]`;
}

export const fromJsonBodies: readonly RuntimeBody[] = [runtimeBodyOf('from_json', fromJson)];
