import { sameType, types } from '@kindling/protocol';
import { cast, call as duckCall, order, type Sql, text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { aggregate, foldable, native, optional, param } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';

function booleans(name: string, duck: string, aliases: readonly string[], summary: string): FunctionRecord {
  return aggregate({
    name,
    aliases,
    showsAlias: true,
    family: 'agg_funcs',
    since: '3.0.0',
    summary,
    examples: [`${name}(col) FROM VALUES (true), (NULL), (false) AS tab(col)`],
    parameters: [param('expr', 'boolean')],
    returns: types.boolean,
    lower: native(duck),
  });
}

function bits(name: string, summary: string): FunctionRecord {
  return aggregate({
    name,
    family: 'agg_funcs',
    since: '3.0.0',
    summary,
    examples: [`${name}(col) FROM VALUES (3), (5) AS tab(col)`],
    parameters: [param('expr', 'integral')],
    returns: (args) => dataTypeOf(args[0] as Expression),
    lower: native(name),
  });
}

function isNullLiteral(expression: Expression): boolean {
  return expression.kind === 'cast' ? isNullLiteral(expression.child) : expression.kind === 'literal' && expression.value === null;
}

export const combinations: readonly FunctionRecord[] = [
  booleans('bool_and', 'bool_and', ['every'], 'Whether a condition holds in every row of a group.'),
  booleans('bool_or', 'bool_or', ['some', 'any'], 'Whether a condition holds in some row of a group.'),
  bits('bit_and', 'Bits that are set in all numbers of a group.'),
  bits('bit_or', 'Bits that are set in some number of a group.'),
  bits('bit_xor', 'Bits that are set in an odd count of the numbers of a group.'),
  aggregate({
    name: 'listagg',
    takesOrder: true,
    aliases: ['string_agg'],
    showsAlias: true,
    family: 'agg_funcs',
    since: '4.0.0',
    summary: 'The texts of a group, joined.',
    examples: ["listagg(col, ', ') FROM VALUES ('a'), ('b') AS tab(col)"],
    parameters: [param('expr', { oneOf: ['string', 'binary'] }), foldable(optional('delimiter', { oneOf: ['string', 'binary'] }))],
    check: ([value, delimiter], context) => {
      const kinds = [value, delimiter].flatMap((arg) => (arg ? [dataTypeOf(arg)] : []));
      const [own, other] = kinds;
      if (own && other && !sameType(own, other) && other.kind !== 'null') {
        mismatch('DATA_DIFF_TYPES', delimiter ? [value as Expression, delimiter] : [value as Expression], context, {
          functionName: `\`${context.functionName}\``,
          dataType: `(${kinds.map(typeText).join(' or ')})`,
        });
      }
    },
    returns: (args) => dataTypeOf(args[0] as Expression),
    sql: (args, call) => `${call.displayName ?? call.fn}(${[...args, ...(args.length < 2 ? ['NULL'] : [])].join(', ')})`,
    lower: ([value, delimiter], call) => {
      const isNone = call.args[1] === undefined || isNullLiteral(call.args[1]);
      const between = delimiter === undefined || isNone ? text('') : delimiter;
      // Different values come in no order of their own, but should in every run in the same.
      const isUnordered = call.kind === 'aggregateCall' && call.isDistinct && call.orderBy === undefined;
      const join = (item: Sql, separator: Sql): Sql => ({
        ...duckCall('string_agg', item, separator),
        ...(isUnordered ? { orderBy: [order(item)] } : {}),
      });
      if (call.dataType.kind !== 'binary') return join(value as Sql, between);
      const joined = join(duckCall('hex', value as Sql), duckCall('hex', between));
      return cast(duckCall('unhex', joined), 'BLOB');
    },
  }),
];
