import { restoreError, SparkError, type SparkErrorInit } from '@kindling/protocol';
import { DuckDbError, type DuckDbErrorType } from '../../duckdb/driver/index.ts';

/** An error as plain data, so that its class and condition are the same on the other side. */
export interface EncodedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly spark?: Omit<SparkErrorInit, 'cause'>;
  readonly duckDbType?: DuckDbErrorType;
  readonly cause?: EncodedError;
}

/** Causes deeper than this are left behind. */
const MAX_CAUSES = 8;

export function encodeError(error: unknown, depth = 0): EncodedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack, cause } = error;
  const common = {
    name,
    message,
    stack,
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: encodeError(cause, depth + 1) }),
  };
  if (error instanceof DuckDbError) return { ...common, duckDbType: error.type };
  if (!(error instanceof SparkError)) return common;
  const { condition, sqlState, messageParameters, queryContext, jvmClasses, serverStackTrace } = error;
  return { ...common, spark: { message, condition, sqlState, messageParameters, queryContext, jvmClasses, serverStackTrace } };
}

export function decodeError(encoded: EncodedError): Error {
  const error = restored(encoded);
  if (encoded.stack !== undefined) error.stack = encoded.stack;
  return error;
}

function restored({ name, message, spark, duckDbType, cause: encodedCause }: EncodedError): Error {
  const cause = encodedCause === undefined ? undefined : decodeError(encodedCause);
  if (spark) return restoreError({ ...spark, cause });
  if (duckDbType) return new DuckDbError(message, duckDbType);
  const error = new Error(message, cause ? { cause } : {});
  error.name = name;
  return error;
}
