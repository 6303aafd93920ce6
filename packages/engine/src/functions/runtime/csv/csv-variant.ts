import { MAX_DECIMAL_PRECISION, types, type VariantNode, VariantValue, variantNull } from '@kindling/protocol';
import { type CsvValueOptions, csvValueReader, parseCsvDecimal, parseJavaInteger } from './csv-value.ts';
import { formattedReader } from './formatted-date-time.ts';
import type { CsvTokens } from './split-csv.ts';

export interface CsvVariantOptions {
  readonly values: CsvValueOptions;
  readonly nullValue: string;
  readonly preferDate: boolean;
  readonly timestampKind: 'timestamp' | 'timestamp_ntz';
  /** Names of the columns by file; without a header columns are named by their place. */
  readonly headers?: Readonly<Record<string, CsvTokens>>;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Makes one variant of each row: an object of its texts, each with the type that it looks like. Rows of doubled names give nothing. */
export function csvVariantReader(options: CsvVariantOptions): (row: CsvTokens, path: string) => VariantValue | null {
  const read = scalarReader(options);
  return (row, path) => {
    const header = options.headers?.[path];
    const members = new Map<string, VariantNode>();
    const count = header ? Math.min(header.length, row.length) : row.length;
    for (let i = 0; i < count; i++) {
      const name = header ? (header[i] ?? '') : `_c${i}`;
      if (members.has(name)) return null;
      const text = row[i] ?? null;
      members.set(name, text === null || text === options.nullValue ? variantNull : read(text));
    }
    return VariantValue.of({ kind: 'object', members: [...members] });
  };
}

function scalarReader({ values, preferDate, timestampKind }: CsvVariantOptions): (text: string) => VariantNode {
  const formattedDate = formattedReader('date', values);
  const castDate = csvValueReader(types.date, values);
  const date = formattedDate ?? ((text: string) => (DATE.test(text) ? castDate(text) : undefined));
  const ntz = timestampKind === 'timestamp_ntz' ? csvValueReader(types.timestampNtz, values) : undefined;
  const timestamp = csvValueReader(types.timestamp, values);
  return (text) => {
    const long = parseJavaInteger(text, 64);
    if (long !== undefined) return { kind: 'long', value: long };
    const decimal = parseCsvDecimal(text, values.locale);
    if (decimal && decimal.precision <= MAX_DECIMAL_PRECISION && decimal.scale >= 0 && decimal.scale <= MAX_DECIMAL_PRECISION)
      return { kind: 'decimal', value: decimal };
    const word = text.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' };
    const day = preferDate ? date(text) : undefined;
    if (day !== undefined) return { kind: 'date', value: day as number };
    const local = ntz?.(text);
    if (local !== undefined) return { kind: 'timestamp_ntz', value: local as bigint };
    const instant = timestamp(text);
    if (instant !== undefined) return { kind: 'timestamp', value: instant as bigint };
    return { kind: 'string', value: text };
  };
}
