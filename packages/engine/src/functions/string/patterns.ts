import { type DataType, types } from '@kindling/protocol';
import { and, call as duckCall, operator, or, type Sql, text } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { at, body, type FunctionSpec, optional, param, runtimeCall, variadic } from '../define.ts';
import { anyNullable } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';
import { textFunction } from './case-and-length.ts';

const constantText = (expression: Expression | undefined): string | undefined =>
  expression?.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;

const escapeOf = (call: Call | AggregateCall): string => constantText(call.args[2]) ?? '\\';

function like(name: string, symbol: string, sql: NonNullable<FunctionSpec['sql']>, summary: string, since: string): FunctionRecord {
  return textFunction({
    name,
    since,
    summary,
    examples: [`'Spark' ${name} '_park'`],
    parameters: [param('str', 'string'), param('pattern', 'string'), optional('escape', 'string')],
    returns: types.boolean,
    nullable: (args) => anyNullable(args.slice(0, 2)),
    sql,
    lower: (args, call, context) => {
      const pattern = constantText(call.args[1]);
      if (pattern !== undefined && !pattern.includes(escapeOf(call))) return operator(symbol, at(args, 0), at(args, 1));
      return context.runtime(name, [at(args, 0), at(args, 1)], [types.string, types.string], types.boolean, { escape: escapeOf(call) });
    },
  });
}

const withEscape = (args: readonly string[]): string => (args[2] === undefined ? '' : ` ESCAPE '${args[2]}'`);

/** Patterns that RE2 and Java read alike: no look-around, back references, flags, possessive quantifiers, `$` or `\s`. */
const SHARED_PATTERN =
  /^(?!.*[*+?]\+)\^?(?:[A-Za-z0-9 _\-,:;@#%&='"<>/!~]|\.|\[\^?[A-Za-z0-9 _]+(?:-[A-Za-z0-9])?[A-Za-z0-9 _]*\]|\\[dw.]|[*+?|]|\((?!\?)|\))*$/;

function quantified(name: string, base: 'like' | 'ilike', isNegated: boolean, isAny: boolean): FunctionRecord {
  return textFunction({
    name,
    since: '3.0.0',
    summary: `Whether a text is ${isNegated ? 'unlike' : 'like'} ${isAny ? 'some' : 'all'} of the patterns.`,
    parameters: [param('str', 'string'), variadic('pattern', 'string')],
    returns: types.boolean,
    nullable: true,
    sql: ([value, ...patterns]) => `${name}(${[value, ...patterns].join(', ')})`,
    lower: ([value, ...patterns], call, context) => {
      const tests = patterns.map((pattern, i): Sql => {
        const constant = constantText(call.args[i + 1]);
        const test =
          constant !== undefined && !constant.includes('\\')
            ? operator(base === 'like' ? 'LIKE' : 'ILIKE', value as Sql, pattern)
            : context.runtime(base, [value as Sql, pattern], [types.string, types.string], types.boolean, { escape: '\\' });
        return isNegated ? operator('NOT', test) : test;
      });
      return (isAny ? or : and)(...tests);
    },
  });
}

function regexp(name: string, since: string, summary: string, returns: DataType, more: Partial<FunctionSpec> = {}): FunctionRecord {
  return textFunction({
    name,
    since,
    summary,
    parameters: [param('str', 'string'), param('regexp', 'string')],
    returns,
    lower: body(name),
    ...more,
  });
}

const group = { ...optional('idx', types.integer), default: { kind: 'literal', value: 1, dataType: types.integer } } as const;

export const patterns: readonly FunctionRecord[] = [
  like(
    'like',
    'LIKE',
    (args) => `${args[0]} LIKE ${args[1]}${withEscape(args)}`,
    'Whether a text matches a pattern with _ and %.',
    '1.0.0',
  ),
  like(
    'ilike',
    'ILIKE',
    (args) => `ilike(${args[0]}, ${args[1]})`,
    'Whether a text matches a pattern with _ and %, whatever the case.',
    '3.3.0',
  ),
  quantified('like_any', 'like', false, true),
  quantified('like_all', 'like', false, false),
  quantified('not_like_any', 'like', true, true),
  quantified('not_like_all', 'like', true, false),
  quantified('ilike_any', 'ilike', false, true),
  quantified('ilike_all', 'ilike', false, false),
  quantified('not_ilike_any', 'ilike', true, true),
  quantified('not_ilike_all', 'ilike', true, false),
  regexp('rlike', '1.0.0', 'Whether a Java regular expression matches somewhere in a text.', types.boolean, {
    aliases: ['regexp', 'regexp_like'],
    examples: ["'Spark' rlike 'p.r'"],
    sql: (args, call) => `${(call.displayName ?? 'rlike').toUpperCase()}(${args.join(', ')})`,
    lower: (args, call, context) => {
      const pattern = constantText(call.args[1]);
      if (pattern !== undefined && SHARED_PATTERN.test(pattern)) return duckCall('regexp_matches', at(args, 0), text(pattern));
      return runtimeCall('rlike', args, call, context);
    },
  }),
  regexp('regexp_replace', '1.5.0', 'The text with the matches of a regular expression replaced.', types.string, {
    examples: ["regexp_replace('100-200', '(\\\\d+)', 'num')"],
    parameters: [
      param('str', 'string'),
      param('regexp', 'string'),
      param('rep', 'string'),
      { ...optional('position', types.integer), default: { kind: 'literal', value: 1, dataType: types.integer } },
    ],
  }),
  regexp('regexp_extract', '1.5.0', 'A group of the first match of a regular expression.', types.string, {
    parameters: [param('str', 'string'), param('regexp', 'string'), group],
  }),
  regexp('regexp_extract_all', '3.1.0', 'A group of all matches of a regular expression.', types.array(types.string, true), {
    parameters: [param('str', 'string'), param('regexp', 'string'), group],
  }),
  regexp('regexp_count', '3.4.0', 'Number of matches of a regular expression.', types.integer),
  regexp('regexp_substr', '3.4.0', 'The first match of a regular expression, or NULL.', types.string, { nullable: true }),
  regexp('regexp_instr', '3.4.0', 'Position of the first match of a regular expression, or 0.', types.integer, {
    parameters: [
      param('str', 'string'),
      param('regexp', 'string'),
      { ...optional('idx', types.integer), default: { kind: 'literal', value: 0, dataType: types.integer } },
    ],
  }),
];
