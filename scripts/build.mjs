/** Compiles packages/<name>/src into packages/<name>/dist. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
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
    if (/\.ts$/.test(file) && !file.endsWith('.d.ts')) continue;
    const target = join(root, 'packages', name, 'dist', relative(source, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
}

/** One run of the compiler for all packages: they refer to each other by name, so each part of the output can move to its own `dist`. */
export function build() {
  const output = join(root, '.cache/build');
  rmSync(output, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) return false;
  for (const name of packages) {
    const dist = join(root, 'packages', name, 'dist');
    rmSync(dist, { recursive: true, force: true });
    renameSync(join(output, name, 'src'), dist);
    copyOtherFiles(name);
  }
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && !build()) process.exitCode = 1;
