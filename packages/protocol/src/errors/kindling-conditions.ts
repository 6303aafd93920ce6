/**
 * Conditions that Apache Spark does not have, in the form of its own table: SQLSTATE, exception, names of parameters.
 * Their sentences are in messages.ts.
 */
export const kindlingConditions = {
  KINDLING_CANNOT_LISTEN: '08000 SparkException address message',
  KINDLING_CLOSURE_NOT_ALLOWED: '42K0E AnalysisException functionName variables',
  KINDLING_DISK_FULL: '53100 SparkException path',
  KINDLING_INVALID_MASTER: '22023 SparkIllegalArgumentException master',
  KINDLING_INVALID_OPTION: '22023 SparkIllegalArgumentException option message',
  KINDLING_JAVASCRIPT_NOT_ON_SPARK: '0A000 SparkUnsupportedOperationException functionName reason',
  KINDLING_JOB_ABORTED: '58000 SparkException message',
  KINDLING_LIMIT_REACHED: '53400 SparkException limit what',
  KINDLING_LOCAL_FOLDER_UNUSABLE: '58030 SparkException folder message',
  KINDLING_NATIVE_LIBRARY_MISSING: '58000 SparkException platform packageName message',
  KINDLING_NO_EXECUTORS: '53000 SparkException message',
  KINDLING_NOT_SUPPORTED: '0A000 SparkUnsupportedOperationException feature',
  KINDLING_OUT_OF_MEMORY: '53200 SparkException message',
  KINDLING_PLAN_TOO_DEEP: '54001 SparkException detail',
  KINDLING_RESULT_CHANGED: '40000 SparkException partition rows',
  KINDLING_RPC_FAILED: '08006 SparkException code message',
  KINDLING_SCRIPT_NOT_ALLOWED: '42501 SparkUnsupportedOperationException script',
  KINDLING_SERVER_UNREACHABLE: '08001 SparkException url message',
  KINDLING_TOKEN_REQUIRED: '28000 SparkException host',
  KINDLING_USER_CODE_NOT_ALLOWED: '42501 SparkUnsupportedOperationException functionName',
  KINDLING_USER_FUNCTION_FAILED: '39000 SparkRuntimeException functionName file line column row partition message',
} as const satisfies Readonly<Record<string, string>>;
