import { checkedCollation, type DataType, type StructType, sparkError, toSQLId } from '@kindling/protocol';
import type { CreateFunction, CreateSqlFunction, DropFunction } from '@kindling/sql';
import type { FunctionParameterEntry, SqlFunctionEntry } from '../catalog/index.ts';
import { dataTypeOf, structTypeOf } from '../frontend/index.ts';
import { functionRecord } from '../functions/index.ts';
import { type Expression, existsInExpression, type LogicalPlan, schemaOf, walkExpressions, walkPlan } from '../plan/index.ts';
import { plainType } from './sized-text.ts';
import type { StatementContext } from './statement-context.ts';
import { refuseTemporaryObjects, refuseVariables } from './temporary-objects.ts';

/** CREATE FUNCTION … RETURN …: the body is kept as text, and analysed once to see that it can be. */
export async function createSqlFunction(statement: CreateSqlFunction, context: StatementContext): Promise<void> {
  const { catalog, state } = context;
  const nameParts = await context.nameOf(statement.name);
  const name = functionName(nameParts, statement.temporary, context);
  if (statement.temporary && statement.ifNotExists) throw sparkError('INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS');
  if (statement.orReplace && statement.ifNotExists) throw sparkError('INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE');
  if (!statement.temporary) catalog.namespaceNamed([name[1] as string]);
  const existing = statement.temporary
    ? catalog.findTempFunction(name[0] as string)
    : catalog.store.function(name[1] as string, name[2] as string);
  if (existing && !statement.orReplace) {
    if (statement.ifNotExists) return;
    throw alreadyExists(name.slice(-2));
  }
  if (statement.temporary && functionRecord(name[0] as string)) {
    const comesFirst = state.config.get('spark.sql.functionResolution.sessionOrder').toLowerCase() === 'first';
    if (statement.orReplace)
      throw sparkError('USER_DEFINED_FUNCTIONS.CANNOT_REPLACE_NON_SQL_UDF_WITH_SQL_UDF', { name: name[0] as string });
    if (comesFirst) throw alreadyExists(name);
  }
  const parameters = parametersOf(statement, name, context);
  await checkDefaults(parameters, name, context);
  const body = { kind: statement.body.kind === 'query' ? 'query' : 'expression', text: statement.bodyText.trim() } as const;
  const draft: SqlFunctionEntry = {
    kind: 'sqlFunction',
    name,
    parameters,
    returns: { kind: 'scalar', dataType: { kind: 'null' } },
    body,
    config: state.config,
    catalog: catalog.currentCatalog,
    namespace: catalog.currentNamespace,
    searchPath: catalog.searchPath,
    ...(statement.collation === undefined ? {} : { defaultCollation: checkedCollation(statement.collation.value).name }),
    deterministic: statement.deterministic ?? true,
    containsSql: statement.dataAccess !== 'readsSqlData',
    createdMs: Date.now(),
    ...(statement.comment === undefined ? {} : { comment: context.stringOf(statement.comment) }),
  };
  const entry = { ...draft, returns: await returnsOf(statement, draft, context) };
  if (statement.temporary) catalog.putTempFunction(entry);
  else catalog.store.putFunction(name[1] as string, entry);
}

function functionName(nameParts: readonly string[], temporary: boolean, context: StatementContext): readonly string[] {
  if (!temporary) return context.catalog.fullName(nameParts);
  const qualifier = nameParts
    .slice(0, -1)
    .map((part) => part.toLowerCase())
    .join('.');
  if (qualifier !== '' && qualifier !== 'session' && qualifier !== 'system.session') {
    const parameters = { objectType: 'FUNCTION', objectName: toSQLId(nameParts.slice(-1)), qualifier: toSQLId(nameParts.slice(0, -1)) };
    throw sparkError('INVALID_TEMP_OBJ_QUALIFIER', parameters, { context: context.wholeText });
  }
  return [(nameParts.at(-1) as string).toLowerCase()];
}

function parametersOf(statement: CreateSqlFunction, name: readonly string[], context: StatementContext): readonly FunctionParameterEntry[] {
  const seen = new Set<string>();
  const parameters = statement.parameters.map((parameter): FunctionParameterEntry => {
    const key = parameter.name.value.toLowerCase();
    if (seen.has(key))
      throw sparkError('DUPLICATE_ROUTINE_PARAMETER_NAMES', { routineName: name.at(-1) as string, names: toSQLId([parameter.name.value]) });
    seen.add(key);
    if (!parameter.nullable)
      throw sparkError('USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS', {
        input: context.text.slice(parameter.start, parameter.stop + 1),
      });
    return {
      name: parameter.name.value,
      dataType: plainType(dataTypeOf(parameter.dataType, context.collatedBy(statement.collation?.value).frontend)),
      ...(parameter.default ? { defaultText: parameter.default.text } : {}),
      ...(parameter.comment === undefined ? {} : { comment: context.stringOf(parameter.comment) }),
    };
  });
  const firstDefault = parameters.findIndex((parameter) => parameter.defaultText !== undefined);
  const after = firstDefault < 0 ? undefined : parameters.slice(firstDefault).find((parameter) => parameter.defaultText === undefined);
  if (after) {
    throw sparkError('USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION', {
      functionName: name.at(-1) as string,
      parameterName: parameters[firstDefault]?.name ?? '',
      nextParameterName: after.name,
    });
  }
  return parameters;
}

async function returnsOf(
  statement: CreateSqlFunction,
  entry: SqlFunctionEntry,
  context: StatementContext,
): Promise<SqlFunctionEntry['returns']> {
  const { returns } = statement;
  if (returns?.kind === 'table') {
    if (entry.body.kind !== 'query')
      throw sparkError('USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY', { name: entry.name.at(-1) as string });
    const body = await bodySchema(entry, context);
    if (returns.columns.length === 0) return { kind: 'table', schema: body };
    const schema = structTypeOf(returns.columns, context.collatedBy(statement.collation?.value).frontend);
    if (schema.fields.length !== body.fields.length) {
      throw sparkError('USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH', {
        outputSize: String(body.fields.length),
        returnParamSize: String(schema.fields.length),
        name: entry.name.join('.'),
      });
    }
    return {
      kind: 'table',
      schema: { kind: 'struct', fields: schema.fields.map((field) => ({ ...field, dataType: plainType(field.dataType) })) },
    };
  }
  const dataType = returns && plainType(dataTypeOf(returns, context.collatedBy(statement.collation?.value).frontend));
  const body = await bodySchema(entry, context, dataType);
  if (body.fields.length > 1) {
    const condition = 'INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN';
    throw sparkError(condition, { number: String(body.fields.length) }, { context: context.wholeText });
  }
  return { kind: 'scalar', dataType: dataType ?? body.fields[0]?.dataType ?? { kind: 'null' } };
}

/** The body over parameters that are columns of a row. */
async function bodySchema(entry: SqlFunctionEntry, context: StatementContext, returned?: DataType): Promise<StructType> {
  const isQuery = entry.body.kind === 'query';
  const parsed = isQuery ? context.session.parse(entry.body.text) : listOf(context.expressionOfText(entry.body.text));
  refuseCycle(parsed, entry, context);
  if (entry.name.length > 1) refuseTemporaryObjects(parsed, { kind: 'FUNCTION', name: entry.name.slice(-2) }, context);
  const nulls = entry.parameters.map(
    ({ name, dataType }): Expression => ({
      kind: 'alias',
      child: { kind: 'cast', child: { kind: 'literal', value: null, dataType: { kind: 'null' } }, dataType },
      names: [name],
    }),
  );
  const row: LogicalPlan = { kind: 'project', list: nulls, child: { kind: 'oneRow' } };
  const scope: LogicalPlan = { kind: 'subqueryAlias', qualifier: entry.name.slice(-1), child: row, areParameters: true };
  if (isQuery) {
    const joined: LogicalPlan = {
      kind: 'join',
      joinType: 'inner',
      left: scope,
      right: { kind: 'subqueryAlias', qualifier: ['kindling_body'], child: parsed },
      lateral: true,
    };
    const analyzed = await context.analyze({
      kind: 'project',
      list: [{ kind: 'unresolvedStar', target: ['kindling_body'] }],
      child: joined,
    });
    refuseVariablesIn(analyzed, entry);
    return schemaOf(analyzed);
  }
  const [body] = (parsed as { readonly list?: readonly Expression[] }).list ?? [];
  const value: Expression = body ?? { kind: 'literal', value: null, dataType: { kind: 'null' } };
  const child = returned ? ({ kind: 'cast', child: unaliased(value), dataType: returned, origin: context.wholeOrigin } as const) : value;
  const analyzed = await context.analyze({ kind: 'project', list: [child], child: scope });
  const isComplex = existsInPlan(analyzed, (node) => node.kind === 'aggregate' || node.kind === 'window');
  if (isComplex) throw sparkError('USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS', { queryText: entry.body.text });
  refuseVariablesIn(analyzed, entry);
  return schemaOf(analyzed);
}

const listOf = (expression: Expression): LogicalPlan => ({ kind: 'project', list: [expression], child: { kind: 'oneRow' } });

const unaliased = (expression: Expression): Expression => (expression.kind === 'alias' ? expression.child : expression);

/** Operators of the body itself, not of the queries in it. */
function existsInPlan(plan: LogicalPlan, test: (plan: LogicalPlan) => boolean): boolean {
  if (test(plan)) return true;
  return (
    'child' in plan && typeof plan.child === 'object' && plan.kind !== 'subqueryAlias' && existsInPlan(plan.child as LogicalPlan, test)
  );
}

/** A function must not call itself, by whatever way. */
function refuseCycle(body: LogicalPlan, entry: SqlFunctionEntry, context: StatementContext): void {
  const own = entry.name.join('.');
  const visit = (plan: LogicalPlan, path: readonly string[]): void => {
    const call = (nameParts: readonly string[]): void => {
      if (nameParts.length === 1 && functionRecord(nameParts[0] as string)) return;
      const called = context.catalog.findFunction(nameParts);
      if (called === undefined) return;
      const name = called.name.join('.');
      if (name === own) throw sparkError('CYCLIC_FUNCTION_REFERENCE', { path: [...path, name].join(' -> ') });
      const { kind, text } = called.body;
      if (!path.includes(name))
        visit(kind === 'query' ? context.session.parse(text) : listOf(context.expressionOfText(text)), [...path, name]);
    };
    walkPlan(plan, (node) => {
      if (node.kind === 'unresolvedTableFunction') call(node.nameParts);
    });
    walkExpressions(plan, (expression) => {
      if (expression.kind === 'unresolvedFunction') call(expression.nameParts);
    });
  };
  visit(body, [own]);
}

/** A default is an expression of its own, and fits the parameter. */
async function checkDefaults(
  parameters: readonly FunctionParameterEntry[],
  name: readonly string[],
  context: StatementContext,
): Promise<void> {
  for (const { name: parameterName, dataType, defaultText } of parameters) {
    if (defaultText === undefined) continue;
    const value = context.expressionOfText(defaultText);
    if (existsInExpression(value, (item) => item.kind === 'subquery')) {
      const details = { functionName: name.at(-1) as string, parameterName };
      throw sparkError('USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_EXPRESSION', details);
    }
    await context.analyze(listOf({ kind: 'cast', child: unaliased(value), dataType, origin: context.wholeOrigin }));
  }
}

function refuseVariablesIn(analyzed: LogicalPlan, entry: SqlFunctionEntry): void {
  if (entry.name.length > 1) refuseVariables(analyzed, { kind: 'FUNCTION', name: entry.name.slice(-2) });
}

/** CREATE FUNCTION … AS class: Spark loads the class when the function is called, that of a temporary one at once. */
export async function createJavaFunction(statement: CreateFunction, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const className = context.stringOf(statement.className);
  const name = functionName(nameParts, statement.temporary, context);
  if (statement.temporary) throw sparkError('CANNOT_LOAD_FUNCTION_CLASS', { className, functionName: toSQLId(nameParts) });
  const [, namespace = '', last = ''] = name;
  catalog.namespaceNamed([namespace]);
  if (catalog.store.function(namespace, last) && !statement.orReplace) {
    if (statement.ifNotExists) return;
    throw alreadyExists(name.slice(-2));
  }
  catalog.store.putFunction(namespace, { kind: 'javaFunction', name, className, createdMs: Date.now() });
}

function alreadyExists(name: readonly string[]): Error {
  return sparkError('ROUTINE_ALREADY_EXISTS', { routineName: toSQLId(name), newRoutineType: 'routine', existingRoutineType: 'routine' });
}

export async function dropFunction(statement: DropFunction, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const name = functionName(nameParts, statement.temporary, context);
  const last = name.at(-1) as string;
  if (statement.temporary) {
    if (catalog.dropTempFunction(last) || statement.ifExists) return;
    if (functionRecord(last) && nameParts.length === 1)
      throw sparkError('FORBIDDEN_OPERATION', { statement: 'DROP', objectType: 'FUNCTION', objectName: toSQLId(nameParts) });
    throw sparkError('ROUTINE_NOT_FOUND', { routineName: toSQLId(name) });
  }
  if (nameParts.length === 1 && functionRecord(last))
    throw sparkError('FORBIDDEN_OPERATION', { statement: 'DROP', objectType: 'FUNCTION', objectName: toSQLId(nameParts) });
  if (catalog.store.function(name[1] as string, last)) catalog.store.deleteFunction(name[1] as string, last);
  else if (!statement.ifExists) throw sparkError('ROUTINE_NOT_FOUND', { routineName: toSQLId(name.slice(-2)) });
}
