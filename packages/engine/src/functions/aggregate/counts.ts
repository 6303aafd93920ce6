import { sparkError, types } from '@kindling/protocol';
import { and, cases, call as duckCall, isNotNull, nullToken, number, type Sql, structOf } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { aggregate, argType, at, foldable, optional, param, variadic } from '../define.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { precisionOf } from '../runtime/index.ts';

const LEAST_PRECISION = 4;

function relativeSd(args: readonly Expression[], context: ResolveContext): Readonly<Record<string, unknown>> {
  const value = args[1] === undefined ? 0.05 : Number(context.constant(args[1])?.value);
  if (!(precisionOf(value) >= LEAST_PRECISION)) throw sparkError('FAILED_FUNCTION_CALL', { funcName: '`approx_count_distinct`' });
  return { relativeSd: value };
}

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
      if (args.length === 0) return duckCall('count', nullToken);
      if (args.length === 1) return duckCall('count', args[0] as Sql);
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
    summary: 'About how many different values a group has.',
    examples: ['approx_count_distinct(col) FROM VALUES (1), (1), (2), (2), (3) tab(col)'],
    parameters: [param('expr'), foldable(optional('relativeSD', types.double))],
    options: relativeSd,
    returns: types.long,
    nullable: false,
    sql: ([value], call) => `${call.fn}(${value})`,
    // DuckDB takes out repeated values, which is faster than hashing them all here and does not change the estimate.
    lower: (args, call, context) => ({
      ...context.runtimeAggregate('approx_count_distinct', args.slice(0, 1), [argType(call, 0)], types.long, call.options),
      distinct: true,
    }),
  }),
];
