import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { isPath, isTypeScript, packagesFolder, resolvePath, textHash } from './module-files.ts';
import { type ModuleSyntax, moduleSyntax } from './module-syntax.ts';
import { isCommonJs, transformOptions } from './transform-options.ts';

/** What a program was compiled from, and by which it is seen whether that is still so. */
export interface ProgramSources {
  /** The hash of each file's text. */
  readonly files: Readonly<Record<string, string>>;
  /** Which file an import of a file means. */
  readonly imports: readonly { readonly importer: string; readonly specifier: string; readonly file: string }[];
  /** Folders of packages that it imports. */
  readonly packages: readonly string[];
}

export interface CompiledModule {
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

export interface CompiledProgram {
  readonly sources: ProgramSources;
  /** The program itself comes first. */
  readonly modules: readonly CompiledModule[];
}

/**
 * Compiles a program with the modules of its own that it imports, to be run from another folder below the same packages: their names of each
 * other, and what `import.meta` says, become constants. It returns `undefined` for a program that can only run where it is.
 */
export async function compileProgram(file: string, packages: string): Promise<CompiledProgram | undefined> {
  const compiler = new ProgramCompiler(packages);
  try {
    await compiler.add(file);
  } catch (error) {
    if (error instanceof RunsOnlyInPlace) return undefined;
    throw error;
  }
  return compiler.program();
}

/** Thrown inside, caught at the door: what comes after this makes no difference. */
class RunsOnlyInPlace extends Error {}

class ProgramCompiler {
  readonly #packages: string;
  readonly #modules = new Map<string, CompiledModule | undefined>();
  readonly #files = new Map<string, string>();
  readonly #imports: { importer: string; specifier: string; file: string }[] = [];
  readonly #packageFolders = new Set<string>();

  constructor(packages: string) {
    this.#packages = packages;
  }

  async add(file: string): Promise<void> {
    if (this.#modules.has(file)) return;
    this.#modules.set(file, undefined);
    if (isCommonJs(file) || packagesFolder(dirname(file)) !== this.#packages) throw new RunsOnlyInPlace();
    const source = await this.#read(file);
    const { code } = await transform(source, transformOptions(file)).catch((error: unknown) => {
      throw new RunsOnlyInPlace('the loader tells what is wrong with it', { cause: error });
    });
    const syntax = await this.#syntax(code);
    this.#modules.set(file, { name: compiledName(file), file, code: this.#detach(file, code, syntax) });
    await this.#addImports(file, syntax);
  }

  program(): CompiledProgram {
    const sources = { files: Object.fromEntries(this.#files), imports: this.#imports, packages: [...this.#packageFolders] };
    return { sources, modules: [...this.#modules.values()].filter((module) => module !== undefined) };
  }

  /** The text of a module with what ties it to its place made constant. */
  #detach(file: string, code: string, syntax: readonly ModuleSyntax[]): string {
    const url = pathToFileURL(file).href;
    const meta: Readonly<Record<string, string>> = { url, filename: file, dirname: dirname(file) };
    let detached = '';
    let end = 0;
    for (const part of syntax) {
      const text = part.kind === 'meta' ? meta[part.property] : this.#detachedName(file, part.specifier);
      if (text === undefined) throw new RunsOnlyInPlace();
      detached += code.slice(end, part.start) + JSON.stringify(text);
      end = part.end;
    }
    return detached + code.slice(end);
  }

  #detachedName(importer: string, specifier: string): string {
    if (!isPath(specifier)) return specifier;
    const file = this.#resolve(importer, specifier);
    return isTypeScript(file) ? `./${compiledName(file)}` : pathToFileURL(file).href;
  }

  async #addImports(importer: string, syntax: readonly ModuleSyntax[]): Promise<void> {
    const specifiers = new Set(syntax.flatMap((part) => (part.kind === 'import' ? part.specifier : [])));
    await Promise.all(
      [...specifiers].map(async (specifier) => {
        if (!isPath(specifier)) return this.#addPackage(importer, specifier);
        const file = this.#resolve(importer, specifier);
        this.#imports.push({ importer, specifier, file });
        if (isTypeScript(file)) await this.add(file);
        else if (/\.[cm]?jsx?$/.test(file)) await this.#checkJavaScript(file);
      }),
    );
  }

  /** A module in JavaScript stays where it is: so must all that it imports. */
  async #checkJavaScript(file: string): Promise<void> {
    if (this.#files.has(file) || inPackage(file)) return;
    const syntax = await this.#syntax(await this.#read(file));
    for (const part of syntax) {
      if (part.kind === 'meta') continue;
      if (!isPath(part.specifier)) {
        this.#addPackage(file, part.specifier);
        continue;
      }
      const imported = this.#resolve(file, part.specifier);
      if (isTypeScript(imported) || imported !== withoutLinks(fileURLToPath(new URL(part.specifier, pathToFileURL(file))))) {
        throw new RunsOnlyInPlace();
      }
      this.#imports.push({ importer: file, specifier: part.specifier, file: imported });
      if (/\.[cm]?jsx?$/.test(imported)) await this.#checkJavaScript(imported);
    }
  }

  /** A package must be found the same way from another folder, and not be TypeScript itself. */
  #addPackage(importer: string, specifier: string): void {
    if (isBuiltin(specifier)) return;
    const name = /^(?:@[^/]+\/)?[^/@#][^/]*/.exec(specifier)?.[0];
    const folder = name === undefined ? undefined : findPackage(name, dirname(importer));
    if (folder === undefined || isTypeScript(specifier)) throw new RunsOnlyInPlace();
    if (this.#packageFolders.has(folder)) return;
    const real = withoutLinks(folder);
    if (real !== ownPackage) {
      if (!inPackage(real)) throw new RunsOnlyInPlace();
      const { main, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
      if (/(?<!\.d)\.[cm]?tsx?"/.test(JSON.stringify([main, exports]))) throw new RunsOnlyInPlace();
    }
    this.#packageFolders.add(folder);
  }

  #resolve(importer: string, specifier: string): string {
    const file = /[?#%]/.test(specifier) ? undefined : resolvePath(specifier, pathToFileURL(importer).href);
    if (file === undefined) throw new RunsOnlyInPlace();
    return withoutLinks(file);
  }

  async #read(file: string): Promise<string> {
    const text = await readFile(file, 'utf8');
    this.#files.set(file, textHash(text));
    return text;
  }

  async #syntax(code: string): Promise<readonly ModuleSyntax[]> {
    const syntax = await moduleSyntax(code).catch((error: unknown) => {
      throw new RunsOnlyInPlace('it is no module', { cause: error });
    });
    if (syntax === undefined) throw new RunsOnlyInPlace();
    return syntax;
  }
}

/** The package that this command is part of, which a program imports and which is known to be JavaScript. */
const ownPackage = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

const inPackage = (file: string): boolean => /[/\\]node_modules[/\\]/.test(file);

const withoutLinks = (file: string): string => realpathSync(file);

const compiledName = (file: string): string => `${basename(file).replace(/\.\w+$/, '')}-${textHash(file).slice(0, 8)}.mjs`;

/** The folder of a package as Node looks for it, but for a package that names itself. */
function findPackage(name: string, folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name?: string }).name === name) return undefined;
  const found = join(folder, 'node_modules', name);
  if (existsSync(join(found, 'package.json'))) return found;
  return folder === dirname(folder) ? undefined : findPackage(name, dirname(folder));
}
