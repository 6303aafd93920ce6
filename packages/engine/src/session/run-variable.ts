import { type DataType, sparkError, sqlContext, toSQLId } from '@kindling/protocol';
import type { DeclareVariable, DropVariable, SetVariables, SetVariablesByQuery } from '@kindling/sql';
import { pathSql, type VariableEntry } from '../catalog/index.ts';
import { dataTypeOf } from '../frontend/index.ts';
import { type Expression, existsInExpression, type LogicalPlan } from '../plan/index.ts';
import { isDefault, withDefaultValues } from './default-values.ts';
import { plainType } from './sized-text.ts';
import type { Computed, StatementContext } from './statement-context.ts';

/** DECLARE [OR REPLACE] VARIABLE; inside of a script a local one. */
export async function declareVariable(statement: DeclareVariable, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const [scope] = catalog.scopes;
  const first = statement.default && context.expressionOf(statement.default.expression);
  if (first && existsInExpression(first, (item) => item.kind === 'subquery')) {
    const colName = toSQLId(await context.nameOf(statement.names[0] as DeclareVariable['names'][number]));
    throw sparkError('INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION', {
      statement: 'DECLARE VARIABLE',
      colName,
      defaultValue: statement.default?.text ?? '',
    });
  }
  const declared = statement.dataType && plainType(dataTypeOf(statement.dataType, context.frontend));
  const given: Expression = first ?? { kind: 'literal', value: null, dataType: declared ?? { kind: 'null' } };
  const names: string[] = [];
  for (const reference of statement.names) {
    const nameParts = await context.nameOf(reference);
    if (scope) {
      if (nameParts.length > 1) throw sparkError('INVALID_VARIABLE_DECLARATION.QUALIFIED_LOCAL_VARIABLE', { varName: toSQLId(nameParts) });
      if (statement.orReplace) throw sparkError('INVALID_VARIABLE_DECLARATION.REPLACE_LOCAL_VARIABLE', { varName: toSQLId(nameParts) });
    } else checkSessionName(nameParts);
    const name = nameParts.at(-1) as string;
    if (names.some((other) => other.toLowerCase() === name.toLowerCase()))
      throw sparkError('DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE', { variableName: toSQLId([name]) });
    names.push(name);
  }
  const { value, dataType } = await valueAs(given, declared, context);
  const defaultText = statement.default?.text ?? 'null';
  for (const name of names) {
    const key = name.toLowerCase();
    if (scope) {
      if (scope.variables.has(key)) throw sparkError('VARIABLE_ALREADY_EXISTS', { variableName: toSQLId([scope.label, key]) });
      scope.variables.set(key, { name: [scope.label, key], dataType, value, defaultText });
      continue;
    }
    if (catalog.findSessionVariable(name) && !statement.orReplace)
      throw sparkError('VARIABLE_ALREADY_EXISTS', { variableName: toSQLId(['system', 'session', key]) });
    catalog.putVariable({ name: ['system', 'session', key], dataType, value, defaultText });
  }
}

function checkSessionName(nameParts: readonly string[]): void {
  const qualifier = nameParts
    .slice(0, -1)
    .map((part) => part.toLowerCase())
    .join('.');
  if (qualifier !== '' && qualifier !== 'session' && qualifier !== 'system.session')
    throw sparkError('UNRESOLVED_VARIABLE', { variableName: toSQLId(nameParts), searchPath: '[`system`.`session`]' });
}

async function valueAs(expression: Expression, dataType: DataType | undefined, context: StatementContext): Promise<Computed> {
  if (dataType === undefined) return context.evaluate(expression);
  if (expression.kind === 'literal' && expression.value === null) return { value: null, dataType };
  return context.evaluate({ kind: 'cast', child: expression, dataType });
}

export function variableNamed(
  nameParts: readonly string[],
  context: StatementContext,
  at?: { readonly start: number; readonly stop: number },
): VariableEntry {
  const found = context.catalog.snapshot().lookupVariable(nameParts);
  if (found && found.fields.length === 0) return found.variable;
  throw sparkError(
    'UNRESOLVED_VARIABLE',
    { variableName: toSQLId(nameParts), searchPath: pathSql(context.catalog.searchPath) },
    at ? { context: [sqlContext({ sqlText: context.text, startIndex: at.start, stopIndex: at.stop })] } : {},
  );
}

/** SET VARIABLE a = 1, b = DEFAULT: all values are computed before the first one is set. */
export async function setVariables(statement: SetVariables, context: StatementContext): Promise<void> {
  const targets = statement.assignments.map((assignment) =>
    variableNamed(
      assignment.target.parts.map((part) => part.value),
      context,
      assignment.target,
    ),
  );
  refuseTwice(targets);
  const values: unknown[] = [];
  for (const [i, assignment] of statement.assignments.entries()) {
    const target = targets[i] as VariableEntry;
    const expression = context.expressionOf(assignment.value);
    values.push((await context.evaluate({ kind: 'cast', child: orDefault(expression, target, context), dataType: target.dataType })).value);
  }
  targets.forEach((target, i) => {
    context.catalog.assign(target, values[i]);
  });
}

function orDefault(expression: Expression, target: VariableEntry, context: StatementContext): Expression {
  if (isDefault(expression)) return defaultOf(target, context);
  if (existsInExpression(expression, isDefault)) throw sparkError('DEFAULT_PLACEMENT_INVALID');
  return expression;
}

function defaultOf(target: VariableEntry, context: StatementContext): Expression {
  return unaliased(context.expressionOfText(target.defaultText));
}

const unaliased = (expression: Expression): Expression => (expression.kind === 'alias' ? expression.child : expression);

function refuseTwice(targets: readonly VariableEntry[]): void {
  const twice = targets.filter((target, i) => targets.indexOf(target) !== i);
  if (twice.length > 0)
    throw sparkError('DUPLICATE_ASSIGNMENTS', { nameList: twice.map((target) => toSQLId(target.name.slice(-1))).join(', ') });
}

/** SET VARIABLE (a, b) = (SELECT …): no row sets NULL. */
export async function setVariablesByQuery(statement: SetVariablesByQuery, query: LogicalPlan, context: StatementContext): Promise<void> {
  const targets = statement.variables.map((name) =>
    variableNamed(
      name.parts.map((part) => part.value),
      context,
      name,
    ),
  );
  refuseTwice(targets);
  const withDefaults = withDefaultValues(query, (ordinal) => targets[ordinal] && defaultOf(targets[ordinal], context));
  await assignRows(targets, await context.rowsOf(withDefaults), context);
}

/** Gives variables the values of a query's only row. */
export async function assignRows(
  targets: readonly VariableEntry[],
  { types, rows }: Awaited<ReturnType<StatementContext['rowsOf']>>,
  context: StatementContext,
): Promise<void> {
  if (types.length !== targets.length)
    throw sparkError('ASSIGNMENT_ARITY_MISMATCH', { numTarget: String(targets.length), numExpr: String(types.length) });
  if (rows.length > 1) throw sparkError('ROW_SUBQUERY_TOO_MANY_ROWS');
  const values: unknown[] = [];
  for (const [i, target] of targets.entries()) {
    const literal: Expression = { kind: 'literal', value: rows[0]?.[i] ?? null, dataType: types[i] as DataType };
    values.push((await context.evaluate({ kind: 'cast', child: literal, dataType: target.dataType })).value);
  }
  targets.forEach((target, i) => {
    context.catalog.assign(target, values[i]);
  });
}

export async function dropVariable(statement: DropVariable, context: StatementContext): Promise<void> {
  const nameParts = await context.nameOf(statement.name);
  if (context.catalog.scopes.length > 0) throw sparkError('UNSUPPORTED_FEATURE.SQL_SCRIPTING_DROP_TEMPORARY_VARIABLE');
  checkSessionName(nameParts);
  if (context.catalog.dropVariable(nameParts.at(-1) as string) || statement.ifExists) return;
  throw sparkError('VARIABLE_NOT_FOUND', { variableName: toSQLId(['system', 'session', (nameParts.at(-1) as string).toLowerCase()]) });
}
