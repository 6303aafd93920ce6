/** Compiles packages/<name>/src into packages/<name>/dist: declarations as they are, JavaScript joined into few files. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const output = join(root, '.cache/build');
const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'src/index.ts')));

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @param {readonly string[]} files */
const newestMs = (files) => files.reduce((newest, file) => Math.max(newest, statSync(file).mtimeMs), 0);

/** Whether every package has a build that is younger than its sources. */
export function isBuilt() {
  return packages.every((name) => {
    const folder = join(root, 'packages', name);
    const entry = join(folder, 'dist/index.js');
    return existsSync(entry) && statSync(entry).mtimeMs >= newestMs(filesBelow(join(folder, 'src')));
  });
}

/** What the compiler does not take along: data files, and JavaScript that a generator wrote with its declarations. */
function copyOtherFiles(/** @type {string} */ name) {
  const source = join(root, 'packages', name, 'src');
  for (const file of filesBelow(source)) {
    if (file.endsWith('.ts') && !file.endsWith('.d.ts')) continue;
    const target = join(output, name, 'src', relative(source, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
}

/** Compiled modules that are reached from outside: what `exports` names, and programs that are started by path, `<name>-main.ts` below `src`. */
function entriesOf(/** @type {string} */ name) {
  /** @type {{ exports: Record<string, { source?: string }> }} */
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const source = join(root, 'packages', name, 'src');
  const exported = Object.values(manifest.exports).flatMap((target) => target.source ?? []);
  const programs = readdirSync(source).filter((file) => file.endsWith('-main.ts'));
  return [...exported.map((path) => path.replace('./src/', '')), ...programs].map((path) => path.replace(/\.ts$/, '.js'));
}

/** Small libraries that are joined into the package that uses them: from dozens of files of their own they would be the slowest part of a program's start. */
export const joined = ['@bufbuild/protobuf', 'acorn', 'fzstd'];

/** @param {string} path */
const isJoined = (path) => joined.some((name) => path === name || path.startsWith(`${name}/`));

/** What is not joined is found where npm installed it. @type {import('esbuild').Plugin} */
const keepPackagesApart = {
  name: 'keep-packages-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^.]/ }, ({ path, kind }) => (kind === 'entry-point' || isJoined(path) ? undefined : { path, external: true })),
};

/** The licences of the joined libraries travel with them: their file, or else what stands at the head of their modules. @param {import('esbuild').Metafile} metafile @param {string} compiled @param {string} dist */
function copyLicenses(metafile, compiled, dist) {
  for (const library of joined) {
    const module = Object.keys(metafile.inputs).find((path) => path.includes(`node_modules/${library}/`));
    if (module === undefined) continue;
    const path = join(compiled, module);
    const folder = path.slice(0, path.lastIndexOf(`node_modules/${library}/`) + `node_modules/${library}`.length);
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    const text = readFileSync(file === undefined ? path : join(folder, file), 'utf8');
    const license = file === undefined ? /^(?:\/\/.*\n)+/.exec(text)?.[0].replaceAll(/^\/\/ ?/gm, '') : text;
    if (license === undefined) throw new Error(`${library} has no licence to pass on`);
    mkdirSync(join(dist, 'licenses'), { recursive: true });
    writeFileSync(join(dist, 'licenses', `${library.replace('@', '').replaceAll('/', '-')}.txt`), license);
  }
}

/**
 * Joins a package's modules into few files: Node spends most of a short program's start on opening hundreds of them.
 * Packages stay apart, so that each module exists once however a program reaches it; what is imported on demand stays on demand.
 */
async function bundlePackage(/** @type {string} */ name) {
  const compiled = join(output, name, 'src');
  const dist = join(root, 'packages', name, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const { build: bundle } = await import('esbuild');
  const { metafile } = await bundle({
    absWorkingDir: compiled,
    entryPoints: entriesOf(name),
    outdir: dist,
    bundle: true,
    splitting: true,
    plugins: [keepPackagesApart],
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Less text to compile when a program starts; names stay, so that stack traces can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    chunkNames: 'chunk-[hash]',
    logLevel: 'warning',
  });
  copyLicenses(metafile, compiled, dist);
  cpSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  for (const file of filesBelow(compiled)) {
    if (file.endsWith('.js')) continue;
    const target = join(dist, relative(compiled, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
}

/** One run of the compiler for all packages: they refer to each other by name, so each part of the output can move to its own `dist`. */
export async function build() {
  rmSync(output, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) return false;
  for (const name of packages) copyOtherFiles(name);
  await Promise.all(packages.map(bundlePackage));
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && !(await build())) process.exitCode = 1;
