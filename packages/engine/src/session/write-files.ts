import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sparkError } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import { type TaskOutput, writeFilesNode } from '../physical/index.ts';
import { type LogicalPlan, schemaOf, type WriteFiles } from '../plan/index.ts';
import { dataSource } from '../sources/index.ts';
import { refuseDuplicateFields, refuseDuplicateNames } from './duplicate-names.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import { expectObservations } from './observe.ts';
import type { QueryState } from './query-state.ts';
import { RunnablePlan } from './runnable-plan.ts';
import { type StagedCall, stagedResults } from './staged/run-staged.ts';

/**
 * Writes a relation as Spark does: one file for each partition that has rows, collected in a folder that readers pass over, moved
 * into place when all are complete, with `_SUCCESS` last. What fails leaves nothing behind.
 */
export async function writeFiles(command: WriteFiles, session: EngineSession, state: QueryState, options: ExecuteOptions): Promise<void> {
  const format = command.format === '' ? state.config.get('spark.sql.sources.default') : command.format;
  const source = dataSource(format);
  if (!source) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider: format });
  if (!source.write) throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `writing ${format}` });
  const legacy = 'spark.sql.legacy.pathOptionBehavior.enabled';
  const hasOtherPath = Object.entries(command.options).some(([key, value]) => key.toLowerCase() === 'path' && value !== command.path);
  if (hasOtherPath && !state.config.isOn(legacy)) throw sparkError('_LEGACY_ERROR_TEMP_1307', { config: legacy });
  if (command.path === '') throw sparkError('_LEGACY_ERROR_TEMP_2047', { paths: '' });
  const analyzed = await session.analyze(command.child, options.signal, state);
  const schema = schemaOf(analyzed);
  // CSV files tell columns apart by their place.
  if (format.toLowerCase() !== 'csv') refuseDuplicateFields(schema, state.config);
  refuseDuplicateNames(command.partitionBy, state.config);
  source.checkWrite?.(command.options, schema);
  if (command.partitionBy.length > 0 && command.partitionBy.length === schema.fields.length)
    throw sparkError('ALL_PARTITION_COLUMNS_NOT_ALLOWED');
  const path = command.path.startsWith('file:') ? fileURLToPath(command.path.replace(/^file:\/*/, 'file:///')) : command.path;
  const exists = (await entries(path)).length > 0;
  if (exists && command.mode === 'errorIfExists') throw sparkError('PATH_ALREADY_EXISTS', { outputPath: `file:${path}` });
  if (exists && command.mode === 'ignore') return;
  await writeRelation(
    analyzed,
    { format, path, options: command.options, partitionBy: command.partitionBy, overwrite: overwriteOf(command, state.config) },
    session,
    state,
    options,
  );
}

function overwriteOf({ mode, partitionBy, options }: WriteFiles, config: SessionConfig): Overwrite {
  if (mode !== 'overwrite') return 'none';
  const given = Object.entries(options).find(([key]) => key.toLowerCase() === 'partitionoverwritemode')?.[1];
  const isDynamic = (given ?? config.get('spark.sql.sources.partitionOverwriteMode')).toUpperCase() === 'DYNAMIC';
  return isDynamic && partitionBy.length > 0 ? 'sameDirectories' : 'all';
}

/** What a write replaces: nothing, everything in its path, the directories that get new files, or directories that are named. */
export type Overwrite = 'none' | 'all' | 'sameDirectories' | { readonly directories: readonly string[] };

export interface WriteTarget {
  readonly format: string;
  readonly path: string;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly overwrite: Overwrite;
}

/** Writes an analysed relation into a directory; answers the paths of the files in it. */
export async function writeRelation(
  analyzed: LogicalPlan,
  target: WriteTarget,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<readonly string[]> {
  const { path, partitionBy } = target;
  const source = dataSource(target.format);
  if (!source?.write) throw sparkError('UNSUPPORTED_DATA_SOURCE_SAVE_MODE', { source: target.format, createMode: 'append' });
  const schema = schemaOf(analyzed);
  source.checkWrite?.(target.options, schema);
  const jobUuid = randomUUID();
  const temporary = join(path, '_temporary', jobUuid);
  await mkdir(temporary, { recursive: true });
  const { format, options: sourceOptions } = target;
  const output = (partition: number): TaskOutput => ({
    kind: 'write',
    format,
    // Another try of the same task must not find what the first one left.
    directory: join(temporary, `task-${partition}-${randomUUID()}`),
    options: sourceOptions,
    partitionBy,
    jobUuid,
  });
  try {
    expectObservations(analyzed, state);
    await using runnable = await RunnablePlan.prepare(analyzed, session, state, options);
    const mode = target.overwrite === 'none' ? 'Append' : 'Overwrite';
    const call: StagedCall = {
      name: 'save',
      reason: 'files are written by partition',
      operator: (child) => writeFilesNode({ format, path, mode, partitionBy }, child, call),
    };
    const results = await stagedResults(runnable.plan, output, call, session, state, options);
    const files = results.flatMap((result) => result.writtenFiles);
    const written = files.map((file) => file.path);
    await clearFor(target, written);
    for (const file of files) {
      await mkdir(dirname(join(path, file.path)), { recursive: true });
      await rename(join(file.directory, file.path), join(path, file.path));
    }
    await writeFile(join(path, '_SUCCESS'), '');
    return written;
  } finally {
    await rm(join(path, '_temporary'), { recursive: true, force: true });
  }
}

async function clearFor({ overwrite, path }: WriteTarget, written: readonly string[]): Promise<void> {
  if (overwrite === 'none') return;
  if (overwrite === 'all') return clear(path);
  const directories = overwrite === 'sameDirectories' ? new Set(written.map((file) => join(path, dirname(file)))) : overwrite.directories;
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
}

async function entries(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return (await readdir(path)).filter((name) => name !== '_temporary');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

async function clear(path: string): Promise<void> {
  for (const name of await entries(path)) await rm(join(path, name), { recursive: true, force: true });
}
