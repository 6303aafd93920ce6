import type { Alias, Expression, FrameBound, Literal, SortOrder, UnresolvedWindow, WindowFrame } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import {
  type Any,
  type CommonInlineUserDefinedFunction,
  dataTypeFromProto,
  Expression_Cast_EvalMode as EvalMode,
  type Expression_Alias,
  type Expression_Cast,
  type Expression_LambdaFunction,
  type Expression_SortOrder,
  type Expression_UnresolvedFunction,
  type Expression_UnresolvedRegex,
  type Expression_UnresolvedStar,
  type Expression_Window,
  type Expression_Window_WindowFrame,
  type Expression_Window_WindowFrame_FrameBoundary,
  type Expression as ExpressionMessage,
  Expression_Window_WindowFrame_FrameType as FrameType,
  Expression_SortOrder_NullOrdering as NullOrdering,
  Expression_SortOrder_SortDirection as SortDirection,
  type SubqueryExpression,
  SubqueryExpression_SubqueryType as SubqueryType,
  unpackUserFunctionCall,
} from '@kindling/protocol/messages';
import { parseAttributeName } from './attribute-name.ts';
import { functionName, isInternalFunction } from './function-name.ts';
import { invalidEnum, notSet, notSupported } from './invalid-plan.ts';
import { literalOf } from './literal.ts';
import { originOf } from './origin.ts';
import type { TranslationContext } from './translation-context.ts';
import { definitionOf } from './user-function.ts';

/** An expression of Spark Connect as an unresolved one of the engine. */
export function expressionOf(message: ExpressionMessage | undefined, context: TranslationContext): Expression {
  if (message === undefined) throw notSet('Expression', 'exprType');
  const { origin } = { origin: context.origin, ...originOf(message.common?.origin) };
  const expression = unplaced(message, origin === context.origin ? context : { ...context, origin });
  // What is parsed from SQL knows its place in the text.
  return expression.origin || origin === undefined ? expression : { ...expression, origin };
}

export function expressionsOf(messages: readonly ExpressionMessage[], context: TranslationContext): Expression[] {
  return messages.map((message) => expressionOf(message, context));
}

function unplaced(message: ExpressionMessage, context: TranslationContext): Expression {
  const { exprType } = message;
  switch (exprType.case) {
    case undefined:
      throw notSet('Expression', 'exprType');
    case 'literal':
      return literalOf(exprType.value);
    case 'unresolvedAttribute':
      return {
        kind: 'unresolvedAttribute',
        // The name of a metadata column is one name, whatever dots it has.
        nameParts: exprType.value.isMetadataColumn
          ? [exprType.value.unparsedIdentifier]
          : parseAttributeName(exprType.value.unparsedIdentifier),
        ...planIdOf(exprType.value),
        ...(exprType.value.isMetadataColumn ? { isMetadataColumn: true } : {}),
      };
    case 'unresolvedFunction':
      return functionOf(exprType.value, context);
    case 'expressionString':
      return context.parseExpression(exprType.value.expression);
    case 'unresolvedStar':
      return starOf(exprType.value);
    case 'alias':
      return aliasOf(exprType.value, context);
    case 'cast':
      return castOf(exprType.value, context);
    case 'unresolvedRegex':
      return regexOf(exprType.value);
    case 'sortOrder':
      return sortOrderOf(exprType.value, context);
    case 'lambdaFunction':
      return lambdaOf(exprType.value, context);
    case 'window':
      return windowOf(exprType.value, context);
    case 'unresolvedExtractValue':
      return {
        kind: 'unresolvedExtractValue',
        child: expressionOf(exprType.value.child, context),
        extraction: expressionOf(exprType.value.extraction, context),
      };
    case 'updateFields': {
      const { structExpression, fieldName, valueExpression } = exprType.value;
      return {
        kind: 'updateFields',
        child: expressionOf(structExpression, context),
        fieldName,
        ...(valueExpression === undefined ? {} : { value: expressionOf(valueExpression, context) }),
      };
    }
    case 'unresolvedNamedLambdaVariable': {
      const { nameParts } = exprType.value;
      if (nameParts.length === 0) throw sparkError('CONNECT_INVALID_PLAN.UNRESOLVED_NAMED_LAMBDA_VARIABLE_REQUIRES_NAME_PART');
      return { kind: 'unresolvedLambdaVariable', nameParts };
    }
    case 'callFunction':
      return {
        kind: 'unresolvedFunction',
        nameParts: context.parseTableName(exprType.value.functionName),
        args: expressionsOf(exprType.value.arguments, context),
      };
    case 'namedArgumentExpression':
      return { kind: 'namedArgument', name: exprType.value.key, value: expressionOf(exprType.value.value, context) };
    case 'subqueryExpression':
      return subqueryOf(exprType.value, context);
    case 'commonInlineUserDefinedFunction':
      throw foreignFunction(exprType.value);
    case 'typedAggregateExpression':
      throw notSupported('an aggregator written in Scala');
    case 'mergeAction':
      throw notSupported('an action of MERGE INTO outside it');
    case 'directShufflePartitionId':
      return {
        kind: 'unresolvedFunction',
        nameParts: ['direct_shuffle_partition_id'],
        args: [expressionOf(exprType.value.child, context)],
        isInternal: true,
      };
    case 'extension':
      return userFunctionCallOf(exprType.value, context);
  }
}

function userFunctionCallOf(extension: Any, context: TranslationContext): Expression {
  const call = unpackUserFunctionCall(extension);
  if (call === undefined) throw sparkError('CONNECT_INVALID_PLAN.NO_HANDLER_FOR_EXTENSION', { extensionTypeUrl: extension.typeUrl });
  return { kind: 'userFunctionCall', definition: definitionOf(call.function), args: expressionsOf(call.arguments, context) };
}

function planIdOf(message: { readonly planId?: bigint | undefined }): { readonly planId?: number } {
  return message.planId === undefined ? {} : { planId: Number(message.planId) };
}

/** Functions in other languages than ours run where their runtime is: on Apache Spark. */
export function foreignFunction(message: Pick<CommonInlineUserDefinedFunction, 'functionName' | 'function'>): Error {
  const language = message.function.case === 'pythonUdf' ? 'Python' : message.function.case === 'javaUdf' ? 'Java' : 'Scala';
  return notSupported(`the ${language} function ${message.functionName}`);
}

function functionOf(message: Expression_UnresolvedFunction, context: TranslationContext): Expression {
  const nameParts = message.isUserDefinedFunction ? context.parseTableName(message.functionName) : [functionName(message.functionName)];
  const isCountOfAll =
    !message.isUserDefinedFunction && nameParts[0] === 'count' && message.arguments.length === 1 && isWholeStar(message.arguments[0]);
  const one: Literal = { kind: 'literal', value: 1, dataType: { kind: 'integer' } };
  return {
    kind: 'unresolvedFunction',
    nameParts,
    args: isCountOfAll ? [one] : expressionsOf(message.arguments, context),
    ...(message.isDistinct ? { isDistinct: true } : {}),
    ...(message.isInternal || (!message.isUserDefinedFunction && isInternalFunction(message.functionName)) ? { isInternal: true } : {}),
  };
}

function isWholeStar(message: ExpressionMessage | undefined): boolean {
  return message?.exprType.case === 'unresolvedStar' && message.exprType.value.unparsedTarget === undefined;
}

function starOf(message: Expression_UnresolvedStar): Expression {
  const { unparsedTarget, planId } = message;
  if (unparsedTarget === undefined) return { kind: 'unresolvedStar', ...planIdOf(message) };
  if (planId !== undefined) throw sparkError('CONNECT_INVALID_PLAN.UNRESOLVED_STAR_WITH_BOTH_TARGET_AND_PLAN_ID');
  if (!unparsedTarget.endsWith('.*')) throw sparkError('CONNECT_INVALID_PLAN.UNRESOLVED_STAR_TARGET_INVALID', { target: unparsedTarget });
  return { kind: 'unresolvedStar', target: parseAttributeName(unparsedTarget.slice(0, -2)) };
}

/** `` `^name.*` `` and `` table.`^name.*` `` are patterns; anything else is a column's name. */
function regexOf(message: Expression_UnresolvedRegex): Expression {
  const [, table, pattern] = /^(?:(.+)\.)?`(.+)`$/s.exec(message.colName) ?? [];
  if (pattern === undefined) return { kind: 'unresolvedAttribute', nameParts: parseAttributeName(message.colName), ...planIdOf(message) };
  return { kind: 'unresolvedRegex', pattern, ...(table === undefined ? {} : { table }), ...planIdOf(message) };
}

export function aliasOf(message: Expression_Alias, context: TranslationContext): Alias {
  if (message.metadata !== undefined && message.name.length !== 1) {
    throw sparkError('CONNECT_INVALID_PLAN.ALIAS_WITH_MULTIPLE_IDENTIFIERS_AND_METADATA');
  }
  return {
    kind: 'alias',
    child: expressionOf(message.expr, context),
    names: message.name,
    ...(message.metadata === undefined || message.metadata === '' ? {} : { metadata: JSON.parse(message.metadata) }),
  };
}

function castOf(message: Expression_Cast, context: TranslationContext): Expression {
  const { castToType, evalMode } = message;
  if (castToType.case === undefined) throw notSet('Expression.Cast', 'castToType');
  const mode = { [EvalMode.UNSPECIFIED]: undefined, [EvalMode.LEGACY]: 'legacy', [EvalMode.ANSI]: 'ansi', [EvalMode.TRY]: 'try' } as const;
  const chosen = mode[evalMode];
  return {
    kind: 'cast',
    child: expressionOf(message.expr, context),
    dataType: castToType.case === 'type' ? dataTypeFromProto(castToType.value) : context.parseDataType(castToType.value),
    ...(chosen === undefined ? {} : { evalMode: chosen }),
  };
}

export function sortOrderOf(message: Expression_SortOrder, context: TranslationContext): SortOrder {
  const direction = message.direction === SortDirection.DESCENDING ? 'descending' : 'ascending';
  const natural = direction === 'ascending' ? 'first' : 'last';
  const nulls =
    message.nullOrdering === NullOrdering.SORT_NULLS_FIRST
      ? 'first'
      : message.nullOrdering === NullOrdering.SORT_NULLS_LAST
        ? 'last'
        : natural;
  return { kind: 'sortOrder', child: expressionOf(message.child, context), direction, nulls };
}

function lambdaOf(message: Expression_LambdaFunction, context: TranslationContext): Expression {
  const count = message.arguments.length;
  if (count < 1 || count > 3) throw sparkError('CONNECT_INVALID_PLAN.LAMBDA_FUNCTION_ARGUMENT_COUNT_INVALID', { got: String(count) });
  return {
    kind: 'lambda',
    params: message.arguments.map((argument) => argument.nameParts.join('.')),
    body: expressionOf(message.function, context),
  };
}

function windowOf(message: Expression_Window, context: TranslationContext): UnresolvedWindow {
  return {
    kind: 'unresolvedWindow',
    function: expressionOf(message.windowFunction, context),
    partitionBy: expressionsOf(message.partitionSpec, context),
    orderBy: message.orderSpec.map((order) => sortOrderOf(order, context)),
    ...(message.frameSpec === undefined ? {} : { frame: frameOf(message.frameSpec, context) }),
  };
}

function frameOf(message: Expression_Window_WindowFrame, context: TranslationContext): WindowFrame {
  const { frameType, lower, upper } = message;
  if (frameType !== FrameType.ROW && frameType !== FrameType.RANGE) throw invalidEnum('Expression.Window.WindowFrame.FrameType', frameType);
  if (lower === undefined) throw sparkError('CONNECT_INVALID_PLAN.LOWER_BOUND_REQUIRED_IN_WINDOW_FRAME');
  if (upper === undefined) throw sparkError('CONNECT_INVALID_PLAN.UPPER_BOUND_REQUIRED_IN_WINDOW_FRAME');
  return {
    unit: frameType === FrameType.ROW ? 'rows' : 'range',
    lower: boundOf(lower, 'unboundedPreceding', context),
    upper: boundOf(upper, 'unboundedFollowing', context),
  };
}

/** Connect writes an offset with its sign: before the current row it is negative. */
function boundOf(
  message: Expression_Window_WindowFrame_FrameBoundary,
  unbounded: 'unboundedPreceding' | 'unboundedFollowing',
  context: TranslationContext,
): FrameBound {
  const { boundary } = message;
  switch (boundary.case) {
    case undefined:
      throw notSet('Expression.Window.WindowFrame.FrameBoundary', 'boundary');
    case 'currentRow':
      return { kind: 'currentRow' };
    case 'unbounded':
      return { kind: unbounded };
    case 'value': {
      const value = expressionOf(boundary.value, context);
      if (value.kind !== 'literal' || (typeof value.value !== 'number' && typeof value.value !== 'bigint'))
        return { kind: 'following', value };
      if (value.value < 0) return { kind: 'preceding', value: { ...value, value: -value.value } };
      return Number(value.value) === 0 ? { kind: 'currentRow' } : { kind: 'following', value };
    }
  }
}

function subqueryOf(message: SubqueryExpression, context: TranslationContext): Expression {
  const plan = context.subqueries.get(Number(message.planId));
  if (plan === undefined) throw sparkError('CONNECT_INVALID_PLAN.INVALID_WITH_RELATION_REFERENCE');
  switch (message.subqueryType) {
    case SubqueryType.SCALAR:
      return { kind: 'subquery', variant: 'scalar', plan };
    case SubqueryType.EXISTS:
      return { kind: 'subquery', variant: 'exists', plan };
    case SubqueryType.IN:
      return { kind: 'subquery', variant: 'in', plan, values: expressionsOf(message.inSubqueryValues, context) };
    case SubqueryType.TABLE_ARG: {
      const options = message.tableArgOptions;
      return {
        kind: 'subquery',
        variant: 'table',
        plan,
        partitionBy: expressionsOf(options?.partitionSpec ?? [], context),
        orderBy: (options?.orderSpec ?? []).map((order) => sortOrderOf(order, context)),
        withSinglePartition: options?.withSinglePartition ?? false,
      };
    }
    default:
      throw invalidEnum('SubqueryExpression.SubqueryType', message.subqueryType);
  }
}
