import { sparkError } from '@kindling/protocol';
import { type CsvTokens, pathUrl, trimStart } from '../../functions/runtime/index.ts';
import type { FileRelation } from '../../plan/index.ts';
import type { ScanContext } from '../data-source.ts';
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

/** Fails where the header of a file has other names than the columns that the query reads. */
export function checkHeaders(relation: FileRelation, options: CsvOptions, context: ScanContext): void {
  const names = relation.dataSchema.fields.map((field) => field.name).filter((name) => name !== options.columnNameOfCorruptRecord);
  const prunes = context.config('spark.sql.csv.parser.columnPruning.enabled') === 'true';
  const required = new Set(prunes ? (relation.requiredColumns ?? names) : names);
  const isWhole = names.every((name) => required.has(name));
  const fold = (name: string) => (context.config('spark.sql.caseSensitive') === 'true' ? name : name.toLowerCase());
  for (const file of relation.files) {
    const header = file.traits?.header as CsvTokens | undefined;
    if (header === undefined) continue;
    const isSame = (name: string, i: number) => !required.has(name) || fold(header[i] ?? '') === fold(name);
    if ((isWhole && header.length !== names.length) || !names.every(isSame))
      throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(file.path) });
  }
}
