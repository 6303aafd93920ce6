import {
  castToSparkString,
  type DataType,
  type InternalValue,
  quoteStringLiteral,
  sparkError,
  sqlContext,
  sqlName,
  toSQLId,
} from '@kindling/protocol';
import type { ExecuteImmediate, NamedExpression, ParameterMarker, ParameterText } from '@kindling/sql';
import { parametersIn } from '../frontend/index.ts';
import { type Expression, existsInExpression, isCommand, type LogicalPlan } from '../plan/index.ts';
import { nothing } from './command-answer.ts';
import type { QueryResult } from './engine-session.ts';
import { parserOptions } from './query-state.ts';
import { assignRows, variableNamed } from './run-variable.ts';
import type { Computed, StatementContext } from './statement-context.ts';

/** EXECUTE IMMEDIATE: a statement as text, its parameters, and variables that take its row. */
export async function executeImmediate(statement: ExecuteImmediate, context: StatementContext): Promise<QueryResult> {
  const { session, catalog, state, options } = context;
  const text = session.withVariables(await queryText(statement, context));
  const plan = await bindUsing(text, statement.using, context);
  if (plan.kind === 'catalogCommand' && plan.statement === 'compound')
    throw sparkError('SQL_SCRIPT_IN_EXECUTE_IMMEDIATE', { sqlString: text });
  if (statement.into.length > 0) {
    if (isCommand(plan)) throw sparkError('INVALID_STATEMENT_FOR_EXECUTE_INTO', { sqlString: text.toUpperCase() });
    const targets = statement.into.map((name) =>
      variableNamed(
        name.parts.map((part) => part.value),
        context,
      ),
    );
    const twice = targets.find((target, i) => targets.indexOf(target) !== i);
    if (twice) throw sparkError('DUPLICATE_ASSIGNMENTS', { nameList: toSQLId(twice.name.slice(-1)) });
    const answer = await catalog.withScopes([], () => context.rowsOf(plan));
    await assignRows(targets, answer, context);
    return nothing(state);
  }
  return catalog.withScopes([], () => session.execute(plan, options));
}

/** The plan of a statement with the values that USING gives its parameters. */
export async function bindUsing(text: string, using: readonly NamedExpression[], context: StatementContext): Promise<LogicalPlan> {
  const named: Record<string, Computed> = {};
  const positional: Computed[] = [];
  for (const argument of using) {
    const [alias] = argument.kind === 'alias' ? argument.names : [];
    const expression = argument.kind === 'alias' ? argument.expression : argument;
    if (holdsSubquery(context.expressionOf(expression)))
      throw sparkError('UNSUPPORTED_EXPR_FOR_PARAMETER', {
        invalidExprSql: `"${context.text.slice(expression.start, expression.stop + 1)}"`,
      });
    const value = await context.evaluateSyntax(argument.kind === 'alias' ? argument.expression : argument);
    positional.push(value);
    if (alias !== undefined) {
      if (named[alias.value]) throw sparkError('EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES', { aliases: toSQLId([alias.value]) });
      named[alias.value] = value;
    }
    if (alias === undefined && argument.kind === 'columnReference' && argument.parts.length > 0)
      named[argument.parts.at(-1)?.value as string] ??= value;
  }
  const parameters = parametersIn(text, parserOptions(context.state.config));
  if (parameters.some((parameter) => parameter.name === undefined) && parameters.some((parameter) => parameter.name !== undefined))
    throw sparkError('INVALID_QUERY_MIXED_QUERY_PARAMETERS');
  if (parameters.some((parameter) => parameter.name !== undefined)) {
    const unnamed = using.filter((argument) => argument.kind !== 'alias' && argument.kind !== 'columnReference');
    if (unnamed.length > 0)
      throw sparkError('ALL_PARAMETERS_MUST_BE_NAMED', {
        exprs: unnamed.map((argument) => `"${context.text.slice(argument.start, argument.stop + 1)}"`).join(', '),
      });
  }
  return boundPlan(text, parameters, named, positional, context);
}

function holdsSubquery(expression: Expression): boolean {
  return existsInExpression(expression, (item) => item.kind === 'subquery');
}

async function queryText(statement: ExecuteImmediate, context: StatementContext): Promise<string> {
  const { start, stop } = statement.statement;
  if (holdsSubquery(context.expressionOf(statement.statement)))
    throw sparkError('UNSUPPORTED_EXPR_FOR_PARAMETER', { invalidExprSql: `"${context.text.slice(start, stop + 1)}"` });
  const { value, dataType } = await context.evaluateSyntax(statement.statement);
  if (dataType.kind !== 'string' && dataType.kind !== 'null')
    throw sparkError('INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE', { exprType: `"${sqlName(dataType)}"` });
  if (value === null)
    throw sparkError('NULL_QUERY_STRING_EXECUTE_IMMEDIATE', {
      varName: toSQLId([context.text.slice(statement.statement.start, statement.statement.stop + 1)]),
    });
  return value as string;
}

/** The statement with its parameters. Values whose text is as good as they are stand as text in it; others get there as literals. */
function boundPlan(
  text: string,
  markers: readonly ParameterMarker[],
  named: Readonly<Record<string, Computed>>,
  positional: readonly Computed[],
  context: StatementContext,
): LogicalPlan {
  const { session, state } = context;
  const valueOf = (marker: ParameterMarker): Computed => {
    const value = marker.name === undefined ? positional[marker.index ?? 0] : named[marker.name];
    if (value !== undefined) return value;
    const at = [sqlContext({ sqlText: text, startIndex: marker.start, stopIndex: marker.stop })];
    throw sparkError('UNBOUND_SQL_PARAMETER', { name: marker.name ?? `_${marker.start}` }, { context: at });
  };
  const timeZone = state.config.get('spark.sql.session.timeZone');
  const values = markers.map(valueOf);
  const texts = markers.map((marker, i): ParameterText => {
    const { value, dataType } = values[i] as Computed;
    return { marker, sql: sqlLiteralText(value, dataType, timeZone) };
  });
  const isText = values.every(({ value, dataType }) => value === null || exactTexts.has(dataType.kind));
  const withTexts = isText ? session.parse(text, texts) : undefined;
  if (withTexts) return withTexts;
  if (isCommand(session.parse(text))) return session.parse(text, texts);
  const literal = ({ value, dataType }: Computed): Expression => ({ kind: 'literal', value, dataType });
  return {
    kind: 'sqlText',
    text,
    namedArguments: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, literal(value)])),
    positionalArguments: positional.map(literal),
  };
}

/** Types of whose values `sqlLiteralText` gives the very value back. */
const exactTexts: ReadonlySet<DataType['kind']> = new Set(['string', 'boolean', 'byte', 'short', 'integer', 'long', 'date', 'timestamp']);

/** SQL text that has the value. */
export function sqlLiteralText(value: InternalValue, dataType: DataType, timeZone: string): string {
  if (value === null) return dataType.kind === 'null' ? 'NULL' : `CAST(NULL AS ${sqlName(dataType)})`;
  const text = castToSparkString(value, dataType, { timeZone, style: 'cast' }) ?? '';
  switch (dataType.kind) {
    case 'string':
      return quoteStringLiteral(text);
    case 'boolean':
    case 'integer':
      return text;
    case 'long':
      return `${text}L`;
    case 'short':
      return `${text}S`;
    case 'byte':
      return `${text}Y`;
    case 'date':
    case 'timestamp':
      return `${dataType.kind.toUpperCase()} '${text}'`;
    default:
      return `CAST('${text}' AS ${sqlName(dataType)})`;
  }
}
