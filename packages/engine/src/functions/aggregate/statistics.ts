import { castToSparkString, type DataType, types } from '@kindling/protocol';
import {
  cases,
  cast,
  column,
  call as duckCall,
  lambda,
  nullToken,
  operator,
  physicalType,
  type Sql,
  text,
  token,
} from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch } from '../data-type-mismatch.ts';
import { aggregate, at, foldable, type Lower, nativeCast, optional, param } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

function moment(name: string, duck: string | Lower, since: string, summary: string, aliases: readonly string[] = []): FunctionRecord {
  return aggregate({
    name,
    aliases,
    showsAlias: true,
    family: 'agg_funcs',
    since,
    summary,
    examples: [`${name}(col) FROM VALUES (1), (2), (3) AS tab(col)`],
    parameters: [param('expr', types.double)],
    returns: types.double,
    lower: typeof duck === 'string' ? finiteMoment(duck) : duck,
  });
}

/** Infinities have no spread: DuckDB fails on them or takes them for none, Spark gives NaN. */
const finiteMoment =
  (name: string): Lower =>
  (args) => {
    const value = at(args, 0);
    const isFinite = duckCall('isfinite', value);
    const moment: Sql = { ...duckCall(name, value), filter: isFinite };
    const hasInfinite: Sql = duckCall('bool_or', operator('NOT', isFinite));
    const single = operator('>', duckCall('count', value), token('1'));
    const isNaN = name.endsWith('_samp') ? operator('AND', hasInfinite, single) : hasInfinite;
    return cases([[isNaN, cast(text('NaN'), 'DOUBLE')]], moment);
  };

function pairwise(name: string, duck: string | Lower, since: string, summary: string, returns: DataType = types.double): FunctionRecord {
  return aggregate({
    name,
    family: 'agg_funcs',
    since,
    summary,
    examples: [`${name}(y, x) FROM VALUES (1, 2), (2, 2), (2, 3), (2, 4) AS tab(y, x)`],
    parameters: [param('y', types.double), param('x', types.double)],
    returns,
    nullable: returns.kind !== 'long',
    evalMode: 'session',
    lower: typeof duck === 'string' ? nativeCast(duck) : duck,
  });
}

const isNaN = (value: Sql): Sql => duckCall('isnan', value);
const nullDouble = cast(nullToken, 'DOUBLE');

/** NULL for a single pair; without spread Spark divides by zero. */
const correlation: Lower = (args, call, context) =>
  context.bind([runtimeMoment('corr')(args, call, context)], (value) => {
    const spreadless =
      call.evalMode === 'ansi' ? cast(context.raise(call, 'DIVIDE_BY_ZERO', { config: '"spark.sql.ansi.enabled"' }), 'DOUBLE') : nullDouble;
    return cases([[isNaN(value as Sql), spreadless]], value as Sql);
  });

const slope: Lower = (args, _, context) =>
  context.bind([duckCall('regr_slope', ...args)], (value) => cases([[isNaN(value as Sql), nullDouble]], value as Sql));

/** By JavaScript: DuckDB's sums of powers lose the digits in which they differ. */
const runtimeMoment =
  (name: string): Lower =>
  (args, call, context) =>
    context.runtimeAggregate(
      name,
      args,
      args.map(() => types.double),
      call.dataType,
    );

/** `defaults` are shown for arguments that were left out. */
function checkPercentage(args: readonly Expression[], context: ResolveContext, defaults: readonly number[] = [1]): void {
  const given = defaults.slice(Math.max(0, args.length - 2));
  const shown = [...args, ...given.map((value): Expression => ({ kind: 'literal', value, dataType: types.integer }))];
  if (context.constant(args[1] as Expression)?.value === null) mismatch('UNEXPECTED_NULL', shown, context, { exprName: 'percentage' });
  const shares = percentages(args[1] as Expression, context);
  if (shares.every((share) => share >= 0 && share <= 1)) return;
  const currentValue = shares.map((share) => `${castToSparkString(share, types.double)}D`).join();
  mismatch('VALUE_OUT_OF_RANGE', shown, context, { exprName: 'percentage', valueRange: '[0.0, 1.0]', currentValue });
}

function checkApproximation(args: readonly Expression[], context: ResolveContext): void {
  const accuracy = args[2] && context.constant(args[2]);
  if (accuracy?.value === null) mismatch('UNEXPECTED_NULL', args, context, { exprName: 'accuracy' });
  if (accuracy && !(Number(accuracy.value) > 0 && Number(accuracy.value) <= 2_147_483_647))
    mismatch('VALUE_OUT_OF_RANGE', args, context, {
      exprName: 'accuracy',
      valueRange: '(0, 2147483647]',
      currentValue: `${accuracy.value}L`,
    });
  checkPercentage(args, context, [10_000]);
}

/** Without the direction, which the order gives. */
export function checkOrderedPercentage(args: readonly Expression[], context: ResolveContext): void {
  checkPercentage(args.slice(0, 2), context, []);
}

function percentages(given: Expression, context: ResolveContext): readonly number[] {
  if (given.kind === 'cast' && dataTypeOf(given).kind === 'array') return percentages(given.child, context);
  if (given.kind === 'call' && given.fn === 'array') return given.args.flatMap((arg) => percentages(arg, context));
  const value = context.constant(given)?.value;
  // Constants of the DataFrame API and folded ones come whole.
  if (Array.isArray(value)) return value.flatMap((one) => (one === null ? [] : [Number(String(one))]));
  return value === null || value === undefined ? [] : [Number(String(value))];
}

/** One percentage gives a value, an array of them an array. */
const forEach = (args: readonly Expression[], one: DataType): DataType =>
  dataTypeOf(args[1] as Expression).kind === 'array' ? types.array(one, false) : one;

/** Between two values of any kind of interval lies one of its widest kind. */
function interpolatedType(args: readonly Expression[]): DataType {
  const { kind } = dataTypeOf(args[0] as Expression);
  return kind === 'year_month_interval' ? types.yearMonthInterval() : kind === 'day_time_interval' ? types.dayTimeInterval() : types.double;
}

/** Intervals lose what is below their unit. */
function interpolated(value: Sql, dataType: DataType): Sql {
  const type = physicalType(dataType);
  if (dataType.kind === 'array')
    return dataType.elementType.kind === 'double'
      ? cast(value, type)
      : cast(duckCall('list_transform', value, lambda(['q'], duckCall('trunc', column('q')))), type);
  return dataType.kind === 'double' ? cast(value, type) : cast(duckCall('trunc', value), type);
}

export const statistics: readonly FunctionRecord[] = [
  moment('stddev', 'stddev_samp', '1.6.0', 'Standard deviation of a sample.', ['std', 'stddev_samp']),
  moment('stddev_pop', 'stddev_pop', '1.6.0', 'Standard deviation of a population.'),
  moment('var_samp', 'var_samp', '1.6.0', 'Variance of a sample.', ['variance']),
  moment('var_pop', 'var_pop', '1.6.0', 'Variance of a population.'),
  moment('skewness', runtimeMoment('skewness'), '1.6.0', 'How lopsided the values of a group lie.'),
  moment(
    'kurtosis',
    runtimeMoment('kurtosis'),
    '1.6.0',
    'How heavy the tails of the values of a group are, against a normal distribution.',
  ),
  pairwise('corr', correlation, '1.6.0', 'Pearson correlation of two columns.'),
  pairwise('covar_pop', 'covar_pop', '2.0.0', 'Covariance of a population.'),
  pairwise('covar_samp', 'covar_samp', '2.0.0', 'Covariance of a sample.'),
  pairwise('regr_avgx', 'regr_avgx', '3.3.0', 'Mean of the independent variable over pairs without NULL.'),
  pairwise('regr_avgy', 'regr_avgy', '3.3.0', 'Mean of the dependent variable over pairs without NULL.'),
  pairwise('regr_count', 'regr_count', '3.3.0', 'Number of pairs without NULL.', types.long),
  pairwise('regr_intercept', 'regr_intercept', '3.4.0', 'Where the regression line meets the axis.'),
  pairwise('regr_r2', runtimeMoment('regr_r2'), '3.3.0', 'How well the regression line fits.'),
  pairwise('regr_slope', slope, '3.4.0', 'Slope of the regression line.'),
  pairwise('regr_sxx', 'regr_sxx', '3.4.0', 'Sum of squares of the independent variable.'),
  pairwise('regr_sxy', 'regr_sxy', '3.4.0', 'Sum of products of both variables.'),
  pairwise('regr_syy', 'regr_syy', '3.4.0', 'Sum of squares of the dependent variable.'),
  aggregate({
    name: 'median',
    family: 'agg_funcs',
    since: '3.4.0',
    summary: 'The middle of the values of a group.',
    examples: ['median(col) FROM VALUES (0), (10) AS tab(col)'],
    parameters: [param('expr', { oneOf: [types.double, 'dayTimeInterval', 'yearMonthInterval'] })],
    returns: interpolatedType,
    lower: (args, call) => interpolated(duckCall('quantile_cont', at(args, 0), token('0.5')), call.dataType),
  }),
  aggregate({
    name: 'percentile',
    family: 'agg_funcs',
    since: '2.1.0',
    summary: 'The exact value below which a share of a group lies, between neighbours where it falls between them.',
    examples: ['percentile(col, 0.3) FROM VALUES (0), (10) AS tab(col)'],
    parameters: [
      param('expr', { oneOf: [types.double, 'dayTimeInterval', 'yearMonthInterval'] }),
      foldable(param('percentage', { oneOf: [types.double, { arrayOf: types.double }] })),
      optional('frequency', types.long),
    ],
    check: (args, context) => checkPercentage(args, context),
    returns: (args) => forEach(args, interpolatedType(args)),
    sql: (args, call) => `${call.fn}(${[...args, ...(args.length < 3 ? ['1'] : [])].join(', ')})`,
    lower: ([value, share, frequency], call) => {
      if (frequency === undefined) return interpolated(duckCall('quantile_cont', value as Sql, share as Sql), call.dataType);
      const repeated = duckCall(
        'flatten',
        duckCall(
          'list',
          duckCall(
            'list_resize',
            cast({ kind: 'list', items: [] }, `${physicalType(dataTypeOf(call.args[0] as Expression))}[]`),
            frequency,
            value as Sql,
          ),
        ),
      );
      return interpolated(duckCall('list_aggregate', repeated, token("'quantile_cont'"), share as Sql), call.dataType);
    },
  }),
  aggregate({
    name: 'percentile_approx',
    aliases: ['approx_percentile'],
    showsAlias: true,
    family: 'agg_funcs',
    since: '2.1.0',
    summary: 'The value of a group below which a share of it lies; Kindling finds it exactly.',
    examples: ['percentile_approx(col, 0.5, 100) FROM VALUES (0), (1), (2), (10) AS tab(col)'],
    parameters: [
      param('expr', { oneOf: ['numeric', 'date', 'anyTimestamp', 'yearMonthInterval', 'dayTimeInterval'] }),
      foldable(param('percentage', { oneOf: [types.double, { arrayOf: types.double }] })),
      foldable(optional('accuracy', types.long)),
    ],
    check: checkApproximation,
    returns: (args) => forEach(args, dataTypeOf(args[0] as Expression)),
    sql: (args, call) => `${call.displayName ?? call.fn}(${[...args, ...(args.length < 3 ? ['10000'] : [])].join(', ')})`,
    lower: ([value, share], call) => cast(duckCall('quantile_disc', value as Sql, share as Sql), physicalType(call.dataType)),
  }),
];
