import { type DataType, isConditionName, type SparkError, type StructType, sparkError, sqlContext } from '@kindling/protocol';
import type { NamedExpression, StatementOrScript } from '@kindling/sql';
import {
  type ParameterMarker,
  type ParameterText,
  type ParserOptions,
  parameterMarkers,
  parseDataType,
  parseExpression,
  parseMultipartIdentifier,
  parseStatement,
  parseTableSchema,
  parseWithParameters,
  SqlSyntaxError,
} from '@kindling/sql';
import type { Expression, LogicalPlan } from '../plan/index.ts';
import { dataTypeOf, structTypeOf } from './data-type.ts';
import { ExpressionFrontend } from './expression.ts';
import type { FrontendContext, SyntaxContext, TypeContext } from './frontend-context.ts';
import { queryOf, tableArgumentPlan } from './query.ts';
import { statementOf } from './statement.ts';

/** The unresolved plan of one SQL statement, with the texts of its parameters if it has any. */
export function parsePlan(context: FrontendContext, options: ParserOptions, parameters: readonly ParameterText[] = []): LogicalPlan {
  const { text } = context;
  return parsed(() =>
    statementOf(
      parameters.length === 0 ? parseStatement(text, options) : parseWithParameters(text, parameters, options),
      syntaxContext(context),
    ),
  );
}

/** The parameters of a statement, in its order. */
export function parametersIn(text: string, options: ParserOptions): readonly ParameterMarker[] {
  return parsed(() => parameterMarkers(text, options));
}

/** The unresolved expression of a text such as `a + 1 AS b`, as selectExpr and filter take it. */
export function parseExpressionText(context: FrontendContext, options: ParserOptions): Expression {
  return parsed(() => new ExpressionFrontend(syntaxContext(context)).named(parseExpression(context.text, options)));
}

/** The plan of a statement inside of a script, or of a query inside of a statement; `context.text` is the whole text. */
export function planOfSyntax(statement: StatementOrScript, context: FrontendContext): LogicalPlan {
  return parsed(() => statementOf(statement, syntaxContext(context)));
}

/** The unresolved expression of a part of a statement. */
export function expressionOfSyntax(expression: NamedExpression, context: FrontendContext): Expression {
  return parsed(() => new ExpressionFrontend(syntaxContext(context)).named(expression));
}

export function parseTableName(text: string, options: ParserOptions): readonly string[] {
  return parsed(() => parseMultipartIdentifier(text, options).parts.map((part) => part.value));
}

export function parseDataTypeText(context: Pick<FrontendContext, 'text'> & TypeContext, options: ParserOptions): DataType {
  return parsed(() => dataTypeOf(parseDataType(context.text, options), context));
}

export function parseTableSchemaText(context: Pick<FrontendContext, 'text'> & TypeContext, options: ParserOptions): StructType {
  return parsed(() => structTypeOf(parseTableSchema(context.text, options), context));
}

function syntaxContext(context: FrontendContext): SyntaxContext {
  const syntax: SyntaxContext = {
    ...context,
    queryOf: (query) => queryOf(query, syntax),
    tableArgumentPlan: (argument) => tableArgumentPlan(argument, syntax),
    withCollation: (name) => (name === undefined ? syntax : syntaxContext({ ...context, defaultCollation: name })),
  };
  return syntax;
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof SqlSyntaxError ? parseException(error) : error;
  }
}

function parseException(error: SqlSyntaxError): SparkError {
  const condition = isConditionName(error.condition) ? error.condition : 'PARSE_SYNTAX_ERROR';
  if (error.hasQueryContext) {
    const context = [sqlContext({ sqlText: error.text, startIndex: error.start, stopIndex: error.stop })];
    return sparkError(condition, error.messageParameters, { context, cause: error, exception: 'ParseException' });
  }
  return sparkError(condition, error.messageParameters, {
    at: { sqlText: error.text, index: error.start },
    cause: error,
    exception: 'ParseException',
  });
}
