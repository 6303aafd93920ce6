import { type CsvFormat, type CsvValueOptions, type DateTimeFormats, unescapedQuoteHandlings } from '../csv/index.ts';

/** Options of functions on records, as the user gave them; names in lower case. */
export type RecordOptions = Readonly<Record<string, string>>;

export const isOn = (options: RecordOptions, name: string, byDefault: boolean): boolean => {
  const value = options[name.toLowerCase()];
  return value === undefined ? byDefault : value.toLowerCase() === 'true';
};

export function recordFormats(options: RecordOptions, sessionTimeZone: string): DateTimeFormats {
  const { dateformat, timestampformat, timestampntzformat, timezone } = options;
  return {
    timeZone: timezone ?? sessionTimeZone,
    ...(dateformat === undefined ? {} : { dateFormat: dateformat }),
    ...(timestampformat === undefined ? {} : { timestampFormat: timestampformat }),
    ...(timestampntzformat === undefined ? {} : { timestampNtzFormat: timestampntzformat }),
  };
}

export const recordValues = (options: RecordOptions, sessionTimeZone: string): CsvValueOptions => ({
  ...recordFormats(options, sessionTimeZone),
  nanValue: options.nanvalue ?? 'NaN',
  positiveInf: options.positiveinf ?? 'Inf',
  negativeInf: options.negativeinf ?? '-Inf',
});

export function csvRecordFormat(options: RecordOptions): CsvFormat {
  const quote = options.quote ?? '"';
  const escape = options.escape ?? '\\';
  const handling = options.unescapedquotehandling?.toUpperCase();
  return {
    sep: (options.sep ?? options.delimiter ?? ',').replace('\\t', '\t'),
    quote: quote === '\u0000' ? '' : quote,
    escape,
    charToEscapeQuoteEscaping: options.chartoescapequoteescaping ?? (quote === escape ? '' : escape),
    ignoreLeadingWhiteSpace: isOn(options, 'ignoreLeadingWhiteSpace', false),
    ignoreTrailingWhiteSpace: isOn(options, 'ignoreTrailingWhiteSpace', false),
    emptyValue: options.emptyvalue ?? '',
    unescapedQuoteHandling: unescapedQuoteHandlings.find((known) => known === handling) ?? 'STOP_AT_DELIMITER',
    maxColumns: Number(options.maxcolumns ?? 20_480),
    maxCharsPerColumn: Number(options.maxcharspercolumn ?? -1),
  };
}
