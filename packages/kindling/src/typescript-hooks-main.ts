import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isPath, isTypeScript, resolvePath } from './typescript/module-files.ts';
import { isCommonJs, transformOptions } from './typescript/transform-options.ts';

/** Hooks of Node's module loader for a program in TypeScript. They run on a thread of their own, which is why this is a module that is started by path. */

// Loads while the program's first imports are being looked up.
const esbuild = import('esbuild');

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    const file = isPath(specifier) ? resolvePath(specifier, context.parentURL) : undefined;
    if (file === undefined) throw error;
    return nextResolve(pathToFileURL(file).href, context);
  }
};

export const load: LoadHook = async (url, context, nextLoad) => {
  const file = url.startsWith('file:') ? fileURLToPath(url) : '';
  if (!isTypeScript(file)) return nextLoad(url, context);
  const { code } = await (await esbuild).transform(await readFile(file, 'utf8'), transformOptions(file));
  return { format: isCommonJs(file) ? 'commonjs' : 'module', shortCircuit: true, source: code };
};
