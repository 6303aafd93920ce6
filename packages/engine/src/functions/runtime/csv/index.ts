export { csvBodies } from './csv-bodies.ts';
export { type CsvFormat, type UnescapedQuoteHandling, unescapedQuoteHandlings } from './csv-format.ts';
export { type CsvValueOptions, csvValueReader, parseCsvDecimal, parseCsvDouble, parseJavaInteger } from './csv-value.ts';
export type { CsvVariantOptions } from './csv-variant.ts';
export { type DateTimeFormats, formattedReader } from './formatted-date-time.ts';
export { type CsvRecord, type CsvRecordFormat, CsvSplitError, type CsvTokens, csvRecords, splitCsvLine } from './split-csv.ts';
