import { type REPLServer, start } from 'node:repl';
import type { Context } from 'node:vm';
import * as kindling from '@kindling/client';
import type { TargetOptions } from './main.ts';
import { PromptHistory } from './prompt-history.ts';
import { startSession } from './start-session.ts';

/** `kindling shell`: a prompt for JavaScript and TypeScript, with top-level await, `spark` and all functions in scope. */
export async function shell(options: TargetOptions): Promise<void> {
  const spark = await startSession(options, 'kindling shell');
  if (process.stdin.isTTY) {
    console.log(`Welcome to Kindling, which answers as Spark ${await spark.version()} does.`);
    console.log('`spark` is the session, all functions are in scope, `await` works. `.exit` ends.');
  }
  const repl = start({ prompt: '> ', preview: false });
  Object.assign(repl.context, kindling, kindling.functions, { functions: kindling.functions, spark });
  transpileTypeScript(repl, (await import('esbuild')).transformSync);
  completeColumns(repl);
  if (process.stdin.isTTY) await new Promise<void>((resolve, reject) => repl.setupHistory(new PromptHistory('shell').file, (error) => (error ? reject(error) : resolve())));
  await new Promise<void>((resolve) => repl.once('exit', resolve));
  await spark.stop();
}

type Transform = typeof import('esbuild').transformSync;

/** Types are cut away before Node sees the line; what esbuild cannot read goes on as it is, so that Node says what is wrong or waits for more. */
function transpileTypeScript(repl: REPLServer, transform: Transform): void {
  const evaluate = repl.eval;
  Object.assign(repl, {
    eval(this: REPLServer, code: string, context: Context, file: string, done: (error: Error | null, result: unknown) => void) {
      let javascript = code;
      try {
        javascript = transform(code, { loader: 'ts', target: 'esnext', format: 'esm', logLevel: 'silent', tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } }).code;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        javascript = code;
      }
      evaluate.call(this, javascript, context, file, done);
    },
  });
}

/** After `frame.col('` or `frame.select('` the names of the frame's columns complete; the schema is asked for once per frame. */
function completeColumns(repl: REPLServer): void {
  const complete = repl.completer;
  const columns = new WeakMap<object, readonly string[]>();
  Object.assign(repl, {
    completer(line: string, done: (error?: Error | null, result?: [string[], string]) => void) {
      const match = /([A-Za-z_$][\w$]*)\.\w+\((?:[^()]*,\s*)?(['"])(\w*)$/.exec(line);
      const frame: unknown = match && repl.context[match[1] as string];
      if (!match || !(frame instanceof kindling.DataFrame)) {
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
