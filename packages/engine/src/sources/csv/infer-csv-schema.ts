import { type StructType, sparkError, types } from '@kindling/protocol';
import { CsvSplitError, type CsvTokens, csvRecords, pathUrl, splitCsvLine } from '../../functions/runtime/index.ts';
import type { SourceFile } from '../../plan/index.ts';
import type { SourceIo } from '../data-source.ts';
import { contentLines, wholeContent } from '../files/index.ts';
import { columnNames, isRow } from './csv-header.ts';
import { type CsvOptions, recordFormat } from './csv-options.ts';
import { CsvTypeInference } from './csv-type-inference.ts';

/** The columns of files: names of the first row, types of all rows where the options ask for them. */
export async function inferCsvSchema(files: readonly SourceFile[], options: CsvOptions, io: SourceIo): Promise<StructType> {
  const { samplingRatio } = options;
  if (!(samplingRatio > 0))
    throw sparkError(
      'INTERNAL_ERROR',
      { message: `'samplingRatio' must be greater than 0, not ${samplingRatio}.` },
      { exception: 'SparkIllegalArgumentException' },
    );
  let rows = 0;
  let names: readonly string[] | undefined;
  let inference: CsvTypeInference | undefined;
  for await (const row of rowsOf(files, options, io)) {
    if (names === undefined) {
      names = columnNames(row, options, io.config('spark.sql.caseSensitive') === 'true');
      if (!options.inferSchema) return types.struct(names.map((name) => types.field(name, types.string)));
      inference = new CsvTypeInference(names.length, options);
      if (options.header) continue;
    }
    // Spark draws its sample; ours takes rows at even distances, so that a schema is the same each time.
    rows++;
    if (samplingRatio >= 1 || Math.floor(rows * samplingRatio) > Math.floor((rows - 1) * samplingRatio)) inference?.add(row);
  }
  return inference?.schema(names ?? []) ?? types.struct([]);
}

/** Rows of all files; of headers only the first. */
async function* rowsOf(files: readonly SourceFile[], options: CsvOptions, io: SourceIo): AsyncGenerator<CsvTokens, void> {
  let header: string | undefined;
  for (const file of files) {
    try {
      if (options.multiLine) {
        let isHeader = options.header && header !== undefined;
        for (const { tokens, text } of csvRecords(await wholeContent(file.path, options), recordFormat(options))) {
          header ??= text;
          if (!isHeader) yield tokens;
          isHeader = false;
        }
        continue;
      }
      for await (const lines of contentLines(file.path, options)) {
        io.signal.throwIfAborted();
        for (const line of lines) {
          if (!isRow(line, options) || (options.header && line === header)) continue;
          header ??= line;
          yield splitCsvLine(line, options.format);
        }
      }
    } catch (error) {
      if (!(error instanceof CsvSplitError)) throw error;
      throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(file.path) }, { cause: error });
    }
  }
}
