import { catalogString, type DataType, types } from '@kindling/protocol';
import { type Attribute, type Expression, type LogicalPlan, outputOf, type StatFunction, type StatSummary, typeOf } from '../plan/index.ts';
import { fail, failRequirement } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { isNumeric, isText } from './coercion/common-type.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { buildCall } from './resolve-function.ts';
import { failUnresolvedColumn } from './suggestions.ts';

const describeStatistics = ['count', 'mean', 'stddev', 'min', 'max'];
const summaryStatistics = ['count', 'mean', 'stddev', 'min', '25%', '50%', '75%', 'max'];

/** describe() and summary(): a row per statistic, a column of text per column. */
export function resolveStatSummary(plan: StatSummary, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const statistics = plan.statistics.length > 0 ? plan.statistics : plan.variant === 'describe' ? describeStatistics : summaryStatistics;
  const columns = chosenColumns(plan, child, analyzer).filter((column) => isNumeric(column.dataType) || isText(column.dataType));
  const cells = statistics.map((statistic) =>
    columns.map((column) => analyzer.alias(statisticOf(statistic, column, analyzer, plan), `${statistic}(${column.name})`)),
  );
  const aggregate: LogicalPlan = { kind: 'aggregate', grouping: [], groupingKind: { kind: 'groupBy' }, list: cells.flat(), child };
  const made = outputOf(aggregate);
  const attribute = (name: string): Attribute => ({
    kind: 'attribute',
    name,
    dataType: types.string,
    nullable: true,
    id: analyzer.newId(),
    qualifier: [],
  });
  const output = [attribute('summary'), ...columns.map((column) => attribute(column.name))];
  const projections = statistics.map((statistic, row): readonly Expression[] => [
    { kind: 'literal', value: statistic, dataType: types.string },
    ...made.slice(row * columns.length, (row + 1) * columns.length),
  ]);
  return { kind: 'expand', projections, output, child: aggregate };
}

function chosenColumns(plan: StatSummary, child: LogicalPlan, analyzer: Analyzer): readonly Attribute[] {
  if (plan.columns.length === 0) return outputOf(child);
  const scope = analyzer.scopeOf(child);
  return plan.columns.map((name) => scope.resolve([name])[0]?.attribute ?? failUnresolvedColumn([name], scope.attributes, plan));
}

function statisticOf(statistic: string, column: Attribute, analyzer: Analyzer, at: LogicalPlan): Expression {
  const settings = { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
  const asText = (expression: Expression): Expression => castTo(expression, types.string, settings);
  const number = (): Expression =>
    isText(column.dataType)
      ? { kind: 'cast', child: column, dataType: types.double, evalMode: 'try', implicit: true, timeZone: analyzer.timeZone }
      : column;
  const call = (name: string, ...args: Expression[]): Expression => asText(buildCall(name, args, analyzer, at));
  const key = statistic.toLowerCase();
  if (key.endsWith('%')) {
    const fraction = Number(key.slice(0, -1)) / 100;
    if (Number.isNaN(fraction)) fail('UNRECOGNIZED_STATISTIC', { stats: `'${statistic}'` }, at);
    if (fraction < 0 || fraction > 1) failRequirement('Percentiles must be in the range [0, 1]');
    return call('approx_percentile', number(), { kind: 'literal', value: fraction, dataType: types.double });
  }
  switch (key) {
    case 'count':
      return call('count', column);
    case 'count_distinct':
      return asText({ ...(buildCall('count', [column], analyzer, at) as Expression & { kind: 'aggregateCall' }), isDistinct: true });
    case 'approx_count_distinct':
      return call('approx_count_distinct', column);
    case 'mean':
      return call('avg', number());
    case 'stddev':
      return call('stddev', number());
    case 'min':
    case 'max':
      return call(key, column);
    default:
      fail('UNRECOGNIZED_STATISTIC', { stats: `'${statistic}'` }, at);
  }
}

/** cov and corr are aggregates; sampleBy a filter. The others look at the data first, and arrive here as other plans. */
export function resolveStatFunction(plan: StatFunction, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const resolver = new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(child), inputs: [child] });
  const columns = plan.columns.map(resolver.resolve);
  if (plan.variant === 'cov' || plan.variant === 'corr') {
    const what = plan.variant === 'cov' ? 'covariance' : 'correlation';
    for (const column of columns) {
      const type = typeOf(column);
      if (!isNumeric(type))
        failRequirement(`Currently ${what} calculation for columns with dataType ${catalogString(type)} not supported.`);
    }
    const zero: Expression = { kind: 'literal', value: 0, dataType: types.double };
    // Spark counts NULL as zero here, unlike its aggregate functions of the same name.
    const doubles = columns.map((column) => buildCall('coalesce', [analyzer.cast(column, types.double), zero], analyzer, plan));
    const call = buildCall(plan.variant === 'cov' ? 'covar_samp' : 'corr', doubles, analyzer, plan);
    return { kind: 'aggregate', grouping: [], groupingKind: { kind: 'groupBy' }, list: [analyzer.alias(call, plan.variant)], child };
  }
  if (plan.variant === 'sampleBy') return sampleBy(plan, columns[0] as Expression, child, analyzer);
  if (plan.variant === 'approxQuantile') return quantiles(plan, columns, child, analyzer);
  fail('KINDLING_NOT_SUPPORTED', { feature: plan.variant }, plan);
}

function sampleBy(plan: StatFunction, column: Expression, child: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const fractions = plan.parameters.fractions as readonly { readonly stratum: Expression; readonly fraction: number }[];
  if (fractions.some(({ fraction }) => !(fraction >= 0 && fraction <= 1))) failRequirement('Fractions must be in [0, 1].');
  const seed: Expression = { kind: 'literal', value: plan.parameters.seed ?? 0n, dataType: types.long };
  const random = buildCall('rand', [seed], analyzer, plan);
  const branches = fractions.flatMap(({ stratum, fraction }) => [
    buildCall('=', [column, stratum], analyzer, plan),
    buildCall('<', [random, { kind: 'literal', value: fraction, dataType: types.double }], analyzer, plan),
  ]);
  const condition = buildCall('when', [...branches, { kind: 'literal', value: false, dataType: types.boolean }], analyzer, plan);
  return { kind: 'filter', condition, child };
}

function quantiles(plan: StatFunction, columns: readonly Expression[], child: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const doubles: DataType = types.array(types.double, false);
  const probabilities: Expression = { kind: 'literal', value: plan.parameters.probabilities, dataType: doubles };
  const error = Number(plan.parameters.relativeError ?? 0);
  const accuracy: Expression = {
    kind: 'literal',
    value: error === 0 ? 2147483647 : Math.max(1, Math.round(1 / error)),
    dataType: types.integer,
  };
  const items = columns.map((column) => {
    if (!isNumeric(typeOf(column))) failRequirement(`Quantile calculation does not support ${catalogString(typeOf(column))}.`);
    const number =
      typeOf(column).kind === 'double' ? column : castTo(column, types.double, { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone });
    return buildCall('approx_percentile', [number, probabilities, accuracy], analyzer, plan);
  });
  const list = [analyzer.alias(buildCall('array', items, analyzer, plan), 'approx_quantile')];
  return { kind: 'aggregate', grouping: [], groupingKind: { kind: 'groupBy' }, list, child };
}
