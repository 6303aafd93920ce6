import { types } from '@kindling/protocol';
import { cases, cast, call as duckCall, number, operator, type Sql, text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { argType, at, body, type FunctionSpec, type Lower, native, nativeCast, optional, param, runtimeCall, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';

const ownOrString = (args: readonly Expression[]) =>
  dataTypeOf(args[0] as Expression).kind === 'string' ? dataTypeOf(args[0] as Expression) : types.string;

/** DuckDB and Java agree on ASCII, which is text with as many bytes as characters. */
export function asciiOr(duck: string, runtime: string): Lower {
  return (args, call, context) =>
    context.bind([at(args, 0)], (value) =>
      cases(
        [[operator('=', duckCall('strlen', value as Sql), duckCall('length', value as Sql)), duckCall(duck, value as Sql)]],
        runtimeCall(runtime, [value as Sql], call, context),
      ),
    );
}

export function textFunction(spec: Omit<FunctionSpec, 'family' | 'returns'> & Partial<Pick<FunctionSpec, 'returns'>>): FunctionRecord {
  return scalar({ family: 'string_funcs', parameters: [param('str', 'string')], returns: ownOrString, showsAlias: true, ...spec });
}

const textOrBinary = { oneOf: ['string', 'binary'] } as const;

export const caseAndLength: readonly FunctionRecord[] = [
  textFunction({
    name: 'upper',
    aliases: ['ucase'],
    since: '1.0.1',
    summary: 'The text in upper case.',
    examples: ["upper('SparkSql')"],
    lower: asciiOr('upper', 'upper'),
  }),
  textFunction({
    name: 'lower',
    aliases: ['lcase'],
    since: '1.0.1',
    summary: 'The text in lower case.',
    examples: ["lower('SparkSql')"],
    lower: asciiOr('lower', 'lower'),
  }),
  textFunction({
    name: 'initcap',
    since: '1.5.0',
    summary: 'The text with the first letter of each word in upper case.',
    examples: ["initcap('sPark sql')"],
    lower: body('initcap'),
  }),
  textFunction({
    name: 'length',
    aliases: ['char_length', 'character_length', 'len'],
    since: '1.5.0',
    summary: 'Number of characters of a text, or of bytes of a binary.',
    examples: ["length('Spark SQL ')"],
    parameters: [param('expr', textOrBinary)],
    returns: types.integer,
    lower: (args, call) => cast(duckCall(argType(call, 0).kind === 'binary' ? 'octet_length' : 'length', at(args, 0)), 'INTEGER'),
  }),
  textFunction({
    name: 'octet_length',
    since: '2.3.0',
    summary: 'Number of bytes of a text or binary.',
    examples: ["octet_length('Spark SQL')"],
    parameters: [param('expr', textOrBinary)],
    returns: types.integer,
    lower: (args, call) => cast(duckCall(argType(call, 0).kind === 'binary' ? 'octet_length' : 'strlen', at(args, 0)), 'INTEGER'),
  }),
  textFunction({
    name: 'bit_length',
    since: '2.3.0',
    summary: 'Number of bits of a text or binary.',
    examples: ["bit_length('Spark SQL')"],
    parameters: [param('expr', textOrBinary)],
    returns: types.integer,
    lower: (args, call) =>
      cast(operator('*', duckCall(argType(call, 0).kind === 'binary' ? 'octet_length' : 'strlen', at(args, 0)), number(8)), 'INTEGER'),
  }),
  textFunction({
    name: 'ascii',
    since: '1.5.0',
    summary: 'Code point of the first character.',
    examples: ["ascii('222')"],
    returns: types.integer,
    lower: nativeCast('ascii'),
  }),
  textFunction({
    name: 'char',
    aliases: ['chr'],
    since: '2.3.0',
    summary: 'The character of a code between 0 and 255.',
    examples: ['char(65)'],
    parameters: [param('expr', types.long)],
    returns: types.string,
    lower: (args) =>
      cases([[operator('<', at(args, 0), number(0)), text('')]], duckCall('chr', cast(operator('&', at(args, 0), number(255)), 'INTEGER'))),
  }),
  textFunction({
    name: 'soundex',
    since: '1.5.0',
    summary: 'Soundex code of a word.',
    examples: ["soundex('Miller')"],
    returns: types.string,
    lower: body('soundex'),
  }),
  textFunction({
    name: 'levenshtein',
    since: '1.5.0',
    summary: 'How many edits turn one text into another, or -1 beyond a threshold.',
    examples: ["levenshtein('kitten', 'sitting')"],
    parameters: [param('str1', 'string'), param('str2', 'string'), optional('threshold', types.integer)],
    returns: types.integer,
    lower: body('levenshtein'),
  }),
  textFunction({
    name: 'translate',
    since: '1.5.0',
    summary: 'The text with single characters replaced.',
    examples: ["translate('AaBbCc', 'abc', '123')"],
    parameters: [param('input', 'string'), param('from', 'string'), param('to', 'string')],
    lower: native('translate'),
  }),
  textFunction({
    name: 'luhn_check',
    since: '3.5.0',
    summary: 'Whether a number has a right Luhn check digit.',
    examples: ["luhn_check('8112189876')"],
    returns: types.boolean,
    nullable: true,
    lower: body('luhn_check'),
  }),
];
