import { types } from '@kindling/protocol';
import { cases, cast, call as duckCall, number, operator, type Sql, text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { argType, at, body, type Lower, optional, param, runtimeCall } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord, ResolveContext } from '../function-record.ts';
import { textFunction } from './case-and-length.ts';

const textOrBinary = { oneOf: ['string', 'binary'] } as const;
const own = (args: readonly Expression[]) => dataTypeOf(args[0] as Expression);
/** Not `greatest`, which skips NULLs. */
const greatest = (value: Sql, least: Sql): Sql => cases([[operator('<', value, least), least]], value);

/** Positions count from 1, from the end when negative, and 0 means 1. */
const substring: Lower = (args, call, context) => {
  if (argType(call, 0).kind === 'binary') return runtimeCall('substring_binary', args, call, context);
  const [value, position, length] = [at(args, 0), at(args, 1), args[2]];
  const constant = call.args[1];
  if (constant?.kind === 'literal' && typeof constant.value === 'number' && constant.value > 0) {
    return length === undefined ? duckCall('substr', value, position) : duckCall('substr', value, position, greatest(length, number(0)));
  }
  return context.bind(length === undefined ? [value, position] : [value, position, length], (str, pos, len) => {
    const start = cases(
      [
        [operator('>', pos as Sql, number(0)), operator('-', cast(pos as Sql, 'BIGINT'), number(1))],
        [operator('<', pos as Sql, number(0)), operator('+', duckCall('length', str as Sql), pos as Sql)],
      ],
      number(0),
    );
    const from = greatest(start, number(0));
    if (len === undefined) return duckCall('substr', str as Sql, operator('+', from, number(1)));
    const end = greatest(operator('+', start, len), number(0));
    return duckCall(
      'substr',
      str as Sql,
      operator('+', from, number(1)),
      cases([[operator('<', end, from), number(0)]], operator('-', end, from)),
    );
  });
};

function trim(name: string, side: string, duck: string, since: string, summary: string): FunctionRecord {
  return textFunction({
    name,
    since,
    summary,
    examples: [`${name}('    SparkSQL   ')`],
    // The two-argument form names the characters first.
    parameters: [param('trimStr', 'string'), optional('str', 'string')],
    sql: ([first, source]) => (source === undefined ? `${name}(${first})` : `TRIM(${side} ${first} FROM ${source})`),
    lower: ([first, source]) => (source === undefined ? duckCall(duck, first as Sql, text(' ')) : duckCall(duck, source, first as Sql)),
  });
}

/** Blanks fill up texts, zero bytes binaries; what is neither is a text. */
function padded([value, length, filler]: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const isBinary = dataTypeOf(value as Expression).kind === 'binary' && (filler === undefined || dataTypeOf(filler).kind === 'binary');
  const dataType = isBinary ? types.binary : types.string;
  const fallback: Expression = { kind: 'literal', value: isBinary ? Uint8Array.of(0) : ' ', dataType };
  return [
    context.cast(value as Expression, dataType),
    context.cast(length as Expression, types.integer),
    filler === undefined ? fallback : context.cast(filler, dataType),
  ];
}

function pad(name: string, summary: string): FunctionRecord {
  return textFunction({
    name,
    since: '1.5.0',
    summary,
    examples: [`${name}('hi', 5, '??')`],
    parameters: [param('str', textOrBinary), param('len', types.integer), optional('pad', textOrBinary)],
    coercion: padded,
    returns: own,
    lower: (args, call, context) => {
      if (argType(call, 0).kind === 'binary') return runtimeCall(name, args, call, context);
      const filler = call.args[2];
      const isPlain = filler?.kind === 'literal' && typeof filler.value === 'string' && filler.value !== '';
      return isPlain ? duckCall(name, at(args, 0), greatest(at(args, 1), number(0)), at(args, 2)) : runtimeCall(name, args, call, context);
    },
  });
}

const locate: Lower = (args, call, context) => {
  const [needle, value, position] = [at(args, 0), at(args, 1), args[2]];
  const constant = call.args[2];
  if (position === undefined || (constant?.kind === 'literal' && constant.value === 1))
    return cast(duckCall('instr', value, needle), 'INTEGER');
  return runtimeCall('locate', args, call, context);
};

const emptyText = (name: string): FunctionParameter => ({
  ...optional(name, 'string'),
  default: { kind: 'literal', value: '', dataType: types.string },
});

function found(name: string, duck: string, summary: string): FunctionRecord {
  return textFunction({
    name,
    since: '3.3.0',
    summary,
    examples: [`${name}('Spark SQL', 'Spark')`],
    parameters: [param('left', textOrBinary), param('right', textOrBinary)],
    returns: types.boolean,
    nullable: (args) => anyNullable(args) || dataTypeOf(args[0] as Expression).kind === 'binary',
    lower: (args, call, context) => (argType(call, 0).kind === 'binary' ? runtimeCall(name, args, call, context) : duckCall(duck, ...args)),
  });
}

export const parts: readonly FunctionRecord[] = [
  textFunction({
    name: 'substring',
    aliases: ['substr'],
    since: '1.5.0',
    summary: 'A part of a text or binary, from a position.',
    examples: ["substring('Spark SQL', 5, 1)"],
    parameters: [param('str', textOrBinary), param('pos', types.integer), optional('len', types.integer)],
    returns: own,
    sql: (args, call) => `${call.displayName ?? call.fn}(${[...args, ...(args.length === 2 ? ['2147483647'] : [])].join(', ')})`,
    lower: substring,
  }),
  textFunction({
    name: 'left',
    since: '2.3.0',
    summary: 'The first characters of a text.',
    examples: ["left('Spark SQL', 3)"],
    parameters: [param('str', textOrBinary), param('len', types.integer)],
    returns: own,
    rewrite: ([value, length], _, context) =>
      context.call('substring', value as Expression, { kind: 'literal', value: 1, dataType: types.integer }, length as Expression),
  }),
  textFunction({
    name: 'right',
    since: '2.3.0',
    summary: 'The last characters of a text.',
    examples: ["right('Spark SQL', 3)"],
    parameters: [param('str', 'string'), param('len', types.integer)],
    nullable: true,
    lower: (args) =>
      cases(
        [
          [
            operator('<=', at(args, 1), number(0)),
            cases([[{ kind: 'operator', operator: 'IS NOT NULL', args: [at(args, 0)], postfix: true }, text('')]]),
          ],
        ],
        duckCall('right', at(args, 0), at(args, 1)),
      ),
  }),
  trim('trim', 'BOTH', 'trim', '1.5.0', 'The text without spaces, or other characters, at both ends.'),
  trim('ltrim', 'LEADING', 'ltrim', '1.5.0', 'The text without spaces, or other characters, at its start.'),
  trim('rtrim', 'TRAILING', 'rtrim', '1.5.0', 'The text without spaces, or other characters, at its end.'),
  textFunction({
    name: 'btrim',
    since: '3.2.0',
    summary: 'The text without spaces, or other characters, at both ends.',
    examples: ["btrim('    SparkSQL   ')"],
    parameters: [param('str', 'string'), optional('trimStr', 'string')],
    returns: types.string,
    lower: (args) => duckCall('trim', at(args, 0), args[1] ?? text(' ')),
  }),
  pad('lpad', 'The text filled up at its start, or cut, to a length.'),
  pad('rpad', 'The text filled up at its end, or cut, to a length.'),
  textFunction({
    name: 'repeat',
    since: '1.5.0',
    summary: 'The text several times over.',
    examples: ["repeat('123', 2)"],
    parameters: [param('str', 'string'), param('n', types.integer)],
    lower: (args) => duckCall('repeat', at(args, 0), greatest(at(args, 1), number(0))),
  }),
  textFunction({
    name: 'space',
    since: '1.5.0',
    summary: 'A text of spaces.',
    examples: ['space(2)'],
    parameters: [param('n', types.integer)],
    returns: types.string,
    lower: (args) => duckCall('repeat', text(' '), greatest(at(args, 0), number(0))),
  }),
  textFunction({
    name: 'replace',
    since: '2.3.0',
    summary: 'The text with every occurrence of another replaced.',
    examples: ["replace('ABCabc', 'abc', 'DEF')"],
    parameters: [
      param('str', 'string'),
      param('search', 'string'),
      { ...optional('replace', 'string'), default: { kind: 'literal', value: '', dataType: types.string } },
    ],
    lower: (args) => duckCall('replace', at(args, 0), at(args, 1), args[2] ?? text('')),
  }),
  textFunction({
    name: 'overlay',
    since: '3.0.0',
    summary: 'The text with a part replaced from a position.',
    examples: ["overlay('Spark SQL' PLACING '_' FROM 6)"],
    parameters: [
      param('input', textOrBinary),
      param('replace', textOrBinary),
      param('pos', types.integer),
      { ...optional('len', types.integer), default: { kind: 'literal', value: -1, dataType: types.integer } },
    ],
    returns: own,
    lower: body('overlay'),
  }),
  textFunction({
    name: 'instr',
    since: '1.5.0',
    summary: 'Position of the first occurrence of a text in another, or 0.',
    examples: ["instr('SparkSQL', 'SQL')"],
    parameters: [param('str', 'string'), param('substr', 'string')],
    returns: types.integer,
    lower: (args) => cast(duckCall('instr', at(args, 0), at(args, 1)), 'INTEGER'),
  }),
  textFunction({
    name: 'locate',
    aliases: ['position', 'charindex'],
    since: '1.5.0',
    summary: 'Position of a text in another, from a position on, or 0.',
    examples: ["locate('bar', 'foobarbar', 5)"],
    parameters: [
      param('substr', 'string'),
      param('str', 'string'),
      { ...optional('pos', types.integer), default: { kind: 'literal', value: 1, dataType: types.integer } },
    ],
    returns: types.integer,
    lower: locate,
  }),
  textFunction({
    name: 'quote',
    since: '4.1.0',
    summary: 'The text in single quotes, those in it escaped.',
    examples: ["quote('Don\\'t')"],
    returns: types.string,
    nullable: true,
    lower: (args) => operator('||', text("'"), duckCall('replace', cast(at(args, 0), 'VARCHAR'), text("'"), text("\\'")), text("'")),
  }),
  textFunction({
    name: 'sentences',
    since: '2.0.0',
    summary: 'The words of each sentence of a text.',
    examples: ["sentences('Hi there! Good morning.')"],
    parameters: [param('str', 'string'), emptyText('language'), emptyText('country')],
    returns: types.array(types.array(types.string, false), false),
    nullable: true,
    lower: ([value], call, context) => context.runtime('sentences', value === undefined ? [] : [value], [types.string], call.dataType),
  }),
  found('contains', 'contains', 'Whether a text holds another.'),
  found('startswith', 'starts_with', 'Whether a text starts with another.'),
  found('endswith', 'suffix', 'Whether a text ends with another.'),
];
