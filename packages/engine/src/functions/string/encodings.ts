import { sparkError, types } from '@kindling/protocol';
import { call as duckCall } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { argType, at, body, native, optional, param, scalar } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { textFunction } from './case-and-length.ts';

function atLeastTwo(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  if (args.length === 2) return args;
  throw sparkError('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
    functionName: `\`${context.functionName}\``,
    expectedNum: '2',
    actualNum: String(args.length),
    docroot: 'https://spark.apache.org/docs/latest',
  });
}

/** `decode(value, search, result, …, otherwise)` as a CASE; NULL equals NULL here. */
function choice([value, ...rest]: readonly Expression[], context: ResolveContext): Expression {
  const branches = rest.map((item, i) => (i % 2 === 0 && i + 1 < rest.length ? context.call('<=>', value as Expression, item) : item));
  return context.call('when', ...branches);
}

export const encodings: readonly FunctionRecord[] = [
  textFunction({
    name: 'base64',
    since: '1.5.0',
    summary: 'A binary as base 64 text.',
    examples: ["base64('Spark SQL')"],
    parameters: [param('bin', 'binary')],
    returns: types.string,
    lower: native('to_base64'),
  }),
  textFunction({
    name: 'unbase64',
    since: '1.5.0',
    summary: 'The binary that base 64 text stands for.',
    examples: ["unbase64('U3BhcmsgU1FM')"],
    returns: types.binary,
    lower: body('unbase64'),
  }),
  scalar({
    name: 'hex',
    family: 'math_funcs',
    since: '1.5.0',
    summary: 'A number, text or binary in hexadecimal digits.',
    examples: ['hex(17)'],
    parameters: [param('expr', { oneOf: [types.long, 'binary', 'string'] })],
    returns: types.string,
    lower: (args, call) =>
      argType(call, 0).kind === 'long' ? duckCall('upper', duckCall('to_hex', at(args, 0))) : duckCall('hex', at(args, 0)),
  }),
  scalar({
    name: 'unhex',
    family: 'math_funcs',
    since: '1.5.0',
    summary: 'The binary that hexadecimal digits stand for, or NULL.',
    examples: ["decode(unhex('537061726B2053514C'), 'UTF-8')"],
    parameters: [param('expr', 'string')],
    returns: types.binary,
    nullable: true,
    lower: body('unhex'),
  }),
  textFunction({
    name: 'encode',
    since: '1.5.0',
    summary: 'The bytes of a text in a character set.',
    examples: ["encode('abc', 'utf-8')"],
    parameters: [param('str', 'string'), param('charset', 'string')],
    returns: types.binary,
    nullable: true,
    lower: body('encode'),
  }),
  textFunction({
    name: 'decode',
    since: '1.5.0',
    summary: 'The text that bytes in a character set stand for.',
    examples: ["decode(encode('abc', 'utf-8'), 'utf-8')"],
    parameters: ['bin', 'charset', 'more'].map((name) => ({ ...optional(name), variadic: name === 'more' })),
    // With more than a character set it is a choice by equality.
    coercion: (args, context) =>
      args.length > 2 ? args : atLeastTwo(args, context).map((arg, i) => context.cast(arg, i === 0 ? types.binary : types.string)),
    returns: (args, context) => (args.length > 2 ? dataTypeOf(choice(args, context)) : types.string),
    nullable: (args, context) => args.length === 2 || isNullable(choice(args, context)),
    rewrite: (args, _, context) => (args.length > 2 ? choice(args, context) : undefined),
    lower: body('decode'),
  }),
];
