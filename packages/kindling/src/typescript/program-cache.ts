import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompiledProgram, ProgramSources } from './compile-program.ts';
import { packagesFolder, resolvePath, textHash } from './module-files.ts';

/**
 * Programs that were compiled before, each in a folder of its own below `node_modules/.cache/kindling` of its project:
 * `<program>/index.json` and `<program>/<content>/<module>.mjs`.
 */

/** Programs of a project, and versions of a program, that are kept. */
const kept = 100;
const keptVersions = 10;

interface CachedProgram {
  readonly sources: ProgramSources;
  /** The folder of its modules, and the name and source file of each, the program itself first. */
  readonly folder: string;
  readonly modules: readonly { readonly name: string; readonly file: string }[];
}

/** Where a program is compiled to, and what is there. */
export interface ProgramCache {
  readonly file: string;
  /** The packages of its project. */
  readonly packages: string;
  readonly folder: string;
}

/** A program that is ready to be imported. */
export interface ReadyProgram {
  readonly url: string;
  readonly folder: string;
  readonly modules: CachedProgram['modules'];
}

/** The place of a program's cache; `undefined` for a program that belongs to no project. */
export function programCache(path: string): ProgramCache | undefined {
  const file = realpathSync(path);
  const packages = packagesFolder(dirname(file));
  if (packages === undefined) return undefined;
  const key = textHash(JSON.stringify([file, process.versions.node, ...compilerVersions()]));
  return { file, packages, folder: join(packages, '.cache/kindling', key) };
}

/** What was compiled before, if it is still what the files say. */
export function readCache({ folder, packages }: ProgramCache): ReadyProgram | undefined {
  const index = join(folder, 'index.json');
  const cached = readIndex(index);
  if (cached === undefined) return undefined;
  if (!isCurrent(cached.sources, packages) || !existsSync(join(folder, cached.folder))) return undefined;
  const now = new Date();
  utimesSync(index, now, now);
  return readyProgram(folder, cached);
}

function readIndex(index: string): CachedProgram | undefined {
  if (!existsSync(index)) return undefined;
  try {
    return JSON.parse(readFileSync(index, 'utf8')) as CachedProgram;
  } catch {
    // A disk may lose a part of what was written when its machine stops; the program is compiled anew.
    return undefined;
  }
}

function isCurrent({ files, imports, packages }: ProgramSources, projectPackages: string): boolean {
  const folders = new Set(Object.keys(files).map(dirname));
  return (
    Object.entries(files).every(([file, hash]) => existsSync(file) && textHash(readFileSync(file, 'utf8')) === hash) &&
    imports.every(({ importer, specifier, file }) => {
      const found = resolvePath(specifier, pathToFileURL(importer).href);
      return found !== undefined && realpathSync(found) === file;
    }) &&
    packages.every((folder) => existsSync(folder)) &&
    [...folders].every((folder) => packagesFolder(folder) === projectPackages)
  );
}

/** Keeps a compiled program. Others may do the same at the same time: each part becomes visible when it is complete. */
export function writeCache({ folder }: ProgramCache, { sources, modules }: CompiledProgram): ReadyProgram {
  const content = textHash(JSON.stringify(modules));
  const place = join(folder, content);
  const draft = `${place}.${randomUUID()}`;
  mkdirSync(draft, { recursive: true });
  for (const { name, code } of modules) writeFileSync(join(draft, name), code);
  if (existsSync(place)) rmSync(draft, { recursive: true });
  else moveUnlessThere(draft, place);
  const cached: CachedProgram = { sources, folder: content, modules: modules.map(({ name, file }) => ({ name, file })) };
  writeFileSync(`${draft}.json`, JSON.stringify(cached));
  renameSync(`${draft}.json`, join(folder, 'index.json'));
  removeOldest(folder, keptVersions);
  removeOldest(dirname(folder), kept);
  return readyProgram(folder, cached);
}

function moveUnlessThere(draft: string, place: string): void {
  try {
    renameSync(draft, place);
  } catch (error) {
    // Another process was faster, and wrote the same.
    if (!existsSync(place)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}

const ageLimitMs = 24 * 60 * 60 * 1000;

/** What a program that still runs may import later is left, for a day. */
function removeOldest(folder: string, count: number): void {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .map((path) => ({ path, usedMs: lastUseMs(path) }))
    .sort((left, right) => right.usedMs - left.usedMs);
  for (const { path, usedMs } of entries.slice(count)) {
    if (Date.now() - usedMs > ageLimitMs || entries.length > 10 * count) rmSync(path, { recursive: true, force: true });
  }
}

function lastUseMs(folder: string): number {
  const used = statSync(join(folder, 'index.json'), { throwIfNoEntry: false }) ?? statSync(folder, { throwIfNoEntry: false });
  return used?.mtimeMs ?? 0;
}

function readyProgram(folder: string, cached: CachedProgram): ReadyProgram {
  const place = join(folder, cached.folder);
  return { url: pathToFileURL(join(place, cached.modules[0]!.name)).href, folder: place, modules: cached.modules };
}

function compilerVersions(): readonly string[] {
  const require = createRequire(import.meta.url);
  return ['esbuild/package.json', '../package.json'].map((file) => (require(file) as { readonly version: string }).version);
}
