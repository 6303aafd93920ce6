import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What a generator made: the content of every file, by its path below the generator's folder. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/**
 * Makes `folder` hold exactly `files`; with `--check` on the command line changes nothing and fails if it does not.
 * `owns` says which of the files found in the folder belong to the generator.
 */
export function writeGenerated(folder: string, files: GeneratedFiles, owns: (path: string) => boolean = () => true): void {
  const check = process.argv.includes('--check');
  const different: string[] = [];
  for (const path of filesBelow(folder)) {
    if (files.has(path) || !owns(path)) continue;
    different.push(path);
    if (!check) rmSync(join(folder, path));
  }
  for (const [path, content] of files) {
    const target = join(folder, path);
    if (read(target) === content) continue;
    different.push(path);
    if (check) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  const names = different.map((path) => join(relative(process.cwd(), folder), path));
  if (names.length === 0) return;
  if (check) {
    process.stderr.write(`generated files differ from what their generator makes; run it without --check:\n  ${names.join('\n  ')}\n`);
    process.exitCode = 1;
  } else process.stdout.write(`${names.join('\n')}\n`);
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
