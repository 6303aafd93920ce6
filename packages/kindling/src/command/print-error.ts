import { styleText } from 'node:util';

/** One error on standard error: what is wrong and where, and the stack only for those who ask. */
export function printError(error: unknown, verbose: boolean): void {
  const message = error instanceof Error ? error.message.trim() : String(error);
  const name = error instanceof Error && error.name !== 'Error' && error.name !== 'SparkError' ? `${error.name}: ` : '';
  console.error(`${process.stderr.isTTY ? styleText('red', name) : name}${message}`);
  if (!verbose || !(error instanceof Error)) return;
  console.error(error.stack);
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) console.error(`Caused by: ${cause.stack}`);
}
