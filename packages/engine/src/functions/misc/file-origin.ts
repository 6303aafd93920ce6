import { type DataType, types } from '@kindling/protocol';
import { scalar } from '../define.ts';
import type { FunctionRecord } from '../function-record.ts';

/** Of rows that come from no file. */
function fileOrigin(name: string, returns: DataType, value: string | bigint, summary: string): FunctionRecord {
  return scalar({
    name,
    family: 'misc_funcs',
    since: '2.2.0',
    summary,
    parameters: [],
    returns,
    nullable: false,
    deterministic: false,
    rewrite: () => ({ kind: 'literal', value, dataType: returns }),
  });
}

export const fileOrigins: readonly FunctionRecord[] = [
  fileOrigin('input_file_name', types.string, '', 'Path of the file that a row is read from; empty where it is from none.'),
  fileOrigin('input_file_block_start', types.long, -1n, 'Where the block of a file that a row is read from starts, or -1.'),
  fileOrigin('input_file_block_length', types.long, -1n, 'How long the block of a file that a row is read from is, or -1.'),
];
