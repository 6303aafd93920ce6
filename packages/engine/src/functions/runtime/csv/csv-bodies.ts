import type { RuntimeBody } from '../runtime-body.ts';
import { runtimeBodyOf } from '../runtime-body.ts';
import type { CsvFormat } from './csv-format.ts';
import { type CsvValueOptions, csvValueReader } from './csv-value.ts';
import { splitCsvLine } from './split-csv.ts';

export const csvBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('csv_tokens', ({ options }) => {
    const format = options as unknown as CsvFormat;
    return (line: string) => splitCsvLine(line, format);
  }),
  runtimeBodyOf('csv_value', ({ resultType, options }) => {
    const read = csvValueReader(resultType, options as unknown as CsvValueOptions);
    return (text: string) => read(text) ?? null;
  }),
];
