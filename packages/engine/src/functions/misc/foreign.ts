import { type DataType, sparkError, types } from '@kindling/protocol';
import { param, scalar } from '../define.ts';
import type { FunctionRecord } from '../function-record.ts';

/** Calls of Java's methods: there is no JVM to call. */
function reflection(name: string, aliases: readonly string[], since: string): FunctionRecord {
  return scalar({
    name,
    aliases,
    showsAlias: true,
    family: 'misc_funcs',
    since,
    summary: 'A static method of Java, which only Apache Spark can call.',
    parameters: [param('class', 'string'), param('method', 'string'), { ...param('arg'), variadic: true }],
    rewrite: () => {
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `${name}, which calls Java` });
    },
    returns: types.string,
    nullable: true,
  });
}

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

export const foreignFunctions: readonly FunctionRecord[] = [
  reflection('java_method', ['reflect'], '2.0.0'),
  reflection('try_reflect', [], '4.0.0'),
  fileOrigin('input_file_name', types.string, '', 'Path of the file that a row is read from; empty where it is from none.'),
  fileOrigin('input_file_block_start', types.long, -1n, 'Where the block of a file that a row is read from starts, or -1.'),
  fileOrigin('input_file_block_length', types.long, -1n, 'How long the block of a file that a row is read from is, or -1.'),
];
