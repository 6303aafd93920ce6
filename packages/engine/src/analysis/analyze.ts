import { types } from '@kindling/protocol';
import {
  type Expression,
  type LogicalPlan,
  type LogicalPlanKind,
  mapExpressions,
  outputOf,
  typeOf,
  type UnresolvedWindow,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { Analyzer } from './analyzer.ts';
import { answerInSubqueries } from './answer-in-subqueries.ts';
import { bindFileOrigin } from './bind-file-origin.ts';
import { checkAnalysis } from './check-analysis.ts';
import { checkSubqueries } from './check-subqueries.ts';
import { castTo } from './coercion/cast-to.ts';
import { isIntegral } from './coercion/common-type.ts';
import { constantValue, isFoldable } from './constant.ts';
import type { AnalysisContext } from './context.ts';
import { type Environment, emptyEnvironment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, quotedType } from './expression-sql.ts';
import { replaceRewritable } from './replace-rewritable.ts';
import { resolveAggregate } from './resolve-aggregate.ts';
import { resolveAsOfJoin, resolveNearestByJoin } from './resolve-as-of-join.ts';
import { observedIn, resolveCollectMetrics } from './resolve-collect-metrics.ts';
import {
  resolveDeduplicate,
  resolveDrop,
  resolveRenameAll,
  resolveToSchema,
  resolveWithColumns,
  resolveWithColumnsRenamed,
} from './resolve-columns.ts';
import { resolveWithCte } from './resolve-cte.ts';
import { resolveFilter, resolveQualify, resolveSort } from './resolve-filter.ts';
import { resolveGenerate } from './resolve-generate.ts';
import { resolveHint } from './resolve-hint.ts';
import { resolveJoin } from './resolve-join.ts';
import { resolveNaDrop, resolveNaFill, resolveNaReplace } from './resolve-na.ts';
import { resolvePivot } from './resolve-pivot.ts';
import { resolveProject } from './resolve-project.ts';
import {
  resolveCachedRelation,
  resolveDataSource,
  resolveInlineTable,
  resolveLocalRelation,
  resolveRange,
  resolveSubqueryAlias,
  resolveTable,
  resolveTableFunction,
} from './resolve-relation.ts';
import { resolveRepartition } from './resolve-repartition.ts';
import { resolveSample } from './resolve-sample.ts';
import { resolveScriptTransformation } from './resolve-script-transformation.ts';
import { resolveSetOperation } from './resolve-set-operation.ts';
import { resolveSqlText } from './resolve-sql-text.ts';
import { resolveStatFunction, resolveStatSummary } from './resolve-statistics.ts';
import { resolveUnpivot } from './resolve-unpivot.ts';
import { withJoinableSubqueries } from './subqueries-of-joins.ts';

type Resolvers = {
  readonly [K in LogicalPlanKind]: (plan: Extract<LogicalPlan, { kind: K }>, analyzer: Analyzer, environment: Environment) => LogicalPlan;
};

type WithChild = LogicalPlan & { readonly child: LogicalPlan };

function withChild(plan: WithChild, child: LogicalPlan): LogicalPlan {
  return Object.assign({}, plan, { child }) as LogicalPlan;
}

/** An operator that only passes its child's columns on. */
function resolveChild(plan: WithChild, analyzer: Analyzer, environment: Environment): LogicalPlan {
  return withChild(plan, analyzer.resolve(plan.child, environment));
}

/** As above, with expressions over the child's columns. */
function resolveExpressions(plan: WithChild, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const resolver = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child, ...environment.relations],
  });
  return withChild(mapExpressions(plan, resolver.resolve), child);
}

const keep = (plan: LogicalPlan): LogicalPlan => plan;

/** One entry per operator: its own file when it takes more than a line. */
const resolvers: Resolvers = {
  oneRow: keep,
  unresolvedTable: resolveTable,
  unresolvedDataSource: resolveDataSource,
  unresolvedTableFunction: resolveTableFunction,
  inlineTable: resolveInlineTable,
  localRelation: resolveLocalRelation,
  range: resolveRange,
  fileRelation: keep,
  cachedRelation: resolveCachedRelation,
  exchangeRead: keep,
  cteReference: keep,
  project: resolveProject,
  filter: resolveFilter,
  aggregate: resolveAggregate,
  groupingSetsAggregate: resolveChild,
  pivot: resolvePivot,
  unpivot: resolveUnpivot,
  expand: resolveChild,
  window: resolveChild,
  generate: resolveGenerate,
  sort: resolveSort,
  limit: (plan, analyzer, environment) => {
    const child = analyzer.resolve(plan.child, environment);
    return { ...plan, limit: rowCount(plan.limit, 'limit', child, analyzer, environment), child };
  },
  offset: (plan, analyzer, environment) => {
    const child = analyzer.resolve(plan.child, environment);
    return { ...plan, offset: rowCount(plan.offset, 'offset', child, analyzer, environment), child };
  },
  tail: (plan, analyzer, environment) => {
    const child = analyzer.resolve(plan.child, environment);
    return { ...plan, limit: rowCount(plan.limit, 'tail', child, analyzer, environment), child };
  },
  deduplicate: resolveDeduplicate,
  subqueryAlias: resolveSubqueryAlias,
  view: resolveChild,
  withColumns: resolveWithColumns,
  withColumnsRenamed: resolveWithColumnsRenamed,
  drop: resolveDrop,
  renameAll: resolveRenameAll,
  toSchema: resolveToSchema,
  sample: resolveSample,
  repartition: resolveRepartition,
  hint: resolveHint,
  withCte: resolveWithCte,
  withWindows: (plan, analyzer, environment) => {
    const windows = new Map(environment.windows);
    for (const { name, window } of plan.windows) windows.set(name.toLowerCase(), window as UnresolvedWindow);
    return analyzer.resolve(plan.child, { ...environment, windows });
  },
  qualify: resolveQualify,
  withWatermark: resolveChild,
  collectMetrics: resolveCollectMetrics,
  naFill: resolveNaFill,
  naDrop: resolveNaDrop,
  naReplace: resolveNaReplace,
  statSummary: resolveStatSummary,
  statFunction: resolveStatFunction,
  showString: resolveChild,
  transpose: resolveExpressions,
  parseTexts: resolveChild,
  mapPartitions: (plan, analyzer, environment) => {
    const output = plan.schema.fields.map((field) => ({ kind: 'attribute', ...field, id: analyzer.newId(), qualifier: [] }) as const);
    return { ...resolveExpressions(plan, analyzer, environment), output: plan.output ?? output } as typeof plan;
  },
  scriptTransformation: resolveScriptTransformation,
  evalFunctions: keep,
  stagedRows: keep,
  join: resolveJoin,
  asOfJoin: resolveAsOfJoin,
  nearestByJoin: resolveNearestByJoin,
  setOperation: resolveSetOperation,
  withRelations: (plan, analyzer, environment) => {
    const references = plan.references.map((reference) => analyzer.resolve(reference, environment));
    return analyzer.resolve(plan.child, { ...environment, relations: [...environment.relations, ...references] });
  },
  sqlText: resolveSqlText,
  createTempView: resolveChild,
  writeFiles: resolveChild,
  setConfig: keep,
  resetConfig: keep,
  explain: resolveChild,
  foreachPartition: resolveChild,
  registerUserFunction: keep,
  cacheTable: (plan, analyzer, environment) => (plan.child ? { ...plan, child: analyzer.resolve(plan.child, environment) } : plan),
  uncacheTable: keep,
  clearCache: keep,
  catalogCommand: (plan, analyzer, environment) =>
    plan.child ? { ...plan, child: analyzer.resolve(plan.child, environment) as typeof plan.child } : plan,
};

function resolvePlan(plan: LogicalPlan, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const resolver = resolvers[plan.kind] as (plan: LogicalPlan, analyzer: Analyzer, environment: Environment) => LogicalPlan;
  // Windows that are named after a pipe are not known before it.
  const resolved = plan.isPipeInput
    ? asPipeInput(resolver(plan, analyzer, { ...environment, windows: new Map() }), analyzer)
    : plan.isDerivedTable
      ? asDerivedTable(resolver(plan, analyzer, environment), analyzer)
      : resolver(plan, analyzer, environment);
  return plan.planId === undefined || resolved.planId === plan.planId ? resolved : tagged(resolved, plan.planId, analyzer);
}

function asDerivedTable(resolved: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const table: LogicalPlan = { ...resolved, isDerivedTable: true };
  analyzer.hide(table, analyzer.hiddenOf(resolved));
  return table;
}

function asPipeInput(resolved: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const input: LogicalPlan = { ...resolved, isPipeInput: true };
  analyzer.keepNames(input, resolved);
  return input;
}

/** Keeps the plan id by which columns name this DataFrame; a plan that has another one already gets a project on top. */
function tagged(resolved: LogicalPlan, planId: number, analyzer: Analyzer): LogicalPlan {
  const hidden = analyzer.hiddenOf(resolved);
  const result: LogicalPlan =
    resolved.planId === undefined ? { ...resolved, planId } : { ...analyzer.project(outputOf(resolved), resolved), planId };
  analyzer.hide(result, hidden);
  return result;
}

/** LIMIT, OFFSET: a constant whole number that is not negative. */
function rowCount(expression: Expression, name: string, child: LogicalPlan, analyzer: Analyzer, environment: Environment): Expression {
  const resolver = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child],
    withoutGenerators: 'LocalLimit',
  });
  const resolved = isUnresolvedColumn(expression) ? failNotFoldable(expression, name) : resolver.resolve(expression);
  if (!isFoldable(resolved)) failNotFoldable(resolved, name);
  const type = typeOf(resolved);
  if (!isIntegral(type) || type.kind === 'long') {
    fail('INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE', { name, expr: quotedSql(resolved), dataType: quotedType(resolved) }, expression);
  }
  const constant = constantValue(resolved, analyzer.timeZone);
  if (constant?.value === null) fail('INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL', { name, expr: quotedSql(resolved) }, expression);
  if (constant && Number(constant.value) < 0)
    fail('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { name, expr: quotedSql(resolved), v: String(constant.value) }, expression);
  if (constant === undefined) return castTo(resolved, types.integer, { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone });
  return { kind: 'literal', value: Number(constant.value), dataType: types.integer };
}

function isUnresolvedColumn(expression: Expression): boolean {
  return expression.kind === 'unresolvedAttribute';
}

function failNotFoldable(expression: Expression, name: string): never {
  fail('INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE', { name, expr: quotedSql(expression) }, expression);
}

/**
 * Resolves names, functions, types and coercions of a plan in one pass from its leaves up.
 *
 * ```ts
 * const analysed = analyze({ kind: 'project', list: [{ kind: 'unresolvedStar' }], child: range }, context);
 * outputOf(analysed); // [id: bigint]
 * ```
 */
export function analyze(plan: LogicalPlan, context: AnalysisContext): LogicalPlan {
  const analyzer = new Analyzer(context, resolvePlan);
  const resolved = analyzer.resolve(plan, emptyEnvironment);
  observedIn(resolved);
  checkSubqueries(resolved);
  checkAnalysis(resolved);
  const bound = answerInSubqueries(bindFileOrigin(resolved, analyzer), context.config);
  return replaceRewritable(withJoinableSubqueries(bound, analyzer), analyzer);
}
