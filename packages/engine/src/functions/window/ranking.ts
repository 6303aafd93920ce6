import { types } from '@kindling/protocol';
import { cast, call as duckCall, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { mismatch, unexpectedType } from '../data-type-mismatch.ts';
import { at, foldable, native, optional, param, variadic, windowFunction } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';

function rank(name: string, summary: string, returns: typeof types.integer | typeof types.double): FunctionRecord {
  return windowFunction({
    name,
    family: 'window_funcs',
    since: '2.0.0',
    summary,
    examples: [`a, ${name}() OVER (ORDER BY a) FROM VALUES (1), (2) tab(a)`],
    // Spark puts the order's columns here; its parser takes any arguments.
    ...(name.endsWith('rank') ? { parameters: [variadic('children')] } : {}),
    returns,
    nullable: false,
    sql: () => `${name.endsWith('rank') ? name.toUpperCase() : name}()`,
    lower: (_, call) => cast(duckCall(name), physicalType(call.dataType)),
  });
}

function neighbour(name: string, summary: string): FunctionRecord {
  return windowFunction({
    name,
    family: 'window_funcs',
    since: '2.0.0',
    summary,
    examples: [`a, ${name}(a) OVER (ORDER BY a) FROM VALUES (1), (2) tab(a)`],
    parameters: [param('input'), foldable(optional('offset', types.integer)), optional('default')],
    coercion: ([input, offset, fallback], context) => {
      const target = input as Expression;
      return [
        target,
        ...(offset ? [context.cast(offset, types.integer)] : []),
        ...(fallback ? [context.cast(fallback, dataTypeOf(target))] : []),
      ];
    },
    returns: (args) => dataTypeOf(args[0] as Expression),
    nullable: ([input, , fallback]) => fallback === undefined || isNullable(fallback) || isNullable(input as Expression),
    sql: ([input, offset = '1', fallback = 'NULL']) => `${name}(${input}, ${offset}, ${fallback})`,
    lower: native(name),
  });
}

/** By IGNORE NULLS behind the call, or by the third argument. */
function passesNulls(call: Pick<Call | AggregateCall, 'args'> & { readonly options?: Readonly<Record<string, unknown>> }): boolean {
  const flag = call.args[2];
  return call.options?.ignoreNulls === true || (flag?.kind === 'literal' && flag.value === true);
}

export const windowFunctions: readonly FunctionRecord[] = [
  rank('row_number', 'Number of the row in its window partition.', types.integer),
  rank('rank', 'Rank of the row, with gaps after equals.', types.integer),
  rank('dense_rank', 'Rank of the row, without gaps.', types.integer),
  rank('percent_rank', 'Share of the rows that come before this one.', types.double),
  rank('cume_dist', 'Share of the rows that come before this one or equal it.', types.double),
  windowFunction({
    name: 'ntile',
    family: 'window_funcs',
    since: '2.0.0',
    summary: 'Number of the bucket, of as many as asked for, that the row falls into.',
    examples: ['a, ntile(2) OVER (ORDER BY a) FROM VALUES (1), (2) tab(a)'],
    parameters: [foldable(optional('buckets'))],
    returns: types.integer,
    check: (args, context) => {
      const [buckets] = args;
      if (buckets === undefined) return;
      if (dataTypeOf(buckets).kind !== 'integer') unexpectedType(args, 0, '"INT"', context);
      const value = context.constant(buckets)?.value;
      if (typeof value !== 'number' || value > 0) return;
      mismatch('VALUE_OUT_OF_RANGE', args, context, {
        exprName: 'buckets',
        valueRange: '(0, 2147483647]',
        currentValue: String(value),
      });
    },
    nullable: false,
    sql: ([buckets = '1']) => `ntile(${buckets})`,
    lower: (args, call) => cast(duckCall('ntile', args[0] ?? ({ kind: 'token', text: '1' } satisfies Sql)), physicalType(call.dataType)),
  }),
  neighbour('lag', 'The value of an earlier row of the window partition.'),
  neighbour('lead', 'The value of a later row of the window partition.'),
  windowFunction({
    name: 'nth_value',
    family: 'window_funcs',
    since: '3.1.0',
    summary: 'The value of the n-th row of the window frame.',
    examples: ['a, nth_value(a, 2) OVER (ORDER BY a) FROM VALUES (1), (2) tab(a)'],
    parameters: [param('input'), foldable(param('offset', types.integer)), foldable(optional('ignoreNulls', types.boolean))],
    returns: (args) => dataTypeOf(args[0] as Expression),
    sql: ([input, offset], call) => `nth_value(${input}, ${offset})${passesNulls(call) ? ' ignore nulls' : ''}`,
    check: (args, context) => {
      const constant = context.constant(args[1] as Expression);
      const offset = Number(constant?.value ?? 0);
      if (constant === undefined || offset > 0) return;
      mismatch('VALUE_OUT_OF_RANGE', args.slice(0, 2), context, {
        exprName: 'offset',
        valueRange: '(0, 9223372036854775807]',
        currentValue: `${offset}L`,
      });
    },
    lower: (args) => duckCall('nth_value', at(args, 0), at(args, 1)),
  }),
];
