import { type DataType, types } from '@kindling/protocol';
import {
  cases,
  cast,
  column,
  call as duckCall,
  isNotNull,
  isNull,
  lambda,
  listOf,
  nullToken,
  operator,
  or,
  physicalType,
  type Sql,
  text,
} from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText, unexpectedType } from '../data-type-mismatch.ts';
import { argType, at, body, type Lower, optional, param, runtimeCall, variadic } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { isNumeric, isString } from '../numeric-types.ts';
import { textFunction } from './case-and-length.ts';

const concatType = (args: readonly Expression[]): DataType => (args[0] === undefined ? types.string : dataTypeOf(args[0]));

const concat: Lower = (args, call, context) => {
  if (args.length === 0) return text('');
  if (args.length === 1) return at(args, 0);
  if (call.dataType.kind !== 'array') return joined(args);
  // DuckDB's list_concat takes NULL for an empty list.
  return context.bind(args, (...lists) =>
    cases(
      [[or(...lists.map((list) => isNull(list)), { kind: 'token', text: 'FALSE' }), cast(nullToken, physicalType(call.dataType))]],
      cast(duckCall('list_concat', ...lists), physicalType(call.dataType)),
    ),
  );
};

/** Nested in halves where there are many: DuckDB takes time of the square over a chain. */
const MAX_CHAIN = 16;

function joined(args: readonly Sql[]): Sql {
  if (args.length <= MAX_CHAIN) return operator('||', ...args);
  const half = args.length >> 1;
  return operator('||', joined(args.slice(0, half)), joined(args.slice(half)));
}

const concatWs: Lower = ([separator, ...values], call) => {
  const types = values.map((_, i) => argType(call, i + 1));
  if (values.length === 0) return cases([[isNull(separator as Sql), nullToken]], text(''));
  const lists = values.map((value, i) => (types[i]?.kind === 'array' ? value : cast(listOf(value), 'VARCHAR[]')));
  if (types.every((type) => type.kind !== 'array')) return duckCall('concat_ws', separator as Sql, ...values);
  const present = duckCall(
    'list_filter',
    duckCall('list_concat', ...lists, cast(listOf(), 'VARCHAR[]')),
    lambda(['e'], isNotNull(column('e'))),
  );
  return cases([[isNull(separator as Sql), nullToken]], duckCall('array_to_string', present, separator as Sql));
};

/** Binaries stay what they are only among themselves. */
function coerceChoices(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const [index, ...values] = args;
  const indexType = dataTypeOf(index as Expression);
  if (!isNumeric(indexType) && !isString(indexType) && indexType.kind !== 'null') unexpectedType(args, 0, '"INT"', context);
  const nested = args.findIndex((arg, i) => i > 0 && ['array', 'map', 'struct', 'variant'].includes(dataTypeOf(arg).kind));
  if (nested > 0) unexpectedType(args, nested, '("STRING" or "BINARY")', context);
  const staysBinary = isBinaryOnly(values) && context.config('spark.sql.function.eltOutputAsString') !== 'true';
  const choices = values.map((value) => (staysBinary || isString(dataTypeOf(value)) ? value : context.cast(value, types.string)));
  return [context.cast(index as Expression, types.integer), ...choices];
}

const isBinaryOnly = (args: readonly Expression[]): boolean => args.length > 0 && args.every((arg) => dataTypeOf(arg).kind === 'binary');

/** Characters that mean themselves in a Java pattern. */
const PLAIN_PATTERN = /^[A-Za-z0-9 ,;:_@#%&='"<>/!~-]+$/;

const split: Lower = (args, call, context) => {
  const [pattern, limit] = [call.args[1], call.args[2]];
  const isPlain = pattern?.kind === 'literal' && typeof pattern.value === 'string' && PLAIN_PATTERN.test(pattern.value);
  const isUnlimited = limit === undefined || (limit.kind === 'literal' && typeof limit.value === 'number' && limit.value === -1);
  return isPlain && isUnlimited ? duckCall('string_split', at(args, 0), at(args, 1)) : runtimeCall('split', args, call, context);
};

export const joinsAndSplits: readonly FunctionRecord[] = [
  textFunction({
    name: 'concat',
    aliases: ['||'],
    showsAlias: false,
    since: '1.5.0',
    summary: 'Texts, binaries or arrays, one behind the other.',
    examples: ["concat('Spark', 'SQL')"],
    parameters: [variadic('expr')],
    coercion: (args, context) => {
      const kinds = args.map((arg) => dataTypeOf(arg).kind);
      const staysBinary = context.config('spark.sql.function.concatBinaryAsString') !== 'true';
      if (staysBinary && kinds.every((kind) => kind === 'binary' || kind === 'null') && kinds.includes('binary'))
        return args.map((arg) => context.cast(arg, types.binary));
      if (kinds.includes('array')) {
        const common = context.commonType(args.map(dataTypeOf));
        if (common?.kind === 'array') return args.map((arg) => context.cast(arg, common));
        // What is no array has been made a text by then.
        const given = args.map(dataTypeOf).map((type) => (['array', 'map', 'struct', 'binary'].includes(type.kind) ? type : types.string));
        const dataType = `(${given.map(typeText).join(' or ')})`;
        mismatch('DATA_DIFF_TYPES', args, context, { functionName: '`concat`', dataType });
      }
      const nested = kinds.findIndex((kind) => kind === 'map' || kind === 'struct');
      if (nested >= 0) unexpectedType(args, nested, '("STRING" or "BINARY" or "ARRAY")', context);
      return args.map((arg) => (dataTypeOf(arg).kind === 'string' ? arg : context.cast(arg, types.string)));
    },
    returns: concatType,
    sql: (args) => `concat(${args.join(', ')})`,
    lower: concat,
  }),
  textFunction({
    name: 'concat_ws',
    since: '1.5.0',
    summary: 'Texts joined by a separator, without NULLs.',
    examples: ["concat_ws(' ', 'Spark', 'SQL')"],
    parameters: [param('sep', 'string'), variadic('str', { oneOf: [{ arrayOf: 'string' }, 'string'] })],
    returns: types.string,
    nullable: (args) => isNullable(args[0] as Expression),
    lower: concatWs,
  }),
  textFunction({
    name: 'split',
    since: '1.5.0',
    summary: 'The parts of a text between the matches of a pattern.',
    examples: ["split('oneAtwoBthreeC', '[ABC]')"],
    parameters: [
      param('str', 'string'),
      param('regex', 'string'),
      { ...optional('limit', types.integer), default: { kind: 'literal', value: -1, dataType: types.integer } },
    ],
    returns: types.array(types.string, false),
    lower: split,
  }),
  textFunction({
    name: 'split_part',
    since: '3.3.0',
    summary: 'One of the parts of a text between delimiters.',
    examples: ["split_part('11.12.13', '.', 3)"],
    parameters: [param('str', 'string'), param('delimiter', 'string'), param('partNum', types.integer)],
    returns: types.string,
    nullable: true,
    lower: body('split_part'),
  }),
  textFunction({
    name: 'substring_index',
    since: '1.5.0',
    summary: 'The text before a number of delimiters.',
    examples: ["substring_index('www.apache.org', '.', 2)"],
    parameters: [param('str', 'string'), param('delim', 'string'), param('count', types.integer)],
    lower: body('substring_index'),
  }),
  textFunction({
    name: 'find_in_set',
    since: '1.5.0',
    summary: 'Position of a text in a comma-separated list, or 0.',
    examples: ["find_in_set('ab', 'abc,b,ab,c,def')"],
    parameters: [param('str', 'string'), param('strArray', 'string')],
    returns: types.integer,
    lower: body('find_in_set'),
  }),
  textFunction({
    name: 'elt',
    since: '2.0.0',
    summary: 'One of the values, by number.',
    examples: ["elt(1, 'scala', 'java')"],
    parameters: [param('n', types.integer), param('input1'), variadic('input')],
    coercion: coerceChoices,
    returns: (args) => dataTypeOf(args[1] as Expression),
    nullable: true,
    evalMode: 'session',
    lower: ([index, ...values]) =>
      cases(values.map((value, i) => [operator('=', index as Sql, { kind: 'token', text: String(i + 1) }), value] as const)),
    guards: ([index], call) =>
      call.evalMode === 'ansi'
        ? [
            {
              when: or(
                operator('<', index as Sql, { kind: 'token', text: '1' }),
                operator('>', index as Sql, { kind: 'token', text: String(call.args.length - 1) }),
              ),
              condition: 'INVALID_ARRAY_INDEX',
              parameters: { indexValue: index as Sql, arraySize: String(call.args.length - 1) },
              always: true,
            },
          ]
        : [],
  }),
  textFunction({
    name: 'format_string',
    aliases: ['printf'],
    since: '1.5.0',
    summary: "Values put into a text by Java's format directives.",
    examples: ["format_string('Hello World %d %s', 100, 'days')"],
    parameters: [param('strfmt', 'string'), variadic('obj')],
    coercion: 'none',
    returns: types.string,
    nullable: (args) => isNullable(args[0] as Expression),
    lower: body('format_string'),
  }),
  textFunction({
    name: 'format_number',
    since: '1.5.0',
    summary: 'A number with thousands separators and rounded fraction.',
    examples: ['format_number(12332.123456, 4)'],
    parameters: [param('expr1', 'numeric'), param('expr2', { oneOf: [types.integer, 'string'] })],
    returns: types.string,
    nullable: true,
    lower: body('format_number'),
  }),
  textFunction({
    name: 'mask',
    since: '3.4.0',
    summary: 'The text with its letters and digits hidden.',
    examples: ["mask('abcd-EFGH-8765-4321')"],
    takesNamedArguments: true,
    parameters: [param('str', 'string'), ...maskParameters()],
    lower: body('mask'),
  }),
];

function maskParameters() {
  const character = (name: string, value: string | null) => ({
    ...optional(name, 'string'),
    default: { kind: 'literal', value, dataType: types.string } as const,
  });
  return [character('upperChar', 'X'), character('lowerChar', 'x'), character('digitChar', 'n'), character('otherChar', null)];
}
