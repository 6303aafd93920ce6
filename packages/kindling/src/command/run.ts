import '../embedded.ts';
import { access, readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onSessionCreated, sparkError } from '@kindling/client';
import type { TargetOptions } from './main.ts';
import { watchProgress } from './progress-bar.ts';
import { runStatements } from './run-statements.ts';
import { settingsOf, startSession } from './start-session.ts';

/** `kindling run`: a program of the user in this process, its sessions led to the target that the options name. */
export async function run(file: string, args: readonly string[], options: TargetOptions): Promise<void> {
  const path = resolve(file);
  try {
    await access(path);
  } catch (error) {
    throw sparkError('KINDLING_INVALID_OPTION', { option: file, message: 'there is no such file' }, { cause: error });
  }
  const extension = extname(path);
  if (extension === '.sql') {
    await using spark = await startSession(options, file);
    await runStatements(spark, await readFile(path, 'utf8'));
    return;
  }
  if (options.remote !== undefined) process.env['SPARK_REMOTE'] = options.remote;
  if (options.master !== undefined) process.env['MASTER'] = options.master;
  process.argv = [process.argv[0] as string, path, ...args];
  const settings = settingsOf(options.conf);
  onSessionCreated(async (spark) => {
    watchProgress(spark);
    for (const [key, value] of Object.entries(settings)) await spark.conf.set(key, value);
  });
  if (isTypeScript(extension)) register('./typescript-hooks-main.js', import.meta.url);
  // The engine loads on this thread while the hooks' thread gets ready to compile.
  if (process.env['SPARK_REMOTE'] === undefined) await import('@kindling/server');
  await import(pathToFileURL(path).href);
}

/** Sources of this package run under tsx, which reads the program's TypeScript as well. */
function isTypeScript(extension: string): boolean {
  return /^\.[cm]?tsx?$/.test(extension) && !import.meta.url.endsWith('.ts');
}
