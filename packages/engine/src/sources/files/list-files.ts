import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sparkError } from '@kindling/protocol';
import { fileUri, localPath } from './file-path.ts';
import { expandGlob, globMatcher, isGlob, isMissing } from './glob.ts';
import type { SourceOptions } from './source-options.ts';

export interface ListedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}
export interface Listing {
  /** Files and directories that the user named, patterns expanded. */
  readonly rootPaths: readonly string[];
  readonly files: readonly ListedFile[];
}

/** The data files below the paths of a user. */
export async function listFiles(paths: readonly string[], options: SourceOptions): Promise<Listing> {
  const named = options.get('path');
  const rootPaths: string[] = [];
  for (const path of named === undefined ? paths : [named, ...paths]) rootPaths.push(...(await rootsOf(path, options)));
  const files: ListedFile[] = [];
  for (const root of rootPaths) {
    try {
      await collect(root, files, true);
    } catch (error) {
      throw isMissing(error) ? sparkError('PATH_NOT_FOUND', { path: fileUri(root) }, { cause: error }) : error;
    }
  }
  return { rootPaths, files };
}

async function rootsOf(path: string, options: SourceOptions): Promise<string[]> {
  const isPattern = isGlob(path) && options.get('__globPaths__')?.toLowerCase() !== 'false';
  const local = localPath(path);
  if (isPattern) {
    const found = await expandGlob(local);
    if (found.length === 0) throw sparkError('PATH_NOT_FOUND', { path: fileUri(local) });
    return found;
  }
  return [local];
}

/** What starts with `_` or `.` is not data, but for partition directories such as `_a=1` and Parquet's summaries. */
export function isHidden(name: string): boolean {
  if (name.startsWith('.') || name.endsWith('._COPYING_')) return true;
  return name.startsWith('_') && !name.includes('=') && !name.startsWith('_common_metadata') && !name.startsWith('_metadata');
}

const isSummary = (name: string): boolean => name.startsWith('_common_metadata') || name.startsWith('_metadata');

type FileFilter = (file: ListedFile) => boolean;

async function collect(path: string, into: ListedFile[], isRoot: boolean): Promise<void> {
  const info = await stat(path);
  if (!info.isDirectory()) {
    if (isRoot || !isSummary(basename(path))) into.push({ path, sizeBytes: info.size, modifiedMs: info.mtimeMs });
    return;
  }
  for (const name of (await readdir(path)).sort()) if (!isHidden(name)) await collect(join(path, name), into, false);
}

/** What `pathGlobFilter`, `modifiedBefore` and `modifiedAfter` leave; partition columns are found before. */
export function fileFilter(options: SourceOptions): FileFilter {
  const filters: FileFilter[] = [];
  const pattern = options.get('pathGlobFilter');
  if (pattern !== undefined) {
    const matches = globMatcher(pattern);
    filters.push((file) => matches(basename(file.path)));
  }
  const before = modificationBound(options, 'modifiedBefore');
  if (before !== undefined) filters.push((file) => file.modifiedMs < before);
  const after = modificationBound(options, 'modifiedAfter');
  if (after !== undefined) filters.push((file) => file.modifiedMs > after);
  return (file) => filters.every((accepts) => accepts(file));
}

/** `YYYY-MM-DDTHH:mm:ss` in UTC, or in `timeZone` where that is given as an offset. */
function modificationBound(options: SourceOptions, name: string): number | undefined {
  const value = options.get(name);
  if (value === undefined) return undefined;
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(\.\d+)?)?)?)?$/.exec(value.trim());
  const zone = options.get('timeZone') ?? 'UTC';
  if (!match) throw sparkError('_LEGACY_ERROR_TEMP_1294', { strategy: name.toLowerCase(), timeString: value });
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = ''] = match;
  const offset = /^[+-]\d{2}:\d{2}$/.test(zone) ? zone : 'Z';
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${offset}`);
}
