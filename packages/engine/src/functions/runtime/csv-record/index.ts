import { type DataType, type InternalValue, type StructType, sparkError, types } from '@kindling/protocol';
import { type CsvTokens, csvValueReader, parseCsvDouble, parseJavaInteger, splitCsvLine } from '../csv/index.ts';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { csvRecordFormat, isOn, type RecordOptions, recordValues } from './record-options.ts';
import { type TextSession, valueText } from './write-value.ts';

export { isOn, type RecordOptions, recordValues } from './record-options.ts';
export { type TextSession, valueText } from './write-value.ts';

/** What FAILFAST answers to a record that does not fit. */
export const malformedRecord = (badRecord: string): Error =>
  sparkError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord, failFastMode: 'FAILFAST' });

const site = (options: Readonly<Record<string, unknown>>) => ({
  given: (options.record ?? {}) as RecordOptions,
  timeZone: String(options.timeZone ?? 'UTC'),
  corruptColumn: String(options.corruptColumn ?? '_corrupt_record'),
});

export const textSession = (options: Readonly<Record<string, unknown>>): TextSession => ({
  timeZone: String(options.timeZone ?? 'UTC'),
  ...(typeof options.binaryStyle === 'string' ? { binaryStyle: options.binaryStyle } : {}),
});

function rowReader(schema: StructType, options: Readonly<Record<string, unknown>>): (text: string) => InternalValue {
  const { given, timeZone, corruptColumn } = site(options);
  const format = csvRecordFormat(given);
  const values = recordValues(given, timeZone);
  const nullValue = given.nullvalue ?? '';
  const isStrict = given.mode?.toUpperCase() === 'FAILFAST';
  const corrupt = schema.fields.findIndex(
    (field) => field.name === (given.columnnameofcorruptrecord ?? corruptColumn) && field.dataType.kind === 'string',
  );
  const readers = schema.fields.map((field) => csvValueReader(field.dataType, values));
  return (text) => {
    const tokens = splitCsvLine(text, format);
    let isBad = tokens.length !== readers.length - (corrupt >= 0 ? 1 : 0) && !(tokens.length === 1 && tokens[0] === null);
    let next = 0;
    const row = readers.map((read, i): InternalValue => {
      if (i === corrupt) return null;
      const token = tokens[next++] ?? null;
      if (token === null || token === nullValue) return null;
      const value = read(token);
      if (value === undefined) isBad = true;
      return value ?? null;
    });
    if (isBad && isStrict) throw malformedRecord(`[${row.map((value) => (value === null ? 'null' : String(value))).join(',')}]`);
    if (isBad && corrupt >= 0) row[corrupt] = text;
    return row;
  };
}

function writer(type: StructType, options: Readonly<Record<string, unknown>>): (row: readonly InternalValue[]) => string {
  const { given } = site(options);
  const session = textSession(options);
  const { sep, quote, escape } = csvRecordFormat(given);
  const quotesAll = isOn(given, 'quoteAll', false);
  const [trimsStart, trimsEnd] = [isOn(given, 'ignoreLeadingWhiteSpace', true), isOn(given, 'ignoreTrailingWhiteSpace', true)];
  const escapesQuotes = isOn(given, 'escapeQuotes', true);
  return (row) =>
    type.fields
      .map((field, i) => {
        const value = row[i] ?? null;
        let text = value === null ? (given.nullvalue ?? '') : valueText(value, field.dataType, given, session);
        if (trimsStart) text = text.trimStart();
        if (trimsEnd) text = text.trimEnd();
        if (value !== null && text === '') return given.emptyvalue ?? '""';
        const needsQuotes =
          quotesAll || text.includes(sep) || /[\r\n]/.test(text) || (escapesQuotes && quote !== '' && text.includes(quote));
        return needsQuotes ? `${quote}${text.replaceAll(quote, `${escape}${quote}`)}${quote}` : text;
      })
      .join(sep);
}

/** The type of a constant row, its columns `_c0`, `_c1` … */
export function csvSchema(text: string, given: RecordOptions, sessionTimeZone: string): StructType {
  const tokens: CsvTokens = splitCsvLine(text, csvRecordFormat(given));
  const values = recordValues(given, sessionTimeZone);
  const date = csvValueReader(types.date, values);
  const timestamp = csvValueReader(types.timestamp, values);
  const typeOf = (token: string | null): DataType => {
    if (token === null || token === (given.nullvalue ?? '')) return types.string;
    if (parseJavaInteger(token, 32) !== undefined) return types.integer;
    if (parseJavaInteger(token, 64) !== undefined) return types.long;
    if (parseCsvDouble(token, values) !== undefined)
      return /^[+-]?\d+$/.test(token) ? types.decimal(token.replace(/^[+-]/, '').length, 0) : types.double;
    if ((given.dateformat !== undefined || /^\d{4}-\d{2}-\d{2}$/.test(token)) && date(token) !== undefined) return types.date;
    if (timestamp(token) !== undefined) return types.timestamp;
    return /^(?:true|false)$/i.test(token) ? types.boolean : types.string;
  };
  return types.struct(tokens.map((token, i) => types.field(`_c${i}`, typeOf(token))));
}

const structOf = (type: DataType | undefined): StructType => (type?.kind === 'struct' ? type : types.struct([]));

export const csvRecordBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('from_csv', ({ resultType, options }) => rowReader(structOf(resultType), options)),
  runtimeBodyOf('to_csv', ({ argTypes, options }) => writer(structOf(argTypes[0]), options)),
];
