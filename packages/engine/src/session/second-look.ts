import { type ConditionName, isConditionName, type RecordBatch, SparkError, sparkError } from '@kindling/protocol';
import { DuckDbError } from '../duckdb/driver/index.ts';
import type { Fragment, RaiseSite } from '../physical/index.ts';
import { isRaisedWithPlace, queryContextOf } from '../plan/index.ts';
import { RAISE_PREFIX, RAISE_SEPARATOR } from '../planner/index.ts';

export type Mode = 'fast' | 'checked';

/**
 * Runs a plan unguarded; when DuckDB fails, runs it again with every fallible expression guarded, which names Spark's condition.
 * The checked run has the last word: where it finds no error and nothing has been handed out yet, its rows are the result.
 */
export async function* withSecondLook(
  plan: (mode: Mode) => Fragment,
  run: (fragment: Fragment) => AsyncIterable<RecordBatch>,
): AsyncGenerator<RecordBatch, void> {
  const fast = plan('fast');
  let handedOut = false;
  try {
    for await (const batch of run(fast)) {
      if (batch.length > 0) handedOut = true;
      yield batch;
    }
    return;
  } catch (error) {
    const raised = raisedError(error, fast.raiseSites);
    if (raised) throw raised;
    if (!isWorthSecondLook(error, fast)) throw asSparkError(error);
    yield* secondRun(plan('checked'), run, error, handedOut);
  }
}

async function* secondRun(
  fragment: Fragment,
  run: (fragment: Fragment) => AsyncIterable<RecordBatch>,
  first: unknown,
  handedOut: boolean,
): AsyncGenerator<RecordBatch, void> {
  try {
    for await (const batch of run(fragment)) if (!handedOut) yield batch;
  } catch (error) {
    throw raisedError(error, fragment.raiseSites) ?? asSparkError(error);
  }
  if (handedOut) throw asSparkError(first);
}

export function isWorthSecondLook(error: unknown, fragment: Fragment): boolean {
  // A JavaScript body does not know where it was called; the second look does.
  if (error instanceof SparkError)
    return error.queryContext.length === 0 && isRaisedWithPlace(error.condition) && fragment.runtimeFunctions.length > 0;
  return (
    error instanceof DuckDbError &&
    (error.type === 'OUT_OF_RANGE' ||
      error.type === 'CONVERSION' ||
      error.type === 'INVALID_INPUT' ||
      error.type === 'MISMATCH_TYPE' ||
      error.type === 'DECIMAL' ||
      error.type === 'DIVIDE_BY_ZERO')
  );
}

/** The condition of the raise site whose number stands in DuckDB's message. */
export function raisedError(error: unknown, sites: readonly RaiseSite[]): SparkError | undefined {
  if (!(error instanceof DuckDbError)) return undefined;
  const at = error.message.indexOf(RAISE_PREFIX);
  if (at < 0) return undefined;
  const [index, ...values] = error.message.slice(at + RAISE_PREFIX.length).split(RAISE_SEPARATOR);
  const site = sites[Number(index)];
  if (!site) return undefined;
  const parameters: Record<string, string> = {};
  let next = 0;
  for (const { name, fixed } of site.parameters) parameters[name] = fixed ?? values[next++] ?? '';
  const condition: ConditionName = isConditionName(site.condition) ? site.condition : 'INTERNAL_ERROR';
  return sparkError(condition, parameters, { cause: error, ...(site.origin ? { context: [queryContextOf(site.origin)] } : {}) });
}

/** What DuckDB itself reports, where no expression of ours explains it. */
export function asSparkError(error: unknown): unknown {
  if (!(error instanceof DuckDbError)) return error;
  if (error.cause instanceof SparkError) return error.cause;
  const message = error.message;
  if (/more than one row returned by a subquery/i.test(message)) return sparkError('SCALAR_SUBQUERY_TOO_MANY_ROWS', {}, { cause: error });
  if (/No space left on device|max_temp_directory_size/.test(message)) {
    const path = /"([^"]+)": No space left/.exec(message)?.[1] ?? 'what does not fit into memory';
    return sparkError('KINDLING_DISK_FULL', { path }, { cause: error });
  }
  if (error.type === 'OUT_OF_MEMORY') return sparkError('KINDLING_OUT_OF_MEMORY', { message }, { cause: error });
  if (error.type === 'OUT_OF_RANGE')
    return sparkError('ARITHMETIC_OVERFLOW', { message, alternative: '', config: '"spark.sql.ansi.enabled"' }, { cause: error });
  return sparkError('INTERNAL_ERROR', { message }, { cause: error });
}
