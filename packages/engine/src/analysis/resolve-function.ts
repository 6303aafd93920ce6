import { type DataType, isConditionName, ParseException, SparkError, sparkError, sqlName, types } from '@kindling/protocol';
import { pathSql, type RoutineMatch } from '../catalog/index.ts';
import { type FunctionParameter, type FunctionRecord, functionRecord } from '../functions/index.ts';
import { type Expression, existsInExpression, type GroupingId, queryContextOf, typeOf, type UnresolvedFunction } from '../plan/index.ts';
import { fail, type HasOrigin, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { coerceArguments, failUnexpectedType, parameterAt } from './coercion/coerce-arguments.ts';
import { checkCollations, collateArguments, collatedResult } from './coercion/collate-arguments.ts';
import { resolveDatetimeArithmetic } from './coercion/datetime-arithmetic.ts';
import { implicitType } from './coercion/implicit-cast.ts';
import { isFoldable, isNondeterministic } from './constant.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, sqlText } from './expression-sql.ts';
import { FunctionContext } from './function-context.ts';
import { checkDistinctOrder, withOrderedValue } from './ordered-set.ts';
import { castTypeOf, resolveCastFunction } from './resolve-cast-function.ts';
import { resolveLambda } from './resolve-lambda.ts';
import { inlineScalarFunction, refuseUsage } from './resolve-sql-function.ts';
import { expandStar } from './resolve-star.ts';
import { resolveUserFunction } from './resolve-user-function.ts';
import { suggest } from './suggestions.ts';

/** Facts of a call besides its arguments. */
interface CallShape {
  readonly isDistinct?: boolean;
  readonly filter?: Expression;
  readonly orderBy?: readonly (Expression & { kind: 'sortOrder' })[];
  readonly ignoreNulls?: boolean;
  readonly displayName?: string;
  readonly resolver?: ExpressionResolver;
  /** It stands before OVER, where the results of a GROUP BY may be aggregated once more. */
  readonly isWindowed?: boolean;
}

export function resolveFunction(call: UnresolvedFunction, resolver: ExpressionResolver, isWindowed = false): Expression {
  const name = (call.nameParts.at(-1) ?? '').toLowerCase();
  if (call.nameParts.length === 1 && (name === 'grouping' || name === 'grouping_id')) return groupingId(name, call, resolver);
  if (call.isInternal && name === 'row_constructor') return rowConstructor(call, resolver);
  const castType = castTypeOf(call.nameParts);
  const match = isOperator(call) ? undefined : routineOf(call, name, castType !== undefined, resolver);
  if (match?.kind === 'java') {
    const { className, name } = match.entry;
    fail('CANNOT_LOAD_FUNCTION_CLASS', { className, functionName: quoteName(name) }, call);
  }
  if (match?.kind === 'sql') {
    refuseUsage(match.entry, call, resolver, isWindowed);
    return inlineScalarFunction(match.entry, call, resolver);
  }
  if (match?.kind === 'user')
    return resolveUserFunction(match.definition, call, resolver, call.filter ? { filter: resolveFilter(call, resolver) } : {});
  if (castType !== undefined && functionRecord(name) === undefined) return resolveCastFunction(name, castType, call, resolver);
  const record = lookup(call, name, resolver);
  if (record.kind === 'table') failUnresolvedRoutine(call, resolver.analyzer);
  const [first] = call.args;
  if (name === 'count' && call.args.length === 1 && first?.kind === 'unresolvedStar' && first.target && !call.isDistinct) {
    if (!resolver.analyzer.context.config.isOn('spark.sql.legacy.allowStarWithSingleTableIdentifierInCount'))
      fail('INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT', { tableName: quoteName(first.target) });
  }
  if (call.withinGroup && !record.takesOrder && !record.takesOrderedValue)
    fail(
      'INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX',
      { prettyName: quoteName([record.name]), syntax: 'WITHIN GROUP (ORDER BY ...)' },
      call,
    );
  if (name === 'count' && call.args.length === 0 && !resolver.analyzer.context.config.isOn('spark.sql.legacy.allowParameterlessCount'))
    fail('WRONG_NUM_ARGS.WITH_SUGGESTION', {
      functionName: '`count`',
      expectedNum: ' >= 1',
      actualNum: '0',
      legacyNum: '0',
      legacyConfKey: '"spark.sql.legacy.allowParameterlessCount"',
      legacyConfValue: '"true"',
    });
  if (record.kind === 'generator' && resolver.withoutGenerators !== undefined)
    fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: resolver.withoutGenerators });
  const args = resolveArguments(record, withOrderedValue(record, call), resolver);
  const isAlias = name !== record.name.toLowerCase();
  return build(record, args, resolver.analyzer, call, {
    ...(call.isDistinct ? { isDistinct: true } : {}),
    ...(call.filter ? { filter: resolveFilter(call, resolver) } : {}),
    ...(call.withinGroup && record.takesOrder
      ? { orderBy: call.withinGroup.map((order) => resolver.resolve(order) as Expression & { kind: 'sortOrder' }) }
      : {}),
    ...(call.ignoreNulls ? { ignoreNulls: true } : {}),
    ...(isAlias && record.showsAlias && !call.ignoreNulls && !call.withinGroup ? { displayName: name } : {}),
    isWindowed,
    resolver,
  });
}

/** `(a, b + 1)` is a struct, and shows with the names of its fields. */
function rowConstructor(call: UnresolvedFunction, resolver: ExpressionResolver): Expression {
  const struct = resolveFunction({ ...call, nameParts: ['struct'] }, resolver);
  if (struct.kind !== 'call' || struct.dataType.kind !== 'struct') return struct;
  const { fields } = struct.dataType;
  const parts = struct.args.flatMap((arg, i) => [fields[i]?.name ?? '', sqlText(arg)]);
  return { ...struct, displaySql: `named_struct(${parts.join(', ')})` };
}

function resolveFilter(call: UnresolvedFunction, resolver: ExpressionResolver): Expression {
  const filter = resolver.resolve(call.filter as Expression);
  if (typeOf(filter).kind !== 'boolean') fail('INVALID_AGGREGATE_FILTER.NOT_BOOLEAN', { filterExpr: quotedSql(filter) }, call);
  if (existsInExpression(filter, (item) => item.kind === 'windowCall')) {
    fail('INVALID_AGGREGATE_FILTER.CONTAINS_WINDOW_FUNCTION', { filterExpr: quotedSql(filter), windowExpr: quotedSql(filter) }, call);
  }
  if (existsInExpression(filter, isNondeterministic)) {
    fail('INVALID_AGGREGATE_FILTER.NON_DETERMINISTIC', { filterExpr: quotedSql(filter) }, call);
  }
  if (existsInExpression(filter, (item) => item.kind === 'aggregateCall')) {
    const inner: Expression[] = [];
    existsInExpression(filter, (item) => item.kind === 'aggregateCall' && inner.push(item) > 0);
    fail(
      'INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE',
      { filterExpr: quotedSql(filter), aggExpr: quotedSql(inner[0] as Expression) },
      call,
    );
  }
  return filter;
}

function groupingId(name: string, call: UnresolvedFunction, resolver: ExpressionResolver): GroupingId {
  const single = name === 'grouping';
  if (single && call.args.length !== 1) {
    const actualNum = String(call.args.length);
    fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName: '`grouping`', expectedNum: '1', actualNum, docroot }, call);
  }
  return {
    kind: 'groupingId',
    args: call.args.map(resolver.resolve),
    single,
    dataType: single ? types.byte : types.long,
    nullable: false,
    ...(call.origin ? { origin: call.origin } : {}),
  };
}

/** Operators are no names: no path decides what they are. */
function isOperator(call: UnresolvedFunction): boolean {
  return (
    call.nameParts.length === 1 &&
    (call.isInternal === true || /^(?:\W.*|and|or|not|in|like|ilike|rlike|div)$/i.test(call.nameParts[0] ?? ''))
  );
}

function routineOf(call: UnresolvedFunction, name: string, isCast: boolean, resolver: ExpressionResolver): RoutineMatch {
  const { catalog } = resolver.analyzer.context;
  const match = catalog.lookupRoutine(call.nameParts, isCast || functionRecord(name) !== undefined);
  return match ?? failUnresolvedRoutine(call, resolver.analyzer);
}

function lookup(call: UnresolvedFunction, name: string, resolver: ExpressionResolver): FunctionRecord {
  const record = functionRecord(name);
  if (record === undefined || (record.family === 'internal' && !call.isInternal)) failUnresolvedRoutine(call, resolver.analyzer);
  return record;
}

export function failUnresolvedRoutine(call: { readonly nameParts: readonly string[] } & HasOrigin, analyzer: Analyzer): never {
  fail('UNRESOLVED_ROUTINE', { routineName: quoteName(call.nameParts), searchPath: pathSql(analyzer.context.catalog.searchPath) }, call);
}

/** Stars expanded, named arguments put in their places, everything but lambdas resolved. */
function resolveArguments(record: FunctionRecord, call: UnresolvedFunction, resolver: ExpressionResolver): readonly Expression[] {
  const args = placeNamedArguments(record, call, call.args);
  const resolved: Expression[] = [];
  for (const arg of args) {
    if (
      arg.kind === 'unresolvedStar' &&
      record.name === 'count' &&
      args.length === 1 &&
      !call.isDistinct &&
      arg.target === undefined &&
      arg.except === undefined
    ) {
      resolved.push({ kind: 'literal', value: 1, dataType: types.integer });
    } else if (arg.kind === 'unresolvedStar' || arg.kind === 'unresolvedRegex') {
      resolved.push(...expandStar(arg, resolver));
    } else {
      resolved.push(arg.kind === 'lambda' ? arg : resolver.resolve(arg));
    }
  }
  return resolved;
}

/** Spark shows this many. */
const MAX_PARAMETER_SUGGESTIONS = 3;

function placeNamedArguments(record: FunctionRecord, call: UnresolvedFunction, args: readonly Expression[]): readonly Expression[] {
  const firstNamed = args.findIndex((arg) => arg.kind === 'namedArgument');
  if (firstNamed < 0) return args;
  if (!record.takesNamedArguments) fail('NAMED_PARAMETERS_NOT_SUPPORTED', { functionName: quoteName([record.name]) }, call);
  const routineName = quoteName([record.name]);
  const positional = args.slice(0, firstNamed);
  const named = new Map<string, Expression>();
  let lastName = '';
  for (const arg of args.slice(firstNamed)) {
    if (arg.kind !== 'namedArgument') fail('UNEXPECTED_POSITIONAL_ARGUMENT', { routineName, parameterName: quoteName([lastName]) }, call);
    const key = arg.name.toLowerCase();
    const index = record.parameters.findIndex((parameter) => parameter.name.toLowerCase() === key);
    if (index < 0) {
      fail(
        'UNRECOGNIZED_PARAMETER_NAME',
        {
          routineName,
          argumentName: quoteName([arg.name]),
          proposal: suggest(
            [arg.name],
            record.parameters.map((parameter) => [parameter.name]),
          )
            .slice(0, MAX_PARAMETER_SUGGESTIONS)
            .join(' '),
        },
        call,
      );
    }
    if (named.has(key))
      fail(
        'DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE',
        { routineName, parameterName: quoteName([arg.name]) },
        call,
      );
    if (index < positional.length)
      fail('DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED', { routineName, parameterName: quoteName([arg.name]) }, call);
    named.set(key, arg.value);
    lastName = arg.name;
  }
  const placed = [...positional];
  for (let index = positional.length; index < record.parameters.length; index++) {
    const parameter = record.parameters[index] as FunctionParameter;
    const value = named.get(parameter.name.toLowerCase()) ?? parameter.default;
    if (value !== undefined) placed.push(value);
    else if (!parameter.optional)
      fail('REQUIRED_PARAMETER_NOT_FOUND', { routineName, parameterName: quoteName([parameter.name]), index: String(index) }, call);
  }
  return placed;
}

export function checkArity(record: FunctionRecord, count: number, name: string, at: HasOrigin): void {
  const required = record.parameters.filter(
    (parameter) => !parameter.optional && !parameter.variadic && parameter.default === undefined,
  ).length;
  const variadic = record.parameters.at(-1)?.variadic === true;
  const most = record.parameters.length;
  if (count >= required && (variadic || count <= most)) return;
  const functionName = quoteName([name]);
  if (variadic)
    fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName, expectedNum: `> ${required - 1}`, actualNum: String(count), docroot }, at);
  const allowed = Array.from({ length: most - required + 1 }, (_, i) => String(required + i));
  const expectedNum = allowed.length === 1 ? (allowed[0] as string) : `[${allowed.join(', ')}]`;
  fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName, expectedNum, actualNum: String(count), docroot }, at);
}

const docroot = 'https://spark.apache.org/docs/latest';

/** A resolved call of a record by name, its arguments resolved but not yet coerced. */
export function buildCall(name: string, args: readonly Expression[], analyzer: Analyzer, at: HasOrigin): Expression {
  const record = functionRecord(name);
  if (record === undefined) failUnresolvedRoutine({ nameParts: [name], ...(at.origin ? { origin: at.origin } : {}) }, analyzer);
  return build(record, args, analyzer, at, {});
}

/** What a record refuses, it refuses where the call stands. */
function build(record: FunctionRecord, given: readonly Expression[], analyzer: Analyzer, at: HasOrigin, shape: CallShape): Expression {
  try {
    return buildUnplaced(record, given, analyzer, at, shape);
  } catch (error) {
    if (!(error instanceof SparkError) || error.queryContext.length > 0 || at.origin === undefined) throw error;
    // Generators and subqueries are looked for in all of an operator, not where they stand.
    if (/^UNSUPPORTED_(GENERATOR|SUBQUERY)/.test(error.condition)) throw error;
    // What is refused while a statement is read has no place in Spark either.
    if (!isConditionName(error.condition) || error instanceof ParseException || placeless.test(error.condition)) throw error;
    throw sparkError(error.condition, error.messageParameters, { context: [queryContextOf(at.origin)], cause: error });
  }
}

/** Conditions that Spark raises without saying where. */
const placeless = /^_LEGACY_ERROR_TEMP_1031$|^(HLL|THETA|SKETCH|APPROX_TOP_K)_|^COLLATION_|\.MISMATCH_WITH_DISTINCT_INPUT/;

function buildUnplaced(
  record: FunctionRecord,
  given: readonly Expression[],
  analyzer: Analyzer,
  at: HasOrigin,
  shape: CallShape,
): Expression {
  const name = shape.displayName ?? record.name;
  if ((record.name === '-' || record.name === '+') && given.length === 1) {
    return build(functionRecord(record.name === '-' ? 'negative' : 'positive') as FunctionRecord, given, analyzer, at, {
      ...shape,
      displayName: record.name,
    });
  }
  checkArity(record, given.length, name, at);
  refuseNestedGenerator(record, given);
  refuseLambdas(record, given, at);
  const context = new FunctionContext(name, analyzer, at, buildCall);
  const datetime = resolveDatetimeArithmetic(record.name, given, context);
  if (datetime) return datetime;
  const completed = withDefaults(record, given);
  const collated = collateArguments(record, completed, context);
  // What becomes a text takes part as well.
  const coerced = collateArguments(record, coerceArguments(record, collated, analyzer.rules, context, at), context);
  const args = resolveLambdas(record, coerced, context, shape);
  if (args !== coerced) refuseNestedGenerator(record, args);
  checkFoldable(record, args, context, at);
  checkCollations(record, args, context, at);
  const own = record.result(args, context);
  const result = { ...own, dataType: collatedResult(record, own.dataType, args) };
  const origin = at.origin ? { origin: at.origin } : {};
  const options = result.options ? { options: result.options } : {};
  const displayName = shape.displayName ? { displayName: shape.displayName } : {};
  const evalMode = result.evalMode ? { evalMode: result.evalMode } : {};
  if (record.kind !== 'aggregate') refuseAggregateSyntax(record, shape, at);
  if (shape.ignoreNulls && record.kind === 'aggregate' && !picksByNulls.has(record.name)) refuseNullsClause(record, at);
  switch (record.kind) {
    case 'aggregate':
      if (!shape.isWindowed) checkNested(args);
      if (record.name === 'listagg' && shape.isDistinct) checkDistinctOrder(args[0] as Expression, shape.orderBy ?? [], name);
      return {
        kind: 'aggregateCall',
        fn: record.name,
        args,
        isDistinct: shape.isDistinct ?? false,
        ...(shape.filter ? { filter: shape.filter } : {}),
        ...(shape.orderBy && shape.orderBy.length > 0 ? { orderBy: shape.orderBy } : {}),
        ...(shape.ignoreNulls ? { ignoreNulls: true } : {}),
        dataType: result.dataType,
        nullable: result.nullable,
        ...evalMode,
        ...displayName,
        ...options,
        ...origin,
      };
    case 'generator':
      return {
        kind: 'generatorCall',
        fn: record.name,
        args,
        elementSchema: (result.elementSchema ?? []).map((column) => ({
          ...column,
          dataType: collatedResult(record, column.dataType, args),
        })),
        ...options,
        ...origin,
      };
    default:
      return {
        kind: 'call',
        fn: record.name,
        args,
        dataType: result.dataType,
        nullable: result.nullable,
        ...evalMode,
        ...displayName,
        ...(shape.ignoreNulls ? { options: { ...result.options, ignoreNulls: true } } : options),
        ...origin,
      };
  }
}

/** A generator makes rows: it stands alone in a select list. */
function refuseNestedGenerator(record: FunctionRecord, given: readonly Expression[]): void {
  if (!given.some((arg) => arg.kind === 'generatorCall' || (arg.kind === 'lambda' && arg.body.kind === 'generatorCall'))) return;
  const texts = given.map((arg) => sqlText(arg));
  const shown = record.sql ? record.sql(texts, { fn: record.name, args: given }) : `${record.name}(${texts.join(', ')})`;
  fail('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${shown}"` });
}

function withDefaults(record: FunctionRecord, args: readonly Expression[]): readonly Expression[] {
  const completed = [...args];
  for (let index = args.length; index < record.parameters.length; index++) {
    const parameter = record.parameters[index] as FunctionParameter;
    if (parameter.default === undefined) break;
    completed.push(parameter.default);
  }
  return completed;
}

function refuseAggregateSyntax(record: FunctionRecord, shape: CallShape, at: HasOrigin): void {
  const functionName = quoteName([record.name]);
  if (shape.isDistinct) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName: functionName, syntax: 'DISTINCT' }, at);
  if (shape.filter) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName: functionName, syntax: 'FILTER CLAUSE' }, at);
  if (shape.ignoreNulls && !(record.kind === 'window' && picksByNulls.has(record.name))) refuseNullsClause(record, at);
}

/** Functions that IGNORE NULLS may follow. */
const picksByNulls: ReadonlySet<string> = new Set([
  'any_value',
  'collect_list',
  'collect_set',
  'first',
  'lag',
  'last',
  'lead',
  'nth_value',
]);

function refuseNullsClause(record: FunctionRecord, at: HasOrigin): never {
  const prettyName = quoteName([record.name]);
  fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax: 'IGNORE NULLS' }, at);
}

function checkNested(args: readonly Expression[]): void {
  for (const arg of args) {
    existsInExpression(arg, (item) => {
      if (item.kind === 'aggregateCall') fail('NESTED_AGGREGATE_FUNCTION', {}, item);
      if (item.kind === 'windowCall') fail('_LEGACY_ERROR_TEMP_1031', {});
      return false;
    });
  }
}

/** A lambda where the function takes a value. */
function refuseLambdas(record: FunctionRecord, args: readonly Expression[], at: HasOrigin): void {
  const isMisplaced = args.some((arg, index) => {
    const rule = parameterAt(record, index)?.type;
    return arg.kind === 'lambda' && arg.variables === undefined && !(typeof rule === 'object' && 'lambda' in rule);
  });
  if (isMisplaced) fail('INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION', { class: record.name }, at);
}

function resolveLambdas(
  record: FunctionRecord,
  args: readonly Expression[],
  context: FunctionContext,
  shape: CallShape,
): readonly Expression[] {
  const isOpen = (arg: Expression, index: number): boolean => {
    const rule = parameterAt(record, index)?.type;
    return arg.kind === 'lambda' ? arg.variables === undefined : typeof rule === 'object' && 'lambda' in rule;
  };
  if (!args.some(isOpen)) return args;
  const done: Expression[] = [...args];
  for (const [index, arg] of args.entries()) {
    const rule = parameterAt(record, index)?.type;
    if (shape.resolver === undefined) continue;
    const lambdaRule = typeof rule === 'object' && 'lambda' in rule ? rule.lambda : undefined;
    if (arg.kind !== 'lambda') {
      if (lambdaRule)
        done[index] = constantLambda(
          arg,
          [1, 2, 3].map((count) => lambdaRule(done, count, context)),
          shape.resolver,
        );
    } else {
      if (lambdaRule) done[index] = resolveLambda(arg, lambdaRule(done, arg.params.length, context), shape.resolver);
    }
    if (conditionLambdas.has(record.name)) done[index] = asCondition(record, done, index, context, shape.resolver.analyzer);
  }
  return done;
}

/** Functions whose lambda says yes or no. */
const conditionLambdas: ReadonlySet<string> = new Set(['exists', 'filter', 'forall', 'map_filter']);

type LambdaParameters = readonly { readonly dataType: DataType; readonly nullable: boolean }[];

/** What is no lambda stands for one that gives it every time. */
function constantLambda(body: Expression, choices: readonly (LambdaParameters | undefined)[], resolver: ExpressionResolver): Expression {
  const parameters = choices.find((choice) => choice !== undefined) ?? [];
  const params = parameters.map((_, i) => `col${i}`);
  return resolveLambda({ kind: 'lambda', params, body, ...(body.origin ? { origin: body.origin } : {}) }, parameters, resolver);
}

function asCondition(
  record: FunctionRecord,
  args: readonly Expression[],
  index: number,
  context: FunctionContext,
  analyzer: Analyzer,
): Expression {
  const lambda = args[index] as Expression;
  if (lambda.kind !== 'lambda') return lambda;
  const target = implicitType(typeOf(lambda.body), 'boolean', analyzer.rules);
  if (target === undefined) failUnexpectedType(record, args, lambda, index, 'boolean', context, lambda);
  return { ...lambda, body: context.cast(lambda.body, target) };
}

function checkFoldable(record: FunctionRecord, args: readonly Expression[], context: FunctionContext, at: HasOrigin): void {
  for (const [index, arg] of args.entries()) {
    const parameter = parameterAt(record, index);
    if (!parameter?.foldable || isFoldable(arg)) continue;
    const texts = args.map((item) => context.sqlText(item));
    fail(
      'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT',
      {
        sqlExpr: `"${context.functionName}(${texts.join(', ')})"`,
        inputName: quoteName([parameter.name]),
        inputType: typeNameOf(typeOf(arg)),
        inputExpr: quotedSql(arg),
      },
      at,
    );
  }
}

function typeNameOf(type: DataType): string {
  return `"${sqlName(type)}"`;
}
