import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import '../embedded.ts';
import { onSessionCreated, sparkError } from '@kindling/client';
import { importTypeScript, isTypeScript } from '../typescript/index.ts';
import type { TargetOptions } from './main.ts';
import { printError } from './print-error.ts';
import { watchProgress } from './progress-bar.ts';
import { runStatements } from './run-statements.ts';
import { settingsOf, startSession } from './start-session.ts';

/** `kindling run`: a program of the user in this process, its sessions led to the target that the options name. */
export async function run(file: string, args: readonly string[], options: TargetOptions): Promise<void> {
  const path = resolve(file);
  await checkFile(file, path);
  if (extname(path) === '.sql') {
    await using spark = await startSession(options, file);
    await runStatements(spark, await readFile(path, 'utf8'));
    return;
  }
  if (options.remote !== undefined) process.env.SPARK_REMOTE = options.remote;
  if (options.master !== undefined) process.env.MASTER = options.master;
  process.argv = [process.argv[0] as string, path, ...args];
  const settings = settingsOf(options.conf);
  onSessionCreated(async (spark) => {
    await watchProgress(spark, settings);
    for (const [key, value] of Object.entries(settings)) await spark.conf.set(key, value);
  });
  process.on('uncaughtException', (error) => {
    printError(error, { verbose: options.verbose === true, program: path });
    process.exit(1);
  });
  const loadEngine = async () => {
    if (process.env.SPARK_REMOTE === undefined) await import('@kindling/server');
  };
  // Sources of this package run under tsx, which reads the program's TypeScript as well.
  if (isTypeScript(path) && !import.meta.url.endsWith('.ts')) return importTypeScript(path, loadEngine);
  await loadEngine();
  await import(pathToFileURL(path).href);
}

async function checkFile(file: string, path: string): Promise<void> {
  const refuse = (message: string, cause?: unknown) => sparkError('KINDLING_INVALID_OPTION', { option: file, message }, { cause });
  const found = await stat(path).catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw refuse(isMissing ? 'there is no such file' : String(error), error);
  });
  if (!found.isFile()) throw refuse('it is not a file');
  if (!/\.(?:[cm]?[jt]sx?|sql)$/.test(path)) throw refuse('it runs files that end in .ts, .js or .sql');
}
