import { types } from '@kindling/protocol';
import { call, column, type From, number, operator, type Select } from '../../duckdb/sql/index.ts';
import type { SourceFile } from '../../plan/index.ts';
import type { ScanContext } from '../data-source.ts';
import { blobScan } from '../files/index.ts';
import { type CsvOptions, recordFormat } from './csv-options.ts';

/** Rows as `tokens`, `line` and `path`, where rows may reach over lines: JavaScript reads each file as a whole, as Spark does. */
export function recordScan(files: readonly SourceFile[], options: CsvOptions, context: ScanContext): From {
  const settings = { ...recordFormat(options), charset: options.charset, skipped: options.header ? 1 : 0 };
  const records = context.runtime(
    'csv_records',
    [column('content'), column('filename')],
    [types.binary, types.string],
    types.array(types.array(types.string)),
    settings,
  );
  const unnested: Select = {
    kind: 'select',
    items: [
      { value: call('unnest', records), as: 'record' },
      { value: column('filename'), as: 'path' },
    ],
    from: blobScan(files),
  };
  const record = column('record', 'records');
  const body: Select = {
    kind: 'select',
    items: [
      { value: call('list_slice', record, number(2), operator('-', number(1))), as: 'tokens' },
      { value: call('list_extract', record, number(1)), as: 'line' },
      { value: column('path', 'records'), as: 'path' },
    ],
    from: { kind: 'query', query: { ctes: [], body: unnested }, as: 'records' },
  };
  return { kind: 'query', query: { ctes: [], body }, as: 'split' };
}
