/**
 * Runs the tests, after making ready all that they need: npm packages, Python with PySpark, the build.
 * Arguments go to vitest; `--accept` rewrites the answers of the golden scripts with those of the
 * embedded engine, `--accept --from=spark` with those of Apache Spark.
 * `--fuzz` gives the parser 100,000 mutated statements and the engine 10,000; KINDLING_FUZZ_SEED chooses others.
 * KINDLING_STRICT=1 fails where a part would be left out for want of Python or Java.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { isStrict, preparePython } from './python-environment.mjs';
import { findJava } from './spark-process.mjs';

const root = join(import.meta.dirname, '..');
ensureInstalled();

const fromFlag = process.argv.find((argument) => argument.startsWith('--from='));
const acceptFrom = process.argv.includes('--accept') ? (fromFlag?.slice('--from='.length) ?? 'embedded') : undefined;
const fuzzes = process.argv.includes('--fuzz');
const args = process.argv.slice(2).filter((argument) => !['--accept', '--fuzz', fromFlag].includes(argument));
const choosesProject = args.includes('--project');

const hasBuild = isBuilt() || (await build());
if (!hasBuild) console.error('The build failed: what runs the command runs it from its sources.');

const python = preparePython();
const java = findJava();
if (python === undefined) console.error('There is no Python 3.10 or newer: what compares with PySpark is left out.');
if (java === undefined) {
  if (isStrict()) throw new Error('KINDLING_STRICT=1, but there is no Java 17 or newer');
  console.error('There is no Java 17 or newer: what runs on Apache Spark is left out.');
}
/** @returns {readonly string[]} */
function chooseTests() {
  if (acceptFrom !== undefined) return [acceptFrom === 'spark' ? 'test/spark/scripts.test.ts' : `test/scripts/${acceptFrom}.test.ts`];
  if (fuzzes) return ['packages/sql/test/fuzz.test.ts', 'test/bad-input/fuzz'];
  return !choosesProject && (python === undefined || java === undefined) ? ['--project', '!spark'] : [];
}

const run = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...chooseTests(), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16',
    KINDLING_FROM_SOURCE: hasBuild ? '' : '1',
    ...(python === undefined ? {} : { KINDLING_PYTHON: python }),
    ...(fuzzes ? { KINDLING_FUZZ_RUNS: process.env.KINDLING_FUZZ_RUNS ?? '100000' } : {}),
    ...(acceptFrom === undefined ? {} : { KINDLING_ACCEPT: acceptFrom }),
  },
});
process.exit(run.status ?? 1);
