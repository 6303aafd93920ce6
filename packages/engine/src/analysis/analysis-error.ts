import { type ConditionName, restoreError, sparkError, toSQLId } from '@kindling/protocol';
import { type Origin, queryContextOf } from '../plan/index.ts';

export interface HasOrigin {
  readonly origin?: Origin;
}

/** Raises Spark's condition; the node that it is about gives the query context. */
export function fail(condition: ConditionName, parameters: Readonly<Record<string, string>>, at?: HasOrigin): never {
  const origin = at?.origin;
  if (origin === undefined) throw sparkError(condition, parameters);
  throw sparkError(condition, parameters, { context: [queryContextOf(origin)] });
}

/** Raises what Spark raises without a condition where an argument is impossible. */
export function failRequirement(message: string): never {
  throw restoreError({ message: `requirement failed: ${message}`, jvmClasses: ['java.lang.IllegalArgumentException'] });
}

/** A name as error messages show it: every part in backticks. */
export function quoteName(parts: readonly string[]): string {
  return toSQLId(parts);
}
