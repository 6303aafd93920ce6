import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type ProgramCache, programCache, type ReadyProgram, readCache, writeCache } from './program-cache.ts';

/**
 * Runs a program in TypeScript. Most are compiled once, and later found in a cache; one that can only run where it is goes through hooks of
 * Node's loader, whose thread takes about 100 ms to start. `beside` goes on while the compiler starts.
 */
export async function importTypeScript(path: string, beside: () => Promise<void>): Promise<void> {
  const cache = programCache(path);
  const cached = cache && readCache(cache);
  const compiling = cached === undefined && cache !== undefined ? compile(cache) : undefined;
  await beside();
  const ready = cached ?? (await compiling);
  process.setSourceMapsEnabled(true);
  if (ready === undefined) {
    register('./typescript-hooks-main.js', import.meta.url);
    await import(pathToFileURL(path).href);
    return;
  }
  try {
    await import(ready.url);
  } catch (error) {
    if (error instanceof Error) nameSources(error, ready);
    throw error;
  }
}

async function compile(cache: ProgramCache): Promise<ReadyProgram | undefined> {
  const [{ compileProgram }, esbuild] = await Promise.all([import('./compile-program.ts'), import('esbuild')]);
  const program = await compileProgram(cache.file, cache.packages);
  void esbuild.stop();
  try {
    return program && writeCache(cache, program);
  } catch {
    // Folders of packages may be read-only, disks full: the program runs without.
    return undefined;
  }
}

/** What Node says about an import names the compiled modules. */
function nameSources(error: Error, { folder, modules }: ReadyProgram): void {
  for (const { name, file } of modules) {
    for (const compiled of [pathToFileURL(`${folder}/${name}`).href, `${folder}/${name}`, `./${name}`]) {
      error.message = error.message.replaceAll(compiled, file);
      error.stack = (error.stack ?? '').replaceAll(compiled, file);
    }
  }
}
