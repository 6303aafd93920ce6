import { type RecordBatch, type Row, rowsOf, sparkError } from '@kindling/protocol';

/** A JavaScript function of the user, as text: it sees its arguments and nothing else of the program that sent it. */
export interface UserFunction {
  readonly source: string;
  /** JSON text of the values that the program gave along. */
  readonly params: string;
  readonly each: 'row' | 'partition';
}

/** Runs the functions of users over the rows of partitions, in this process or in one of its own. */
export interface UserCode extends AsyncDisposable {
  runPartition(fn: UserFunction, partition: number, batches: readonly RecordBatch[]): Promise<void>;
}

type Console = Pick<typeof console, 'log' | 'info' | 'warn' | 'error' | 'debug'>;
type Compiled = (argument: Row | Iterable<Row>, params: unknown) => unknown;

/** Calls the function once for the partition, or once for each of its rows; promises that it gives are waited for. */
export async function runUserFunction(
  fn: UserFunction,
  partition: number,
  batches: readonly RecordBatch[],
  output: Console,
): Promise<void> {
  const run = compile(fn, output);
  const params: unknown = fn.params === '' ? undefined : JSON.parse(fn.params);
  if (fn.each === 'partition') {
    await guarded(`partition ${partition}`, () => run(allRows(batches), params));
    return;
  }
  let row = 0;
  for (const value of allRows(batches)) {
    await guarded(`row ${row} of partition ${partition}`, () => run(value, params));
    row += 1;
  }
}

function* allRows(batches: readonly RecordBatch[]): Generator<Row, void> {
  for (const batch of batches) yield* rowsOf(batch);
}

function compile(fn: UserFunction, output: Console): Compiled {
  const compiled: unknown = new Function('console', `"use strict"; return (${fn.source});`)(output);
  if (typeof compiled !== 'function') throw failed('The text is no function.', undefined);
  return compiled as Compiled;
}

async function guarded(place: string, call: () => unknown): Promise<void> {
  try {
    await call();
  } catch (error) {
    throw failed(`${place}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`, error);
  }
}

function failed(message: string, cause: unknown) {
  return sparkError('KINDLING_USER_FUNCTION_FAILED', { functionName: 'foreachPartition', message }, { cause });
}

/** What functions print goes to the log of their executor: for the process itself that is standard error. */
export const executorConsole: Console = {
  log: (...values: unknown[]) => console.error(...values),
  info: (...values: unknown[]) => console.error(...values),
  warn: (...values: unknown[]) => console.error(...values),
  error: (...values: unknown[]) => console.error(...values),
  debug: (...values: unknown[]) => console.error(...values),
};

export const inProcessUserCode: UserCode = {
  runPartition: (fn, partition, batches) => runUserFunction(fn, partition, batches, executorConsole),
  [Symbol.asyncDispose]: async () => undefined,
};
