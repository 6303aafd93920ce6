/**
 * The Python of the benchmarks, in .cache/bench-python: DuckDB with its TPC extensions, and Sail; PySpark, which is 450 MB, it shares
 * with the tests' environment. `node bench/python-environment.mjs` makes it and prints the interpreter's path.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { preparePython } from '../scripts/python-environment.mjs';

const folder = join(import.meta.dirname, '../.cache/bench-python');
const stamp = join(folder, 'installed.txt');
const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
const interpreter = join(programs, process.platform === 'win32' ? 'python.exe' : 'python');
const requirements = join(import.meta.dirname, 'python-requirements.txt');

/** Sail's command. */
export const sailCommand = join(programs, 'sail');

/** @param {string} command @param {readonly string[]} args @returns {string} */
function run(command, args) {
  const { status, stdout } = spawnSync(command, args, { stdio: ['ignore', 'pipe', 2], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: see its message above`);
  return stdout.trim();
}

const sitePackages = (/** @type {string} */ python) => run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);

/** @returns {string} the interpreter */
export function prepareBenchPython() {
  const shared = preparePython();
  if (shared === undefined) throw new Error('the benchmarks compare with DuckDB, Sail and Apache Spark, which need Python 3.10 or newer');
  const wanted = `${readFileSync(requirements, 'utf8')}${shared}\n`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return interpreter;
  console.error('Installing DuckDB and Sail into .cache/bench-python (once, about 250 MB) …');
  rmSync(folder, { recursive: true, force: true });
  run(shared, ['-m', 'venv', folder]);
  run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(join(sitePackages(interpreter), 'pyspark-of-the-tests.pth'), `${sitePackages(shared)}\n`);
  writeFileSync(stamp, wanted);
  return interpreter;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(prepareBenchPython());
