/**
 * Conditions that Apache Spark does not have, in the form of its own table: SQLSTATE, exception, names of parameters.
 * Their sentences are in messages.ts.
 */
export const kindlingConditions = {
  KINDLING_CLOSURE_NOT_ALLOWED: '42K0E AnalysisException functionName variables',
  KINDLING_JAVASCRIPT_NOT_ON_SPARK: '0A000 SparkUnsupportedOperationException functionName',
  KINDLING_NATIVE_LIBRARY_MISSING: '58000 SparkException platform packageName message',
  KINDLING_NOT_SUPPORTED: '0A000 SparkUnsupportedOperationException feature',
  KINDLING_OUT_OF_MEMORY: '53200 SparkException message',
  KINDLING_RPC_FAILED: '08006 SparkException code message',
  KINDLING_SERVER_UNREACHABLE: '08001 SparkException url message',
  KINDLING_USER_CODE_NOT_ALLOWED: '42501 SparkUnsupportedOperationException functionName',
  KINDLING_USER_FUNCTION_FAILED: '39000 SparkRuntimeException functionName message',
} as const satisfies Readonly<Record<string, string>>;
