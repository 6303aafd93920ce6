import type { FileFormat, RowFormat } from '../ast/index.ts';
import type { Parser } from './parser.ts';

const serdeFormats: readonly string[] = ['sequencefile', 'textfile', 'rcfile'];

/** Which row format goes with which file format. */
export function refuseFormats(
  parser: Parser,
  rowFormat: RowFormat | undefined,
  fileFormat: FileFormat | undefined,
  range: { readonly start: number; readonly stop: number },
): void {
  if (fileFormat?.kind === 'storedBy') parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation: 'STORED BY' }, fileFormat);
  if (rowFormat === undefined || fileFormat?.kind !== 'storedAs') return;
  const format = fileFormat.format.toLowerCase();
  let message: string | undefined;
  if (rowFormat.kind === 'rowFormatSerde') {
    if (!serdeFormats.includes(format)) message = `ROW FORMAT SERDE is incompatible with format '${format}', which also specifies a serde`;
  } else if (format !== 'textfile') message = `ROW FORMAT DELIMITED is only compatible with 'textfile', not '${format}'`;
  if (message !== undefined) parser.report('_LEGACY_ERROR_TEMP_0035', { message }, range);
}
