import { types } from '@kindling/protocol';
import { and, falseToken, operator, or, type Sql } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { argType, at, type Lower, param, scalar } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord, ResolveContext } from '../function-record.ts';
import { orderKey } from '../order-key.ts';

const operands: readonly FunctionParameter[] = [param('expr1'), param('expr2')];

const compare =
  (symbol: string): Lower =>
  (args, call) =>
    operator(symbol, orderKey(at(args, 0), argType(call, 0)), orderKey(at(args, 1), argType(call, 1)));

/** Both operands have one type by now, unless nothing common exists. */
function checkComparable(args: readonly Expression[], context: ResolveContext): void {
  const [left, right] = args.map(dataTypeOf);
  if (!left || !right) return;
  if (left.kind !== right.kind) mismatch('BINARY_OP_DIFF_TYPES', args, context, { left: typeText(left), right: typeText(right) });
  if (left.kind === 'map' || left.kind === 'calendar_interval' || left.kind === 'variant') {
    mismatch('INVALID_ORDERING_TYPE', args, context, { functionName: `\`${context.functionName}\``, dataType: typeText(left) });
  }
}

function comparison(name: string, summary: string, sql: string, extra: Partial<FunctionRecord> = {}): FunctionRecord {
  return scalar({
    name,
    family: 'predicate_funcs',
    since: '1.0.0',
    summary,
    examples: [`1 ${name} 2`],
    parameters: operands,
    coercion: 'comparison',
    returns: types.boolean,
    check: checkComparable,
    sql: ([left, right]) => `(${left} ${name} ${right})`,
    lower: compare(sql),
    ...extra,
  });
}

const nullSafeEqual: Lower = (args, call) =>
  operator('IS NOT DISTINCT FROM', orderKey(at(args, 0), argType(call, 0)), orderKey(at(args, 1), argType(call, 1)));

export const comparisons: readonly FunctionRecord[] = [
  comparison('=', 'Whether both values are equal.', '=', { aliases: ['=='] }),
  comparison('<', 'Whether the first value comes before the second.', '<'),
  comparison('<=', 'Whether the first value comes before the second or equals it.', '<='),
  comparison('>', 'Whether the first value comes after the second.', '>'),
  comparison('>=', 'Whether the first value comes after the second or equals it.', '>='),
  scalar({
    name: '!=',
    aliases: ['<>'],
    family: 'predicate_funcs',
    since: '1.0.0',
    summary: 'Whether the values differ.',
    examples: ['1 != 2'],
    parameters: operands,
    coercion: 'comparison',
    returns: types.boolean,
    check: checkComparable,
    sql: ([left, right]) => `(NOT (${left} = ${right}))`,
    lower: compare('<>'),
  }),
  scalar({
    name: '<=>',
    family: 'predicate_funcs',
    since: '1.1.0',
    summary: 'Whether both values are equal or both NULL.',
    examples: ['NULL <=> NULL'],
    parameters: operands,
    coercion: 'comparison',
    returns: types.boolean,
    nullable: false,
    check: checkComparable,
    sql: ([left, right]) => `(${left} <=> ${right})`,
    lower: nullSafeEqual,
  }),
  scalar({
    name: 'equal_null',
    family: 'misc_funcs',
    since: '3.4.0',
    summary: 'Whether both values are equal or both NULL.',
    examples: ['equal_null(3, 3)'],
    parameters: operands,
    coercion: 'comparison',
    returns: types.boolean,
    nullable: false,
    rewrite: (args, _, context) => context.call('<=>', ...args),
  }),
  scalar({
    name: 'between',
    family: 'predicate_funcs',
    since: '4.0.0',
    summary: 'Whether a value lies within two bounds, both included.',
    examples: ['0.5 between 0.1 and 1.0'],
    parameters: [param('input'), param('lower'), param('upper')],
    coercion: 'none',
    returns: types.boolean,
    nullable: anyNullable,
    rewrite: ([value, lower, upper], _, context) =>
      context.call(
        'and',
        context.call('>=', value as Expression, lower as Expression),
        context.call('<=', value as Expression, upper as Expression),
      ),
  }),
  scalar({
    name: 'in',
    family: 'predicate_funcs',
    since: '1.0.0',
    summary: 'Whether a value equals one of those listed.',
    examples: ['1 in (1, 2, 3)'],
    parameters: [param('expr'), { ...param('item'), variadic: true }],
    coercion: 'common',
    returns: types.boolean,
    sql: ([value, ...items]) => `(${value} IN (${items.join(', ')}))`,
    lower: ([value, ...items], call) => {
      const type = argType(call, 0);
      if (items.length === 0) return falseToken;
      return { kind: 'in', child: orderKey(value as Sql, type), items: items.map((item) => orderKey(item, type)) };
    },
  }),
];

export const logic: readonly FunctionRecord[] = [
  connective('and', 'Whether both conditions hold.', and),
  connective('or', 'Whether a condition holds.', or),
  scalar({
    name: 'not',
    aliases: ['!'],
    family: 'predicate_funcs',
    since: '1.0.0',
    summary: 'Whether a condition does not hold.',
    examples: ['not true'],
    parameters: [param('expr', 'boolean')],
    returns: types.boolean,
    sql: ([value]) => `(NOT ${value})`,
    lower: (args) => operator('NOT', at(args, 0)),
  }),
];

function connective(name: string, summary: string, lower: (...args: Sql[]) => Sql): FunctionRecord {
  return scalar({
    name,
    family: 'predicate_funcs',
    since: '1.0.0',
    summary,
    examples: [`true ${name} false`],
    parameters: [param('expr1', 'boolean'), param('expr2', 'boolean')],
    returns: types.boolean,
    sql: ([left, right]) => `(${left} ${name.toUpperCase()} ${right})`,
    lower: (args) => lower(...args),
  });
}
