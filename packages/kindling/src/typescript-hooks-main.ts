import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Hooks of Node's module loader for a program in TypeScript. They run on a thread of their own, which is why this is a module that is started by path. */

// Loads while the program's first imports are being looked up.
const esbuild = import('esbuild');

const typescriptFile = /\.([cm]?)tsx?$/;

/** Programs may name a module as TypeScript wants it named (`./x.js`), as it is (`./x.ts`), or with no ending. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    const isPath = /^(?:\.{0,2}\/|file:)/.test(specifier);
    for (const path of isPath ? candidates(specifier) : []) {
      if (existsSync(fileURLToPath(new URL(path, context.parentURL)))) return nextResolve(path, context);
    }
    throw error;
  }
};

function candidates(path: string): readonly string[] {
  const ending = /\.([cm]?)js(x?)$/.exec(path);
  if (ending) return [`${path.slice(0, ending.index)}.${ending[1]}ts${ending[2]}`];
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`];
}

export const load: LoadHook = async (url, context, nextLoad) => {
  const file = url.startsWith('file:') ? fileURLToPath(url) : '';
  const ending = typescriptFile.exec(file);
  if (!ending) return nextLoad(url, context);
  const isCommonJs = ending[1] === 'c';
  const { code } = (await esbuild).transformSync(await readFile(file, 'utf8'), {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    format: isCommonJs ? 'cjs' : 'esm',
    target: `node${process.versions.node}`,
    sourcemap: 'inline',
    sourcesContent: false,
    sourcefile: file,
  });
  return { format: isCommonJs ? 'commonjs' : 'module', shortCircuit: true, source: code };
};
