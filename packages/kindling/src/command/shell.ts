import { type REPLEval, type REPLServer, Recoverable, start } from 'node:repl';
import { inspect } from 'node:util';
import { runInContext } from 'node:vm';
import * as client from '@kindling/client';
import { transformSync } from 'esbuild';
import { compileLine } from './compile-line.ts';
import type { TargetOptions } from './main.ts';
import { PromptHistory } from './prompt-history.ts';
import { standardInput } from './standard-input.ts';
import { startSession } from './start-session.ts';

/**
 * `kindling shell`: a prompt for JavaScript and TypeScript, with top-level await, `spark` and all functions in scope.
 * What comes through a pipe is one program.
 */
export async function shell(options: TargetOptions): Promise<void> {
  await using spark = await startSession(options, 'kindling shell');
  const scope = { ...client, ...client.functions, functions: client.functions, spark };
  if (process.stdin.isTTY) await prompt(scope, options.verbose === true);
  else await runProgram(await standardInput(), scope);
}

async function runProgram(text: string, scope: Readonly<Record<string, unknown>>): Promise<void> {
  const compiled = compileLine(text, transformSync);
  if (compiled.kind !== 'javascript') throw new SyntaxError(compiled.message);
  // `typeof` is a function of Spark, but no name of a variable.
  const { typeof: _, ...named } = scope;
  await new AsyncFunction(...Object.keys(named), `{\n${compiled.code}\n}`)(...Object.values(named));
}

const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>;

async function prompt(scope: { readonly spark: client.SparkSession }, verbose: boolean): Promise<void> {
  console.log(`Welcome to Kindling, which answers as Spark ${await scope.spark.version()} does.`);
  console.log('`spark` is the session, all functions are in scope, `await` works. `.exit` ends.');
  const frames = new WeakMap<client.DataFrame, string>();
  const repl = start({
    prompt: '> ',
    preview: false,
    ignoreUndefined: true,
    writer: Object.assign((value: unknown) => show(value, frames, verbose), { options: inspect.defaultOptions }),
  });
  Object.assign(repl.context, scope);
  Object.assign(repl, { eval: evaluate(repl.eval, frames) });
  completeColumns(repl);
  await keepHistory(repl);
  await new Promise<void>((resolve) => repl.once('exit', resolve));
}

/** A frame is shown by its columns, a column by its expression, an error by its message. */
function show(value: unknown, frames: WeakMap<client.DataFrame, string>, verbose: boolean): string {
  if (value instanceof client.DataFrame) return frames.get(value) ?? 'DataFrame';
  if (value instanceof client.Column) return String(value);
  if (value instanceof Error && !verbose) return `${value.name}: ${value.message.trim()}`;
  return inspect(value, { colors: process.stdout.isTTY });
}

function keepHistory(repl: REPLServer): Promise<void> {
  return new Promise((resolve, reject) =>
    repl.setupHistory(new PromptHistory('shell').file, (error) => (error ? reject(error) : resolve())),
  );
}

/** Types are cut away before Node sees the text, and the columns of a frame are asked for before it is shown. */
function evaluate(run: REPLEval, frames: WeakMap<client.DataFrame, string>): REPLEval {
  return function (this: REPLServer, text, context, file, done) {
    const compiled = compileLine(text, transformSync);
    if (compiled.kind !== 'javascript') {
      const error = new SyntaxError(compiled.message);
      done(compiled.kind === 'unfinished' ? new Recoverable(error) : error, undefined);
      return;
    }
    run.call(this, compiled.code, context, file, (error, result: unknown) => {
      if (error || !(result instanceof client.DataFrame)) {
        done(error, result);
        return;
      }
      describe(result).then(
        (description) => {
          frames.set(result, description);
          done(null, result);
        },
        (failure: unknown) => done(failure instanceof Error ? failure : new Error(String(failure)), undefined),
      );
    });
  };
}

async function describe(frame: client.DataFrame): Promise<string> {
  const columns = await frame.dtypes();
  return `DataFrame[${columns.map(([name, type]) => `${name}: ${type}`).join(', ')}]`;
}

/** After `frame.col('` or `frame.select('` the names of the frame's columns complete; the schema is asked for once per frame. */
function completeColumns(repl: REPLServer): void {
  const complete = repl.completer;
  const columns = new WeakMap<object, readonly string[]>();
  Object.assign(repl, {
    completer(line: string, done: (error?: Error | null, result?: [string[], string]) => void) {
      const match = /([A-Za-z_$][\w$]*)\.\w+\((?:[^()]*,\s*)?(['"])(\w*)$/.exec(line);
      const frame = match && valueOf(repl, match[1] as string);
      if (!match || !(frame instanceof client.DataFrame)) {
        complete.call(repl, line, done);
        return;
      }
      const prefix = match[3] as string;
      const answer = (names: readonly string[]) => done(null, [names.filter((name) => name.startsWith(prefix)), prefix]);
      const known = columns.get(frame);
      if (known) {
        answer(known);
        return;
      }
      frame.columns().then(
        (names) => {
          columns.set(frame, names);
          answer(names);
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), [[], prefix]),
      );
    },
  });
}

/** The value of a variable, which is no property of the prompt's context when `const` or `let` made it. */
function valueOf(repl: REPLServer, name: string): unknown {
  return runInContext(`typeof ${name} === 'undefined' ? undefined : ${name}`, repl.context);
}
