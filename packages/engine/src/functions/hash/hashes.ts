import { types } from '@kindling/protocol';
import { call as duckCall } from '../../duckdb/sql/index.ts';
import { at, body, native, param, runtimeCall, scalar, variadic } from '../define.ts';
import type { FunctionRecord } from '../function-record.ts';

export const hashes: readonly FunctionRecord[] = [
  scalar({
    name: 'md5',
    family: 'hash_funcs',
    since: '1.5.0',
    summary: 'MD5 of a binary in hexadecimal digits.',
    examples: ["md5('Spark')"],
    parameters: [param('expr', 'binary')],
    returns: types.string,
    lower: native('md5'),
  }),
  scalar({
    name: 'sha1',
    aliases: ['sha'],
    showsAlias: true,
    family: 'hash_funcs',
    since: '1.5.0',
    summary: 'SHA-1 of a binary in hexadecimal digits.',
    examples: ["sha1('Spark')"],
    parameters: [param('expr', 'binary')],
    returns: types.string,
    lower: (args) => duckCall('sha1', at(args, 0)),
  }),
  scalar({
    name: 'sha2',
    family: 'hash_funcs',
    since: '1.5.0',
    summary: 'SHA-2 of a binary in hexadecimal digits: 224, 256, 384 or 512 bits, 0 meaning 256.',
    examples: ["sha2('Spark', 256)"],
    parameters: [param('expr', 'binary'), param('bitLength', types.integer)],
    returns: types.string,
    nullable: true,
    lower: (args, call, context) => {
      const bits = call.args[1];
      return bits?.kind === 'literal' && (bits.value === 256 || bits.value === 0)
        ? duckCall('sha256', at(args, 0))
        : runtimeCall('sha2', args, call, context);
    },
  }),
  scalar({
    name: 'crc32',
    family: 'hash_funcs',
    since: '1.5.0',
    summary: 'Cyclic redundancy check of a binary.',
    examples: ["crc32('Spark')"],
    parameters: [param('expr', 'binary')],
    returns: types.long,
    lower: body('crc32'),
  }),
  scalar({
    name: 'hash',
    family: 'hash_funcs',
    since: '2.0.0',
    summary: 'Murmur3 hash of the values.',
    examples: ["hash('Spark', array(123), 2)"],
    parameters: [variadic('expr')],
    coercion: 'none',
    returns: types.integer,
    nullable: false,
    lower: body('hash'),
  }),
  scalar({
    name: 'xxhash64',
    family: 'hash_funcs',
    since: '3.0.0',
    summary: 'xxHash64 of the values.',
    examples: ["xxhash64('Spark', array(123), 2)"],
    parameters: [variadic('expr')],
    coercion: 'none',
    returns: types.long,
    nullable: false,
    lower: body('xxhash64'),
  }),
];
