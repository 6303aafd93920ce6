import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import { SparkError } from '@kindling/client';

export interface PrintErrorOptions {
  /** Stack traces too, and those of the causes. */
  readonly verbose: boolean;
  /** The program that ran: where in its folder the error came from is told. */
  readonly program?: string;
}

/** One error on standard error: what is wrong and where, and the stack only for those who ask. */
export function printError(error: unknown, { verbose, program }: PrintErrorOptions): void {
  const message = error instanceof Error ? error.message.trim() : String(error);
  const name = error instanceof Error && error.name !== 'Error' && error.name !== 'SparkError' ? `${error.name}: ` : '';
  console.error(`${process.stderr.isTTY ? styleText('red', name) : name}${message}`);
  if (!(error instanceof Error)) return;
  if (!verbose) {
    // Some conditions say only where it happened; what happened is then the cause.
    if (error.cause instanceof SparkError) console.error(`Caused by: ${error.cause.message.trim()}`);
    const place = program === undefined ? undefined : placeInProgram(error, program);
    if (place !== undefined) console.error(`    at ${place}`);
    return;
  }
  console.error(error.stack);
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) console.error(`Caused by: ${cause.stack}`);
}

/** Where this package and those beside it are: the build is one file in `dist`, the sources have folders. */
const ownFolder = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../..' : '../..', import.meta.url));

/** File, line and column of the innermost call that belongs to the program and not to a library. */
function placeInProgram(error: Error, program: string): string | undefined {
  const folder = dirname(resolve(program));
  for (const line of error.stack?.split('\n') ?? []) {
    const [, location, position] = /^\s+at .*?((?:file:\/\/)?\/[^()]*?)(:\d+:\d+)\)?$/.exec(line) ?? [];
    if (location === undefined || location.includes('node_modules')) continue;
    const file = fileURLToPath(location.startsWith('file:') ? location : pathToFileURL(location));
    if (file.startsWith(folder) && !file.startsWith(ownFolder)) return `${relative(process.cwd(), file)}${position}`;
  }
  return undefined;
}
