import { createInterface } from 'node:readline/promises';
import { listKeywords } from '@kindling/sql';
import type { SparkSession } from '@kindling/client';
import type { TargetOptions } from './main.ts';
import { printError } from './print-error.ts';
import { PromptHistory } from './prompt-history.ts';
import { runStatement, runStatements } from './run-statements.ts';
import { splitStatements } from './split-statements.ts';
import { startSession } from './start-session.ts';

/** `kindling sql`: one text, standard input, or a prompt with history and completion. */
export async function sql(text: string | undefined, options: TargetOptions): Promise<void> {
  await using spark = await startSession(options, 'kindling sql');
  if (text !== undefined) {
    await runStatements(spark, text);
    return;
  }
  if (!process.stdin.isTTY) {
    await runStatements(spark, await standardInput());
    return;
  }
  await prompt(spark, options.verbose === true);
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function prompt(spark: SparkSession, verbose: boolean): Promise<void> {
  const history = new PromptHistory('sql');
  const names = await completions(spark);
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: 'spark-sql> ',
    history: history.read(),
    historySize: 1000,
    completer: (line: string) => complete(line, names),
  });
  console.log('Statements end with a semicolon; exit with Ctrl-D or `exit;`.');
  let pending = '';
  reader.prompt();
  for await (const line of reader) {
    pending = pending === '' ? line : `${pending}\n${line}`;
    const { statements, rest } = splitStatements(pending);
    for (const statement of statements) {
      if (/^(?:exit|quit)$/i.test(statement)) {
        reader.close();
        return;
      }
      history.add(`${statement};`);
      try {
        const since = performance.now();
        await runStatement(spark, statement);
        console.log(`Time taken: ${((performance.now() - since) / 1000).toFixed(3)} seconds`);
      } catch (error) {
        printError(error, verbose);
      }
    }
    pending = rest === 'exit' || rest === 'quit' ? '' : rest;
    if (rest === 'exit' || rest === 'quit') break;
    reader.setPrompt(pending === '' ? 'spark-sql> ' : '         > ');
    reader.prompt();
  }
  reader.close();
}

async function completions(spark: SparkSession): Promise<readonly string[]> {
  const functions = await spark.catalog.listFunctions();
  return [...listKeywords().map(({ keyword }) => keyword), ...functions.map((fn) => fn.name)];
}

function complete(line: string, names: readonly string[]): [string[], string] {
  const word = /[\w$]*$/.exec(line)?.[0] ?? '';
  if (word === '') return [[], word];
  const isUpper = word === word.toUpperCase();
  const found = names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
  return [found.map((name) => (isUpper ? name.toUpperCase() : name.toLowerCase())), word];
}
