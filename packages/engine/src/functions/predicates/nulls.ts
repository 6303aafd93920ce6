import { types } from '@kindling/protocol';
import { cases, cast, call as duckCall, falseToken, isNotNull, isNull, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { argType, at, param, scalar, variadic } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';
import { isFractional } from '../numeric-types.ts';

export const nullPredicates: readonly FunctionRecord[] = [
  scalar({
    name: 'isnull',
    family: 'predicate_funcs',
    since: '1.0.0',
    summary: 'Whether a value is NULL.',
    examples: ['isnull(1)'],
    parameters: [param('expr')],
    returns: types.boolean,
    nullable: false,
    sql: ([value]) => `(${value} IS NULL)`,
    lower: (args) => isNull(at(args, 0)),
  }),
  scalar({
    name: 'isnotnull',
    family: 'predicate_funcs',
    since: '1.0.0',
    summary: 'Whether a value is not NULL.',
    examples: ['isnotnull(1)'],
    parameters: [param('expr')],
    returns: types.boolean,
    nullable: false,
    sql: ([value]) => `(${value} IS NOT NULL)`,
    lower: (args) => isNotNull(at(args, 0)),
  }),
  scalar({
    name: 'isnan',
    family: 'predicate_funcs',
    since: '1.5.0',
    summary: 'Whether a value is NaN.',
    examples: ["isnan(cast('NaN' as double))"],
    parameters: [param('expr', { oneOf: [types.double, types.float] })],
    returns: types.boolean,
    nullable: false,
    lower: (args) => duckCall('coalesce', duckCall('isnan', at(args, 0)), falseToken),
  }),
  scalar({
    name: 'nanvl',
    family: 'predicate_funcs',
    since: '1.5.0',
    summary: 'The first value, or the second where it is NaN.',
    examples: ["nanvl(cast('NaN' as double), 123)"],
    parameters: [param('expr1', { oneOf: [types.double, types.float] }), param('expr2', { oneOf: [types.double, types.float] })],
    coercion: (args, context) => {
      const target = args.every((arg) => dataTypeOf(arg).kind === 'float') ? types.float : types.double;
      return args.map((arg) => context.cast(arg, target));
    },
    returns: (args) => dataTypeOf(args[0] as Expression),
    nullable: true,
    lower: (args) => cases([[duckCall('isnan', at(args, 0)), at(args, 1)]], at(args, 0)),
  }),
  scalar({
    name: 'at_least_n_non_nulls',
    aliases: ['atleastnnonnulls'],
    family: 'internal',
    since: '1.4.0',
    summary: 'Whether enough of the values are neither NULL nor NaN.',
    parameters: [param('n', types.integer), variadic('expr')],
    returns: types.boolean,
    nullable: false,
    lower: ([count, ...values], call) => {
      const present = values.map((value, i) => {
        const known = isNotNull(value);
        const counts: Sql = isFractional(argType(call, i + 1))
          ? { kind: 'operator', operator: 'AND', args: [known, { kind: 'operator', operator: 'NOT', args: [duckCall('isnan', value)] }] }
          : known;
        return cases([[counts, { kind: 'token', text: '1' }]], { kind: 'token', text: '0' });
      });
      const sum: Sql = present.length === 1 ? (present[0] as Sql) : { kind: 'operator', operator: '+', args: present };
      return { kind: 'operator', operator: '>=', args: [cast(sum, physicalType(types.integer)), count as Sql] };
    },
  }),
];
