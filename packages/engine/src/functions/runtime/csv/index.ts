export { csvBodies } from './csv-bodies.ts';
export { type CsvFormat, type UnescapedQuoteHandling, unescapedQuoteHandlings } from './csv-format.ts';
export { type CsvValueOptions, csvValueReader } from './csv-value.ts';
export { CsvSplitError, type CsvTokens, splitCsvLine } from './split-csv.ts';
