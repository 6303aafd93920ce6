import { sparkError } from '@kindling/protocol';
import { decompressed } from '../decompress.ts';
import { pathUrl } from '../read-failure.ts';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { decodeText } from '../text-lines.ts';
import type { CsvFormat } from './csv-format.ts';
import { type CsvValueOptions, csvValueReader } from './csv-value.ts';
import { type CsvVariantOptions, csvVariantReader } from './csv-variant.ts';
import { type CsvRecordFormat, CsvSplitError, csvRecords, splitCsvLine } from './split-csv.ts';

export const csvBodies: readonly RuntimeBody[] = [
  /** `csv_tokens(line, path)`: the values of a row; what cannot be split names its file. */
  runtimeBodyOf('csv_tokens', ({ options }) => {
    const format = options as unknown as CsvFormat;
    return (line: string, path: string) => {
      try {
        return splitCsvLine(line, format);
      } catch (error) {
        if (!(error instanceof CsvSplitError)) throw error;
        throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(path) }, { cause: error });
      }
    };
  }),
  /** `csv_records(content, path)`: the rows of a file, each as its text and then its values; the first `skipped` are left out. */
  runtimeBodyOf('csv_records', ({ options }) => {
    const { charset, skipped, ...format } = options as unknown as CsvRecordFormat & { readonly charset: string; readonly skipped: number };
    return (content: Uint8Array, path: string) => {
      try {
        const records: (string | null)[][] = [];
        for (const { text, tokens } of csvRecords(decodeText(decompressed(content, path), charset), format))
          records.push([text, ...tokens]);
        return records.slice(skipped);
      } catch (error) {
        if (!(error instanceof CsvSplitError)) throw error;
        throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(path) }, { cause: error });
      }
    };
  }),
  /** `csv_variant(tokens, path)`: a row as one variant. */
  runtimeBodyOf('csv_variant', ({ options }) => csvVariantReader(options as unknown as CsvVariantOptions)),
  runtimeBodyOf('csv_value', ({ resultType, options }) => {
    const read = csvValueReader(resultType, options as unknown as CsvValueOptions);
    return (text: string) => read(text) ?? null;
  }),
];
