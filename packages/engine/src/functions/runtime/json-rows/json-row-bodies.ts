import { type InternalValue, type StructType, sparkError, types } from '@kindling/protocol';
import type { DateTimeFormats } from '../csv/index.ts';
import { pathUrl } from '../read-failure.ts';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { type JsonSyntax, JsonSyntaxError } from './json-node.ts';
import { type JsonRow, JsonRowReader } from './json-value.ts';
import { parseJson } from './parse-json.ts';

export interface JsonRowsOptions extends DateTimeFormats {
  readonly syntax: JsonSyntax;
  readonly mode: 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';
}

/** Rows of one text: of an object one, of an array one for each element, of blanks none. */
export function jsonRows(text: string, reader: JsonRowReader, syntax: JsonSyntax): JsonRow[] {
  try {
    const root = parseJson(text, syntax);
    if (root === undefined) return [];
    if (root.kind === 'null') return [reader.emptyRow(false)];
    if (root.kind === 'object') return [reader.row(root)];
    if (root.kind !== 'array') return [reader.emptyRow(true)];
    if (root.items.some((item) => item.kind !== 'object' && item.kind !== 'null')) return [reader.emptyRow(true)];
    return root.items.flatMap((item) => (item.kind === 'object' ? [reader.row(item)] : []));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return [reader.emptyRow(true)];
    throw error;
  }
}

export const jsonRowBodies: readonly RuntimeBody[] = [
  /** `json_rows(text, path)`: the rows of the text, each with a last field that says whether it is malformed. */
  runtimeBodyOf('json_rows', ({ resultType, options }) => {
    const { syntax, mode, ...formats } = options as unknown as JsonRowsOptions;
    const row = resultType.kind === 'array' && resultType.elementType.kind === 'struct' ? resultType.elementType : types.struct([]);
    const schema: StructType = types.struct(row.fields.slice(0, -1));
    const reader = new JsonRowReader(schema, formats);
    return (text: string, path: string): InternalValue => {
      const rows = jsonRows(text, reader, syntax);
      if (mode === 'FAILFAST' && rows.some((each) => each.isBad)) {
        const cause = sparkError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: text, failFastMode: 'FAILFAST' });
        throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(path) }, { cause });
      }
      const kept = mode === 'DROPMALFORMED' ? rows.filter((each) => !each.isBad) : rows;
      return kept.map((each) => [...each.values, each.isBad]);
    };
  }),
];
