import { type QueryContext, restoreError, SparkError, sparkError } from '@kindling/protocol';
import {
  anyUnpack,
  FetchErrorDetailsResponse_QueryContext_ContextType as ContextType,
  type ErrorInfo,
  ErrorInfoSchema,
  type FetchErrorDetailsResponse,
  type FetchErrorDetailsResponse_Error,
  type FetchErrorDetailsResponse_QueryContext,
  fromBinary,
  StatusSchema,
} from '@kindling/protocol/messages';
import { RpcCode, RpcError } from '../transport/index.ts';

/** Asks the server for all that it knows about an error; undefined when it cannot tell. */
export type FetchDetails = (errorId: string) => Promise<FetchErrorDetailsResponse | undefined>;

/** The condition that a failed call names, without asking for details; empty when there is none. */
export function conditionOf(error: unknown): string {
  if (error instanceof SparkError) return error.condition;
  if (!(error instanceof RpcError)) return '';
  return errorInfoOf(error)?.metadata.errorClass ?? /^\[([A-Z0-9_.]+)\]/.exec(error.message)?.[1] ?? '';
}

/** The error of Spark behind whatever a call threw. */
export async function decodeError(error: unknown, target: string, fetchDetails: FetchDetails): Promise<unknown> {
  if (!(error instanceof RpcError)) return error;
  const info = errorInfoOf(error);
  if (info !== undefined) return errorFromInfo(error, info, fetchDetails);
  switch (error.code) {
    case RpcCode.unavailable:
      return sparkError('KINDLING_SERVER_UNREACHABLE', { url: target, message: withoutEmptyNote(error.message) }, { cause: error });
    default:
      return sparkError('KINDLING_RPC_FAILED', { code: error.codeName, message: error.message }, { cause: error });
  }
}

/** grpc-js ends its message with what the resolver noted, also when it noted nothing, and a full stop is ours to set. */
function withoutEmptyNote(message: string): string {
  return message.replace(/\s*Resolution note:\s*$/, '').replace(/\.$/, '');
}

function errorInfoOf(error: RpcError): ErrorInfo | undefined {
  if (error.statusDetails === undefined) return undefined;
  for (const detail of fromBinary(StatusSchema, error.statusDetails).details) {
    const info = anyUnpack(detail, ErrorInfoSchema);
    if (info !== undefined) return info;
  }
  return undefined;
}

async function errorFromInfo(error: RpcError, info: ErrorInfo, fetchDetails: FetchDetails): Promise<SparkError> {
  const { errorId, classes, errorClass, sqlState, messageParameters, stackTrace } = info.metadata;
  const details = errorId === undefined ? undefined : await fetchDetails(errorId);
  const root = details?.rootErrorIdx === undefined ? undefined : details.errors[details.rootErrorIdx];
  if (root !== undefined) return errorFromDetails(root, details!.errors, { errorClass, sqlState });
  return restoreError({
    message: error.message,
    condition: errorClass,
    sqlState,
    messageParameters: messageParameters === undefined ? undefined : JSON.parse(messageParameters),
    jvmClasses: classes === undefined ? [info.reason] : JSON.parse(classes),
    serverStackTrace: stackTrace,
    cause: error,
  });
}

/** The error of Spark for what a server sent in full. */
export function errorFromDetails(
  root: FetchErrorDetailsResponse_Error,
  errors: readonly FetchErrorDetailsResponse_Error[],
  known: { readonly errorClass?: string | undefined; readonly sqlState?: string | undefined } = {},
): SparkError {
  const throwable = root.sparkThrowable;
  return restoreError({
    message: root.message,
    condition: known.errorClass ?? throwable?.errorClass,
    sqlState: known.sqlState ?? throwable?.sqlState,
    messageParameters: throwable?.messageParameters,
    queryContext: throwable?.queryContexts.map(queryContext),
    jvmClasses: root.errorTypeHierarchy,
    serverStackTrace: stackTraceText(root, errors),
  });
}

function queryContext(context: FetchErrorDetailsResponse_QueryContext): QueryContext {
  return {
    contextType: context.contextType === ContextType.SQL ? 'SQL' : 'DataFrame',
    objectType: context.objectType,
    objectName: context.objectName,
    startIndex: context.startIndex,
    stopIndex: context.stopIndex,
    fragment: context.fragment,
    callSite: context.callSite,
    summary: context.summary,
  };
}

function stackTraceText(root: FetchErrorDetailsResponse_Error, errors: readonly FetchErrorDetailsResponse_Error[]): string | undefined {
  const lines: string[] = [];
  let error: FetchErrorDetailsResponse_Error | undefined = root;
  while (error !== undefined && lines.length < 10_000) {
    const head = `${error.errorTypeHierarchy[0] ?? 'error'}: ${error.message}`;
    lines.push(lines.length === 0 ? head : `Caused by: ${head}`);
    for (const element of error.stackTrace) {
      lines.push(`\tat ${element.declaringClass}.${element.methodName}(${element.fileName ?? 'unknown'}:${element.lineNumber})`);
    }
    error = error.causeIdx === undefined ? undefined : errors[error.causeIdx];
  }
  return lines.length === 1 ? undefined : lines.join('\n');
}
