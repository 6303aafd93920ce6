import { equalTypes } from '@kindling/protocol';
import type { FunctionParameterEntry, SqlFunctionEntry } from '../catalog/index.ts';
import {
  type Attribute,
  type Expression,
  isNullable,
  type LogicalPlan,
  mapChildren,
  outputOf,
  rewriteExpression,
  type UnresolvedFunction,
  type UnresolvedTableFunction,
} from '../plan/index.ts';
import { fail, type HasOrigin, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { type Environment, emptyEnvironment } from './environment.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { sqlText } from './expression-sql.ts';
import { withFreshIds } from './fresh-ids.ts';
import { NameScope } from './name-scope.ts';
import { expandStar } from './resolve-star.ts';

type Call = Pick<UnresolvedFunction | UnresolvedTableFunction, 'nameParts' | 'args'> & HasOrigin;

const MAX_FUNCTION_DEPTH = 50;

/** A call of a SQL function becomes its body with the arguments in the places of the parameters. */
export function inlineScalarFunction(entry: SqlFunctionEntry, call: Call, resolver: ExpressionResolver): Expression {
  const { analyzer, environment } = resolver;
  if (entry.returns.kind !== 'scalar') fail('NOT_A_SCALAR_FUNCTION', { functionName: quoteName(entry.name) }, call);
  const { args, given } = placeArguments(entry, call, resolver);
  const values = valuesOf(entry, args, call, resolver);
  const parameters = parametersOf(entry, values, analyzer);
  const inner = innerAnalyzer(entry, analyzer);
  const bodyResolver = resolver.over(inner, { ...scopeOf(parameters, entry, analyzer, environment, call), inputs: [], isParameters: true });
  const plan = bodyPlan(entry, analyzer);
  const body: Expression =
    entry.body.kind === 'query'
      ? { kind: 'subquery', variant: 'scalar', plan }
      : ((plan as { readonly list?: readonly Expression[] }).list?.[0] as Expression);
  const result = bodyResolver.resolve({ kind: 'cast', child: body, dataType: entry.returns.dataType });
  const shown = given.map((arg) => sqlText(arg)).join(', ');
  const cast = substitute(unaliased(result), parameters, values);
  return { ...(cast as Expression & { kind: 'cast' }), displaySql: `${entry.name.join('.')}(${shown})` };
}

/** Places and clauses that take no SQL functions. */
export function refuseUsage(entry: SqlFunctionEntry, call: UnresolvedFunction, resolver: ExpressionResolver, isWindowed: boolean): void {
  const functionName = quoteName(entry.name);
  const syntax = call.isDistinct ? 'DISTINCT' : call.filter ? 'FILTER CLAUSE' : call.ignoreNulls ? 'IGNORE NULLS' : undefined;
  if (syntax) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName: functionName, syntax }, call);
  const nodeName = isWindowed ? 'Window' : resolver.withoutGenerators === 'Sort' ? 'Sort' : undefined;
  if (nodeName) fail('UNSUPPORTED_SQL_UDF_USAGE', { functionName, nodeName }, call);
  if (resolver.lambdaVariables.length > 0)
    fail('UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_SQL_UDF', { funcName: entry.name.join('.') }, call);
}

/** A call of a SQL table function in FROM. */
export function inlineTableFunction(entry: SqlFunctionEntry, call: Call, resolver: ExpressionResolver): LogicalPlan {
  const { analyzer, environment } = resolver;
  if (entry.returns.kind !== 'table') fail('NOT_A_TABLE_FUNCTION', { functionName: quoteName(entry.name) }, call);
  const { args } = placeArguments(entry, call, resolver, true);
  const values = valuesOf(entry, args, call, resolver);
  const parameters = parametersOf(entry, values, analyzer);
  const inner = innerAnalyzer(entry, analyzer);
  const { names, environment: own } = scopeOf(parameters, entry, analyzer, environment, call);
  const body = inner.resolve(bodyPlan(entry, analyzer), { ...own, outer: { names, environment: own, inputs: [], isParameters: true } });
  const { fields } = entry.returns.schema;
  const list = outputOf(body).map((column, i): Expression => {
    const field = fields[i];
    if (field === undefined) return column;
    const value = equalTypes(column.dataType, field.dataType) ? column : inner.cast(column, field.dataType);
    return analyzer.alias(value, field.name);
  });
  const plan = substituteInPlan(analyzer.project(list, body), parameters, values, true);
  return { kind: 'subqueryAlias', qualifier: entry.name.slice(-1), child: withFreshIds(plan, analyzer) };
}

function bodyPlan(entry: SqlFunctionEntry, analyzer: Analyzer): LogicalPlan {
  const { parse } = analyzer.context;
  if (parse === undefined) fail('INTERNAL_ERROR', { message: 'No parser was given to the analysis of a function.' });
  const collation = entry.defaultCollation ? { defaultCollation: entry.defaultCollation } : {};
  const isExpression = entry.body.kind === 'expression' ? ({ isExpression: true } as const) : {};
  return parse(entry.body.text, entry.config, { objectType: 'FUNCTION', objectName: entry.name.join('.'), ...collation, ...isExpression });
}

function innerAnalyzer(entry: SqlFunctionEntry, analyzer: Analyzer): Analyzer {
  return analyzer.within(entry);
}

/** The arguments as the parameters have them; what cannot be cast is told of the call. */
function valuesOf(entry: SqlFunctionEntry, args: readonly Expression[], call: Call, resolver: ExpressionResolver): readonly Expression[] {
  const origin = call.origin ? { origin: call.origin } : {};
  return args.map((child, i) =>
    resolver.resolve({ kind: 'cast', child, dataType: (entry.parameters[i] as FunctionParameterEntry).dataType, ...origin }),
  );
}

function parametersOf(entry: SqlFunctionEntry, values: readonly Expression[], analyzer: Analyzer): readonly Attribute[] {
  return entry.parameters.map((parameter, i) => ({
    kind: 'attribute',
    name: parameter.name,
    dataType: parameter.dataType,
    nullable: isNullable(values[i] as Expression),
    id: analyzer.newId(),
    qualifier: entry.name.slice(-1),
  }));
}

function scopeOf(parameters: readonly Attribute[], entry: SqlFunctionEntry, analyzer: Analyzer, environment: Environment, call: Call) {
  const viewDepth = environment.viewDepth + 1;
  if (viewDepth > MAX_FUNCTION_DEPTH)
    fail('KINDLING_NOT_SUPPORTED', { feature: `SQL functions nested more than ${MAX_FUNCTION_DEPTH} levels deep` }, call);
  const isCaseSensitive = entry.config.isOn('spark.sql.caseSensitive');
  return {
    names: new NameScope(parameters, isCaseSensitive && analyzer.rules.caseSensitive),
    environment: { ...emptyEnvironment, viewDepth },
  };
}

interface PlacedArguments {
  /** One for each parameter. */
  readonly args: readonly Expression[];
  /** Without those that are defaults. */
  readonly given: readonly Expression[];
}

/** Named arguments and defaults put in their places; all resolved where the call stands. */
function placeArguments(entry: SqlFunctionEntry, written: Call, resolver: ExpressionResolver, makesTable = false): PlacedArguments {
  const expanded = written.args.flatMap((arg) => (arg.kind === 'unresolvedStar' ? expandStar(arg, resolver) : [arg]));
  const call = { ...written, args: expanded };
  const { parameters } = entry;
  const routineName = quoteName(entry.name);
  const firstNamed = call.args.findIndex((arg) => arg.kind === 'namedArgument');
  const positional = firstNamed < 0 ? call.args : call.args.slice(0, firstNamed);
  const required = parameters.filter((parameter) => parameter.defaultText === undefined).length;
  if (call.args.length > parameters.length || (firstNamed < 0 && positional.length < required)) {
    const counts = { expectedNum: String(parameters.length), actualNum: String(call.args.length) };
    const details = { functionName: routineName, ...counts, docroot: 'https://spark.apache.org/docs/latest' };
    fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', details, makesTable ? undefined : call);
  }
  const named = new Map<string, Expression>();
  for (const arg of call.args.slice(positional.length)) {
    if (arg.kind !== 'namedArgument')
      fail('UNEXPECTED_POSITIONAL_ARGUMENT', { routineName, parameterName: quoteName([[...named.keys()].at(-1) ?? '']) }, call);
    const index = parameters.findIndex((parameter) => parameter.name.toLowerCase() === arg.name.toLowerCase());
    const argumentName = quoteName([arg.name]);
    if (index < 0)
      fail(
        'UNRECOGNIZED_PARAMETER_NAME',
        { routineName, argumentName, proposal: parameters.map((one) => quoteName([one.name])).join(' ') },
        call,
      );
    if (named.has(arg.name.toLowerCase()))
      fail('DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE', { routineName, parameterName: argumentName }, call);
    if (index < positional.length)
      fail('DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED', { routineName, parameterName: argumentName }, call);
    named.set(arg.name.toLowerCase(), arg.value);
  }
  const placed = parameters.map((parameter, i) => {
    const given = positional[i] ?? named.get(parameter.name.toLowerCase());
    if (given !== undefined) return resolver.resolve(given);
    if (parameter.defaultText === undefined)
      fail('REQUIRED_PARAMETER_NOT_FOUND', { routineName, parameterName: quoteName([parameter.name]), index: String(i) }, call);
    return undefined;
  });
  return {
    given: placed.filter((value) => value !== undefined),
    args: placed.map((value, i) => value ?? defaultOf(parameters[i] as FunctionParameterEntry, resolver)),
  };
}

function defaultOf(parameter: FunctionParameterEntry, resolver: ExpressionResolver): Expression {
  const plan = resolver.analyzer.context.parse?.(`SELECT ${parameter.defaultText ?? 'NULL'}`);
  const [expression] = (plan as { readonly list?: readonly Expression[] } | undefined)?.list ?? [];
  return resolver.resolve(expression ?? { kind: 'literal', value: null, dataType: parameter.dataType });
}

function unaliased(expression: Expression): Expression {
  return expression.kind === 'alias' ? expression.child : expression;
}

/** Puts the arguments in the places of the parameters, also inside of subqueries. */
function substitute(expression: Expression, parameters: readonly Attribute[], values: readonly Expression[]): Expression {
  return rewriteExpression(expression, (item) => {
    if (item.kind === 'attribute') return valueFor(item, parameters, values);
    if (item.kind !== 'subquery') return undefined;
    const withValues = mapChildren(item, { expression: (inner) => substitute(inner, parameters, values) });
    return { ...withValues, plan: substituteInPlan(item.plan, parameters, values, false) };
  });
}

function valueFor(attribute: Attribute, parameters: readonly Attribute[], values: readonly Expression[]): Expression | undefined {
  const index = parameters.findIndex((parameter) => parameter.id === attribute.id);
  return index < 0 ? undefined : values[index];
}

/** Inside of a plan the parameters are outer references; what the arguments themselves refer to becomes one, too. */
function substituteInPlan(
  plan: LogicalPlan,
  parameters: readonly Attribute[],
  values: readonly Expression[],
  isTopLevel: boolean,
): LogicalPlan {
  const outerValues = isTopLevel ? values : values.map(asOuter);
  const visit = (node: LogicalPlan): LogicalPlan =>
    mapChildren(node, {
      plan: visit,
      expression: (expression) =>
        rewriteExpression(expression, (item) => {
          if (item.kind === 'outerReference') return valueFor(item.attribute, parameters, outerValues);
          if (item.kind !== 'subquery') return undefined;
          const withValues = mapChildren(item, { expression: (inner) => substitute(inner, parameters, outerValues) });
          return { ...withValues, plan: substituteInPlan(item.plan, parameters, outerValues, false) };
        }),
    });
  return visit(plan);
}

function asOuter(value: Expression): Expression {
  return rewriteExpression(value, (item) => (item.kind === 'attribute' ? { kind: 'outerReference', attribute: item } : undefined));
}
