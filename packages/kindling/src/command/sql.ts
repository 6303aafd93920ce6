import { createInterface } from 'node:readline/promises';
import type { SparkSession } from '@kindling/client';
import type { TargetOptions } from './main.ts';
import { printError } from './print-error.ts';
import { PromptHistory } from './prompt-history.ts';
import { runStatement, runStatements } from './run-statements.ts';
import { splitStatements } from './split-statements.ts';
import { SqlCompletion } from './sql-completion.ts';
import { standardInput } from './standard-input.ts';
import { startSession } from './start-session.ts';

const PROMPT = 'spark-sql> ';
const CONTINUATION = '         > ';

/** `kindling sql`: one text, standard input, or a prompt with history and completion. */
export async function sql(text: string | undefined, options: TargetOptions): Promise<void> {
  await using spark = await startSession(options, 'kindling sql');
  if (text !== undefined) await runStatements(spark, text);
  else if (process.stdin.isTTY) await prompt(spark, options.verbose === true);
  else await runStatements(spark, await standardInput());
}

async function prompt(spark: SparkSession, verbose: boolean): Promise<void> {
  const history = new PromptHistory('sql');
  const completion = new SqlCompletion(spark);
  let pending = '';
  let running: AbortController | undefined;
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: PROMPT,
    history: history.read(),
    historySize: 1000,
    completer: async (line: string) => {
      const [names, word] = await completion.complete(`${pending}\n${line}`);
      return [names, word] satisfies [string[], string];
    },
  });
  // Ctrl-C stops the statement that runs, or else takes back what was typed.
  reader.on('SIGINT', () => {
    if (running) {
      running.abort();
      return;
    }
    pending = '';
    process.stdout.write('^C\n');
    reader.write(null, { ctrl: true, name: 'e' });
    reader.write(null, { ctrl: true, name: 'u' });
    reader.setPrompt(PROMPT);
    reader.prompt();
  });
  console.log('Statements end with a semicolon; exit with Ctrl-D or `exit;`.');
  reader.prompt();
  for await (const line of reader) {
    pending = pending === '' ? line : `${pending}\n${line}`;
    const { statements, rest } = splitStatements(pending);
    pending = rest;
    for (const statement of isExit(rest) ? [...statements, rest] : statements) {
      if (isExit(statement)) {
        reader.close();
        return;
      }
      history.add(`${statement};`);
      running = new AbortController();
      try {
        const since = performance.now();
        await runStatement(spark, statement, { signal: running.signal });
        console.log(`Time taken: ${((performance.now() - since) / 1000).toFixed(3)} seconds`);
      } catch (error) {
        if (running.signal.aborted) console.error('Cancelled.');
        else printError(error, { verbose });
      }
      running = undefined;
      completion.forgetTables();
    }
    reader.setPrompt(pending === '' ? PROMPT : CONTINUATION);
    reader.prompt();
  }
}

function isExit(statement: string): boolean {
  return /^(?:exit|quit)$/i.test(statement);
}
