import '../embedded.ts';
import { SparkSession, sparkError } from '@kindling/client';
import type { TargetOptions } from './main.ts';
import { watchProgress } from './progress-bar.ts';

/** Settings of `--conf key=value`. */
export function settingsOf(conf: readonly string[] = []): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const pair of conf) {
    const at = pair.indexOf('=');
    if (at < 1) throw sparkError('KINDLING_INVALID_OPTION', { option: `--conf ${pair}`, message: 'it must have the form key=value' });
    settings[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return settings;
}

/** The session of a prompt or a .sql file. */
export async function startSession(options: TargetOptions, appName: string): Promise<SparkSession> {
  const settings = settingsOf(options.conf);
  const builder = SparkSession.builder.appName(appName).config(settings);
  if (options.remote !== undefined) builder.remote(options.remote);
  else if (options.master !== undefined) builder.master(options.master);
  const spark = await builder.getOrCreate();
  await watchProgress(spark, settings);
  return spark;
}
