import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} Lockfile */

/** @param {string} path @returns {Lockfile} */
const readLockfile = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Whether what stands in `node_modules` is what package-lock.json names. npm keeps its own list of what it installed there. */
function isInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = readLockfile(installed).packages;
  return Object.entries(readLockfile(join(root, 'package-lock.json')).packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = have[path];
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

/** Installs the npm packages of this project if they are missing or outdated. Uses Node alone, because it runs before anything is installed. */
export function ensureInstalled() {
  if (isInstalled()) return;
  const fresh = !existsSync(join(root, 'node_modules'));
  console.error(fresh ? 'Installing the npm packages (npm ci) …' : 'Bringing the npm packages up to date (npm install) …');
  const command = fresh ? ['ci'] : ['install', '--no-save'];
  const run = spawnSync('npm', [...command, '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (run.status === 0) return;
  console.error('npm could not install the packages: see its message above');
  process.exit(run.status ?? 1);
}
