import { types } from '@kindling/protocol';
import { and, call as duckCall, cases, isNotNull, number, type Sql, structOf } from '../../duckdb/sql/index.ts';
import { aggregate, at, optional, param, variadic } from '../define.ts';
import type { FunctionRecord } from '../function-record.ts';

export const counts: readonly FunctionRecord[] = [
  aggregate({
    name: 'count',
    family: 'agg_funcs',
    since: '1.0.0',
    summary: 'Number of rows of a group in which no argument is NULL.',
    examples: ['count(*) FROM VALUES (NULL), (5), (5), (20) AS tab(col)'],
    parameters: [variadic('expr')],
    coercion: 'none',
    returns: types.long,
    nullable: false,
    lower: (args) => {
      if (args.length <= 1) return duckCall('count', args[0] ?? number(1));
      // A row counts, or is distinct, as a whole.
      const whole = structOf(args.map((arg, i) => [`f${i}`, arg] as const));
      return duckCall('count', cases([[and(...args.map((arg: Sql) => isNotNull(arg))), whole]]));
    },
  }),
  aggregate({
    name: 'count_if',
    family: 'agg_funcs',
    since: '3.0.0',
    summary: 'Number of rows of a group in which a condition holds.',
    examples: ['count_if(col % 2 = 0) FROM VALUES (NULL), (0), (1), (2), (3) AS tab(col)'],
    parameters: [param('expr', 'boolean')],
    returns: types.long,
    nullable: false,
    lower: (args) => duckCall('count', cases([[at(args, 0), number(1)]])),
  }),
  aggregate({
    name: 'approx_count_distinct',
    family: 'agg_funcs',
    since: '1.6.0',
    summary: 'Number of different values of a group; Kindling counts them exactly.',
    examples: ['approx_count_distinct(col) FROM VALUES (1), (1), (2), (2), (3) tab(col)'],
    parameters: [param('expr'), optional('relativeSD', types.double)],
    returns: types.long,
    nullable: false,
    sql: ([value], call) => `${call.fn}(${value})`,
    lower: (args) => ({ kind: 'call', name: 'count', args: [at(args, 0)], distinct: true }),
  }),
];
