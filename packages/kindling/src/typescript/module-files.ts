import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether a module is named by where it is, and not by a package. */
export const isPath = (specifier: string): boolean => /^(?:\.{0,2}\/|file:)/.test(specifier);

export const isTypeScript = (file: string): boolean => /\.[cm]?tsx?$/.test(file);

export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * The file that a program's import means: a module may be named as it is (`./x.ts`), as TypeScript wants it named (`./x.js`), or with no
 * ending.
 */
export function resolvePath(specifier: string, importer: string | undefined): string | undefined {
  return [specifier, ...otherNames(specifier)].map((path) => fileURLToPath(new URL(path, importer))).find(isFile);
}

/** Names of files of TypeScript that an import may mean when there is no file of the name itself. */
function otherNames(path: string): readonly string[] {
  const ending = /\.([cm]?)js(x?)$/.exec(path);
  if (ending) return [`${path.slice(0, ending.index)}.${ending[1]}ts${ending[2]}`];
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`];
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** The nearest folder of packages: a module below it finds the packages that a module in `folder` finds. */
export function packagesFolder(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules'))) return join(at, 'node_modules');
    if (at === dirname(at)) return undefined;
  }
}
