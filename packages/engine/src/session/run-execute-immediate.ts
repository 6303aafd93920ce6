import { castToSparkString, type DataType, type InternalValue, quoteStringLiteral, sparkError, sqlName, toSQLId } from '@kindling/protocol';
import { type ExecuteImmediate, parseStatement } from '@kindling/sql';
import { type Expression, existsInExpression, isCommand, type LogicalPlan } from '../plan/index.ts';
import { nothing } from './command-answer.ts';
import type { QueryResult } from './engine-session.ts';
import { parserOptions } from './query-state.ts';
import { assignRow, variableNamed } from './run-variable.ts';
import type { Computed, StatementContext } from './statement-context.ts';

/** EXECUTE IMMEDIATE: a statement as text, its parameters, and variables that take its row. */
export async function executeImmediate(statement: ExecuteImmediate, context: StatementContext): Promise<QueryResult> {
  const { session, catalog, state, options } = context;
  const text = await queryText(statement, context);
  const named: Record<string, Computed> = {};
  const positional: Computed[] = [];
  for (const argument of statement.using) {
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
  const parameters = parametersIn(text, context);
  if (parameters.some((parameter) => parameter.name === undefined) && parameters.some((parameter) => parameter.name !== undefined))
    throw sparkError('INVALID_QUERY_MIXED_QUERY_PARAMETERS');
  if (parameters.some((parameter) => parameter.name !== undefined)) {
    const unnamed = statement.using.filter((argument) => argument.kind !== 'alias' && argument.kind !== 'columnReference');
    if (unnamed.length > 0)
      throw sparkError('ALL_PARAMETERS_MUST_BE_NAMED', {
        exprs: unnamed.map((argument) => `"${context.text.slice(argument.start, argument.stop + 1)}"`).join(', '),
      });
  }
  const plan = boundPlan(text, parameters, named, positional, context);
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
    await catalog.withScopes([], () => assignRowOf(plan, targets, context));
    return nothing(state);
  }
  return catalog.withScopes([], () => session.execute(plan, options));
}

function holdsSubquery(expression: Expression): boolean {
  return existsInExpression(expression, (item) => item.kind === 'subquery');
}

function assignRowOf(plan: LogicalPlan, targets: Parameters<typeof assignRow>[0], context: StatementContext): Promise<void> {
  return assignRow(targets, plan, context);
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

interface ParameterInText {
  readonly name?: string;
  readonly index?: number;
  readonly start: number;
  readonly stop: number;
}

/** The parameters of a text, in its order. */
function parametersIn(text: string, context: StatementContext): readonly ParameterInText[] {
  // Parsing by the session first gives syntax errors their condition.
  context.session.parse(text);
  const found: ParameterInText[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    const node = value as {
      readonly kind?: string;
      readonly name?: string;
      readonly index?: number;
      readonly start: number;
      readonly stop: number;
    };
    if (node.kind === 'namedParameter') found.push({ name: node.name as string, start: node.start, stop: node.stop });
    else if (node.kind === 'positionalParameter') found.push({ index: node.index as number, start: node.start, stop: node.stop });
    else for (const item of Object.values(node)) visit(item);
  };
  visit(parseStatement(text, parserOptions(context.state.config)));
  return found.sort((left, right) => left.start - right.start).filter((item, i, all) => item.start !== all[i - 1]?.start);
}

/** The statement with its parameters: queries get them by value; in commands, where any part may be one, the text is completed. */
function boundPlan(
  text: string,
  parameters: readonly ParameterInText[],
  named: Readonly<Record<string, Computed>>,
  positional: readonly Computed[],
  context: StatementContext,
): LogicalPlan {
  const valueOf = (parameter: ParameterInText): Computed => {
    const value = parameter.name === undefined ? positional[parameter.index ?? 0] : named[parameter.name];
    if (value === undefined) throw sparkError('UNBOUND_SQL_PARAMETER', { name: parameter.name ?? `_${parameter.start}` });
    return value;
  };
  for (const parameter of parameters) valueOf(parameter);
  const parsed = context.session.parse(text);
  if (parameters.length === 0) return parsed;
  if (!isCommand(parsed)) {
    const literal = ({ value, dataType }: Computed): Expression => ({ kind: 'literal', value, dataType });
    return {
      kind: 'sqlText',
      text,
      namedArguments: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, literal(value)])),
      positionalArguments: positional.map(literal),
    };
  }
  let completed = '';
  let end = 0;
  for (const parameter of parameters) {
    const { value, dataType } = valueOf(parameter);
    completed += text.slice(end, parameter.start) + sqlLiteralText(value, dataType, context.state.config.get('spark.sql.session.timeZone'));
    end = parameter.stop + 1;
  }
  return context.session.parse(completed + text.slice(end));
}

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
    case 'date':
    case 'timestamp':
      return `${dataType.kind.toUpperCase()} '${text}'`;
    default:
      return `CAST('${text}' AS ${sqlName(dataType)})`;
  }
}
