/**
 * The Python with PySpark that the tests compare with, in .cache/python (about 450 MB; it holds Apache Spark itself, too).
 * `node scripts/python-environment.mjs` makes it and prints the interpreter's path; KINDLING_PYTHON names another one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.cache/python');
const stamp = join(folder, 'installed.txt');
const interpreter = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const requirements = join(import.meta.dirname, 'python-requirements.txt');

/** Whether this run must not leave anything out, as in CI. */
export const isStrict = () => process.env.KINDLING_STRICT === '1';

const wanted = () => readFileSync(requirements, 'utf8');

/**
 * The interpreter that has PySpark, or undefined when it has not been made ready (`npm test` does that first).
 * @returns {string | undefined}
 */
export function findPython() {
  const named = process.env.KINDLING_PYTHON;
  if (named !== undefined && named !== '') return named;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted() ? interpreter : undefined;
}

/** @returns {string | undefined} */
function findSystemPython() {
  const program = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)';
  return ['python3', 'python'].find((name) => spawnSync(name, ['-c', program], { stdio: 'ignore' }).status === 0);
}

/** @param {string} command @param {readonly string[]} args */
function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: see its message above`);
}

/**
 * Makes the environment if it is not there. Without Python 3.10 answers undefined, or fails when nothing may be left out.
 * @returns {string | undefined}
 */
export function preparePython() {
  const found = findPython();
  if (found !== undefined) return found;
  const system = findSystemPython();
  if (system === undefined) {
    if (isStrict()) throw new Error('KINDLING_STRICT=1, but there is no Python 3.10 or newer on the PATH');
    return undefined;
  }
  console.error('Installing PySpark 4.2 into .cache/python (once, about 450 MB) …');
  rmSync(folder, { recursive: true, force: true });
  try {
    run(system, ['-m', 'venv', folder]);
    run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  } catch (error) {
    if (isStrict()) throw error;
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
  writeFileSync(stamp, wanted());
  return interpreter;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const python = preparePython();
  if (python === undefined) process.exitCode = 1;
  console.log(python ?? 'no Python 3.10 or newer was found');
}
