import { type DataType, type StructType, types } from '@kindling/protocol';
import { pathSql } from '../catalog/index.ts';
import { functionRecord } from '../functions/index.ts';
import {
  type Attribute,
  type CachedRelation,
  type Expression,
  existsInExpression,
  type InlineTable,
  isNullable,
  type LocalRelation,
  type LogicalPlan,
  outputOf,
  type Range,
  type SubqueryAlias,
  typeOf,
  type UnresolvedDataSource,
  type UnresolvedTable,
  type UnresolvedTableFunction,
} from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { ordinal } from './coercion/coerce-arguments.ts';
import { isNumeric, widerTypeWithoutText } from './coercion/common-type.ts';
import { constantValue, isFoldable, isNondeterministic } from './constant.ts';
import { tableKey } from './context.ts';
import { type Environment, emptyEnvironment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, quotedType } from './expression-sql.ts';
import { generatorOutput, withoutOuter } from './extract-generator.ts';
import { withFreshIds } from './fresh-ids.ts';
import { FunctionContext } from './function-context.ts';
import { NameScope } from './name-scope.ts';
import { buildCall, checkArity, failUnresolvedRoutine, resolveFunction } from './resolve-function.ts';
import { identifierParts } from './resolve-identifier.ts';
import { inlineTableFunction } from './resolve-sql-function.ts';
import { resolveView } from './resolve-view.ts';
import { TableNotLoaded, tableReference } from './table-not-loaded.ts';

export function resolveLocalRelation(plan: LocalRelation, analyzer: Analyzer): LogicalPlan {
  return plan.output ? plan : { ...plan, output: freshOutput(plan.schema, analyzer) };
}

export function resolveCachedRelation(plan: CachedRelation, analyzer: Analyzer): LogicalPlan {
  return plan.output ? plan : { ...plan, output: freshOutput(plan.schema, analyzer) };
}

function freshOutput(schema: StructType, analyzer: Analyzer): readonly Attribute[] {
  return schema.fields.map(
    (field): Attribute => ({
      kind: 'attribute',
      name: field.name,
      dataType: field.dataType,
      nullable: field.nullable,
      id: analyzer.newId(),
      qualifier: [],
      ...(field.metadata ? { metadata: field.metadata } : {}),
    }),
  );
}

export function resolveRange(plan: Range, analyzer: Analyzer): LogicalPlan {
  if (plan.output) return plan;
  return {
    ...plan,
    output: [{ kind: 'attribute', name: 'id', dataType: types.long, nullable: false, id: analyzer.newId(), qualifier: [] }],
  };
}

/** A name: a common table expression, a temporary view, a table. */
export function resolveTable(plan: UnresolvedTable, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const nameParts = plan.nameExpression ? evaluatedName(plan.nameExpression, analyzer, environment) : plan.nameParts;
  const binding = nameParts.length === 1 && !plan.timeTravel ? environment.ctes.get((nameParts[0] as string).toLowerCase()) : undefined;
  if (binding) {
    const output = binding.output.map((attribute): Attribute => ({ ...attribute, id: analyzer.newId(), qualifier: [] }));
    const reference: LogicalPlan = {
      kind: 'cteReference',
      cteId: binding.cte.id,
      name: binding.cte.name,
      output,
      ...(binding.isRecursive ? { isRecursive: true } : {}),
    };
    return { kind: 'subqueryAlias', qualifier: [nameParts[0] as string], child: reference };
  }
  const entry = analyzer.context.catalog.lookupRelation(nameParts);
  if (plan.timeTravel && (entry || isOther(nameParts, environment)))
    refuseTimeTravel(plan, entry?.name ?? nameParts, analyzer, environment);
  if (entry && entry.kind !== 'table') return resolveView(entry, analyzer, environment);
  const reference = tableReference(nameParts, entry, plan);
  const key = tableKey(reference.nameParts);
  if (!analyzer.context.tables.has(key)) throw new TableNotLoaded(reference);
  const relation = analyzer.context.tables.get(key);
  if (relation === undefined)
    fail('TABLE_OR_VIEW_NOT_FOUND', { relationName: quoteName(nameParts), searchPath: pathSql(analyzer.context.catalog.searchPath) }, plan);
  return {
    kind: 'subqueryAlias',
    qualifier: reference.nameParts,
    child: withFreshIds(analyzer.resolve(relation, emptyEnvironment), analyzer),
  };
}

/** Names of files and common table expressions. */
function isOther(nameParts: readonly string[], environment: Environment): boolean {
  const [first = '', second = ''] = nameParts;
  return environment.ctes.has(first.toLowerCase()) || second.startsWith('/');
}

/** No table of the session's catalog remembers what it was. */
function refuseTimeTravel(plan: UnresolvedTable, name: readonly string[], analyzer: Analyzer, environment: Environment): never {
  const timestamp = plan.timeTravel?.timestamp;
  if (timestamp && timestamp.kind !== 'subquery') {
    const resolver = new ExpressionResolver(analyzer, { environment, names: new NameScope([], analyzer.rules.caseSensitive), inputs: [] });
    const value = resolver.resolve(timestamp);
    const expr = quotedSql(value);
    if (existsInExpression(value, isNondeterministic)) fail('INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.NON_DETERMINISTIC', { expr });
    const settings = { ansi: false, timeZone: analyzer.timeZone };
    if (constantValue(castTo(value, types.timestamp, settings), analyzer.timeZone)?.value === null)
      fail('INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT', { expr });
  }
  fail('UNSUPPORTED_FEATURE.TIME_TRAVEL', { relationId: quoteName(name) });
}

function evaluatedName(expression: Expression, analyzer: Analyzer, environment: Environment): readonly string[] {
  const resolver = new ExpressionResolver(analyzer, { environment, names: new NameScope([], analyzer.rules.caseSensitive), inputs: [] });
  const resolved = resolver.resolve(expression);
  return identifierParts(resolved, analyzer.timeZone, expression);
}

export function resolveDataSource(plan: UnresolvedDataSource, analyzer: Analyzer): LogicalPlan {
  const loaded = analyzer.context.dataSources.get(plan);
  if (loaded === undefined)
    fail('INTERNAL_ERROR', { message: `The files of a ${plan.format} source were not listed before analysis.` }, plan);
  return withFreshIds(loaded, analyzer);
}

export function resolveSubqueryAlias(plan: SubqueryAlias, analyzer: Analyzer, environment: Environment): LogicalPlan {
  // Errors about VALUES … AS t(a, b) call the columns by these names.
  const isNamedValues = plan.child.kind === 'inlineTable' && plan.columnNames !== undefined;
  const inner = isNamedValues && plan.columnNames ? { ...plan.child, names: plan.columnNames } : plan.child;
  const resolved = analyzer.resolve(inner as LogicalPlan, environment);
  if (plan.child.kind === 'unresolvedTableFunction') checkAliases(plan.child, plan.columnNames, resolved);
  const child = renamed(resolved, isNamedValues ? undefined : plan.columnNames, analyzer, plan);
  return {
    kind: 'subqueryAlias',
    qualifier: plan.qualifier,
    child,
    ...(plan.areParameters ? { areParameters: true } : {}),
    ...(plan.origin ? { origin: plan.origin } : {}),
  };
}

function checkAliases(call: UnresolvedTableFunction, names: readonly string[] | undefined, resolved: LogicalPlan): void {
  if (names === undefined) return;
  const [aliasesNum, outColsNum] = [String(names.length), String(outputOf(resolved).length)];
  const funcName = quoteName([(call.nameParts.at(-1) ?? '').toLowerCase()]);
  if (aliasesNum !== outColsNum) fail('NUM_TABLE_VALUE_ALIASES_MISMATCH', { funcName, aliasesNum, outColsNum }, call);
}

/** `AS t(a, b)`: other names for the columns. */
export function renamed(child: LogicalPlan, names: readonly string[] | undefined, analyzer: Analyzer, at?: LogicalPlan): LogicalPlan {
  if (names === undefined || names.length === 0) return child;
  const output = outputOf(child);
  if (names.length !== output.length) {
    fail('ASSIGNMENT_ARITY_MISMATCH', { numExpr: String(output.length), numTarget: String(names.length) }, at);
  }
  return analyzer.project(
    output.map((column, i) => analyzer.alias(column, names[i] as string)),
    child,
  );
}

/** VALUES: every column's rows to one type. */
export function resolveInlineTable(plan: InlineTable, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const resolver = new ExpressionResolver(analyzer, { environment, names: new NameScope([], analyzer.rules.caseSensitive), inputs: [] });
  const rows = plan.rows.map((row) => row.map((item) => unnamed(resolver.resolve(item))));
  for (const cell of rows.flat()) refuseInTable(cell, plan);
  const width = plan.names?.length ?? rows[0]?.length ?? 0;
  const uneven = rows.findIndex((row) => row.length !== width);
  if (uneven >= 0) {
    fail(
      'INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH',
      { expectedNumCols: String(width), actualNumCols: String(rows[uneven]?.length ?? 0), rowIndex: String(uneven) },
      plan,
    );
  }
  const names = plan.names ?? Array.from({ length: width }, (_, i) => `col${i + 1}`);
  const columns = names.map((name, i) => {
    const cells = rows.map((row) => row[i] as Expression);
    const dataType = cells
      .map(typeOf)
      .reduce<DataType | undefined>((left, right) => left && widerTypeWithoutText(left, right, analyzer.rules), types.null);
    if (dataType === undefined) fail('INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE', { colName: quoteName([name]) }, plan);
    return {
      name,
      dataType,
      nullable: cells.some((cell) => isNullable(castTo(cell, dataType, { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone }))),
    };
  });
  const output = columns.map((column): Attribute => ({ kind: 'attribute', ...column, id: analyzer.newId(), qualifier: [] }));
  const settings = { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
  const projections = rows.map((row) =>
    row.map((cell, i) => castTo(cell, (columns[i] as { dataType: typeof types.null }).dataType, settings)),
  );
  return { kind: 'expand', projections, output, child: { kind: 'oneRow' } };
}

/** The rows of VALUES are constants. */
function refuseInTable(cell: Expression, plan: InlineTable): void {
  existsInExpression(cell, (item) => {
    if (item.kind === 'subquery') fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES', {}, plan);
    return false;
  });
  if (!isFoldable(cell)) fail('INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE', { expr: quotedSql(cell) }, cell);
}

function unnamed(expression: Expression): Expression {
  return expression.kind === 'alias' ? expression.child : expression;
}

/** range(…), explode(…) and others in FROM. */
export function resolveTableFunction(given: UnresolvedTableFunction, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const { nameExpression, ...rest } = given;
  const plan = nameExpression ? { ...rest, nameParts: evaluatedName(nameExpression, analyzer, environment) } : given;
  const name = (plan.nameParts.at(-1) ?? '').toLowerCase();
  const resolver = new ExpressionResolver(analyzer, { environment, names: new NameScope([], analyzer.rules.caseSensitive), inputs: [] });
  const known = functionRecord(name);
  const match = analyzer.context.catalog.lookupRoutine(plan.nameParts, known !== undefined || name === 'range');
  if (match?.kind === 'java') fail('NOT_A_TABLE_FUNCTION', { functionName: quoteName(plan.nameParts) }, plan);
  if (match?.kind === 'sql') return inlineTableFunction(match.entry, plan, resolver);
  const record = match?.kind === 'builtin' ? known : undefined;
  if (match?.kind === 'builtin' && name === 'range') return rangeFunction(plan, plan.args.map(resolver.resolve), analyzer);
  if (record?.kind === 'table' && record.plan) {
    checkArity(record, plan.args.length, name, plan);
    const context = new FunctionContext(name, analyzer, plan, buildCall);
    return analyzer.resolve(record.plan(plan.args.map(resolver.resolve), context), environment);
  }
  const isUserFunction = match?.kind === 'user' && match.definition.form === 'table';
  if (record?.kind !== 'generator' && !isUserFunction) {
    if (record) fail('NOT_A_TABLE_FUNCTION', { functionName: quoteName(plan.nameParts) }, plan);
    failUnresolvedTableFunction(plan);
  }
  const generator = resolveFunction(
    { kind: 'unresolvedFunction', nameParts: plan.nameParts, args: plan.args, ...(plan.origin ? { origin: plan.origin } : {}) },
    resolver,
  );
  if (generator.kind !== 'generatorCall') failUnresolvedRoutine(plan, analyzer);
  const { call, outer } = withoutOuter(generator);
  const output = generatorOutput(call, [], outer, analyzer);
  const generate: LogicalPlan = {
    kind: 'generate',
    generator: call,
    outer,
    columnNames: [],
    generatorOutput: output,
    child: { kind: 'oneRow' },
  };
  return analyzer.project(output, generate);
}

function failUnresolvedTableFunction(plan: UnresolvedTableFunction): never {
  fail('UNRESOLVABLE_TABLE_VALUED_FUNCTION', { name: quoteName(plan.nameParts) }, plan);
}

function rangeFunction(plan: UnresolvedTableFunction, args: readonly Expression[], analyzer: Analyzer): LogicalPlan {
  if (args.length < 1 || args.length > 4) {
    fail(
      'WRONG_NUM_ARGS.WITHOUT_SUGGESTION',
      {
        functionName: '`range`',
        expectedNum: '[1, 2, 3, 4]',
        actualNum: String(args.length),
        docroot: 'https://spark.apache.org/docs/latest',
      },
      plan,
    );
  }
  const place = args.length === 1 ? 1 : 0;
  const values = args.map((arg, i) => {
    const isSlices = i === 3;
    const paramName = ['start', 'end', 'step', 'numSlices'][i + place] ?? 'end';
    const paramType = isSlices ? '"INT"' : '"BIGINT"';
    const named = { functionName: '`range`', requiredType: paramType, inputSql: quotedSql(arg) };
    if (!isFoldable(arg)) fail('NON_FOLDABLE_ARGUMENT', { funcName: '`range`', paramName: quoteName([paramName]), paramType }, plan);
    const type = typeOf(arg);
    const value =
      isNumeric(type) || type.kind === 'string'
        ? constantValue(castTo(arg, types.long, { ansi: true, timeZone: analyzer.timeZone }), analyzer.timeZone)?.value
        : undefined;
    if (typeof value === 'bigint') return value;
    return fail('UNEXPECTED_INPUT_TYPE', { ...named, paramIndex: ordinal(i + place), inputType: quotedType(arg) }, plan);
  });
  const [first, second, step, slices] = values;
  if (step === 0n) fail('FAILED_FUNCTION_CALL', { funcName: '`range`' }, plan);
  const range: Range = {
    kind: 'range',
    start: second === undefined ? 0n : (first as bigint),
    end: second ?? (first as bigint),
    step: step ?? 1n,
    ...(slices === undefined ? {} : { numPartitions: Number(slices) }),
  };
  return resolveRange(range, analyzer);
}
