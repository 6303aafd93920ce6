import { types } from '@kindling/protocol';
import { cast } from '../../duckdb/sql/index.ts';
import { at, param, scalar } from '../define.ts';
import type { FunctionRecord } from '../function-record.ts';

/** What writing into tables needs beyond the functions of SQL. */
export const tableWriting: readonly FunctionRecord[] = [
  scalar({
    name: 'exceed_limit_length',
    family: 'internal',
    since: '3.1.0',
    summary: 'The error for a text that is longer than its CHAR or VARCHAR column.',
    parameters: [param('limit', 'string')],
    returns: types.string,
    nullable: true,
    lower: (args, call, context) => cast(context.raise(call, 'EXCEED_LIMIT_LENGTH', { limit: at(args, 0) }), 'VARCHAR'),
  }),
];
