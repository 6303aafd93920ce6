import { type CsvTokens, trimStart } from '../../functions/runtime/index.ts';
import type { CsvOptions } from './csv-options.ts';

/** Whether a line holds a row: blank lines and comments do not. */
export function isRow(line: string, options: CsvOptions): boolean {
  if (trimStart(line) === '') return false;
  return options.comment === '' || !line.startsWith(options.comment);
}

/** Names of the columns: of the header, made different from each other, or `_c0`, `_c1`, … */
export function columnNames(firstRow: CsvTokens, options: CsvOptions, caseSensitive: boolean): string[] {
  if (!options.header) return firstRow.map((_, i) => `_c${i}`);
  const folded = firstRow.map((name) => (name === null || caseSensitive ? name : name.toLowerCase()));
  const counts = new Map<string | null, number>();
  for (const name of folded) counts.set(name, (counts.get(name) ?? 0) + 1);
  return firstRow.map((name, i) => {
    if (name === null || name === '' || name === options.nullValue) return `_c${i}`;
    return (counts.get(folded[i] ?? null) ?? 0) > 1 ? `${name}${i}` : name;
  });
}
