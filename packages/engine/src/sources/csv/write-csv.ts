import { type DataType, type InternalValue, type StructType, sparkError, toSQLType } from '@kindling/protocol';
import { trimEnd, trimStart } from '../../functions/runtime/index.ts';
import type { SourceIo, WriteTask, WrittenFiles } from '../data-source.ts';
import {
  checkCodec,
  codecExtension,
  formatValue,
  partRows,
  SourceOptions,
  textCodecs,
  writeFormats,
  writeParts,
  writeTextFile,
} from '../files/index.ts';
import { separatorOf } from './separator.ts';

/** How rows are written: each option with Spark's default for writing, which is not always that for reading. */
interface CsvWriteOptions {
  readonly sep: string;
  readonly quote: string;
  readonly escape: string;
  readonly charToEscapeQuoteEscaping: string;
  readonly comment: string;
  readonly lineSep: string;
  readonly nullValue: string;
  readonly emptyValue: string;
  readonly header: boolean;
  readonly quoteAll: boolean;
  readonly escapeQuotes: boolean;
  readonly ignoreLeadingWhiteSpace: boolean;
  readonly ignoreTrailingWhiteSpace: boolean;
}

function csvWriteOptions(options: SourceOptions): CsvWriteOptions {
  const quote = options.character('quote', '"') || '\u0000';
  const escape = options.character('escape', '\\');
  return {
    sep: separatorOf(options.get('sep', 'delimiter') ?? ','),
    quote,
    escape,
    charToEscapeQuoteEscaping: options.character('charToEscapeQuoteEscaping', quote === escape ? '' : escape),
    comment: options.character('comment', '#'),
    lineSep: options.get('lineSep') ?? '\n',
    nullValue: options.get('nullValue') ?? '',
    emptyValue: options.get('emptyValue') ?? '""',
    header: options.boolean('header', false),
    quoteAll: options.boolean('quoteAll', false),
    escapeQuotes: options.boolean('escapeQuotes', true),
    ignoreLeadingWhiteSpace: options.boolean('ignoreLeadingWhiteSpace', true),
    ignoreTrailingWhiteSpace: options.boolean('ignoreTrailingWhiteSpace', true),
  };
}

const codecOf = (options: SourceOptions) => checkCodec(options.get('compression', 'codec') ?? 'none', textCodecs);

export function checkCsvWrite(raw: Readonly<Record<string, string>>, schema: StructType): void {
  const options = new SourceOptions(raw);
  codecOf(options);
  csvWriteOptions(options);
  for (const field of schema.fields) {
    if (!unsupported.has(field.dataType.kind)) continue;
    throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
      format: 'CSV',
      columnName: `\`${field.name}\``,
      columnType: toSQLType(field.dataType),
    });
  }
}

const unsupported: ReadonlySet<DataType['kind']> = new Set([
  'array',
  'map',
  'struct',
  'calendar_interval',
  'variant',
  'null',
  'geometry',
  'geography',
]);

export async function writeCsv(task: WriteTask, io: SourceIo): Promise<WrittenFiles> {
  const raw = new SourceOptions(task.options);
  const options = csvWriteOptions(raw);
  const formats = writeFormats(raw, io.config);
  const codec = codecOf(raw);
  const extension = raw.get('extension') ?? 'csv';
  return writeParts(task, io, `.${extension}${codecExtension(codec)}`, async ({ path, columns, sql }) => {
    const fields = columns.map((i) => task.schema.fields[i] as StructType['fields'][number]);
    const lineOf = (row: readonly InternalValue[]): string =>
      fields
        .map(({ dataType }, i) => {
          const value = row[i] ?? null;
          return csvText(value === null ? null : formatValue(value, dataType, formats), i, options);
        })
        .join(options.sep) + options.lineSep;
    const pieces = async function* () {
      if (options.header) yield fields.map((field, i) => csvText(field.name, i, options)).join(options.sep) + options.lineSep;
      for await (const rows of partRows(sql, io)) yield rows.map(lineOf).join('');
    };
    await writeTextFile(path, codec, raw.get('encoding', 'charset') ?? 'UTF-8', pieces());
  });
}

/** One value as it stands in a row. */
function csvText(value: string | null, column: number, options: CsvWriteOptions): string {
  const { quote } = options;
  if (value === null) return options.quoteAll ? `${quote}${options.nullValue}${quote}` : options.nullValue;
  let text = value;
  if (options.ignoreLeadingWhiteSpace) text = trimStart(text);
  if (options.ignoreTrailingWhiteSpace) text = trimEnd(text);
  if (text === '') return options.emptyValue;
  if (!needsQuotes(text, column, options)) return text;
  const { escape, charToEscapeQuoteEscaping } = options;
  let quoted = quote;
  for (const character of text) {
    if (character === quote) quoted += escape;
    else if (character === escape && charToEscapeQuoteEscaping !== '') quoted += charToEscapeQuoteEscaping;
    quoted += character === '\n' ? options.lineSep : character;
  }
  return quoted + quote;
}

function needsQuotes(text: string, column: number, options: CsvWriteOptions): boolean {
  if (options.quoteAll || text.startsWith(options.quote)) return true;
  if (column === 0 && options.comment !== '' && text.startsWith(options.comment)) return true;
  if (text.includes(options.sep) || text.includes('\n') || text.includes('\r')) return true;
  return options.escapeQuotes && text.includes(options.quote);
}
