/** `npm run check`: everything that can be said about the code without running it. Goes on after a failure, so that one run shows all. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tsx = ['--import', 'tsx', '--conditions=source'];
const module = (/** @type {string} */ path) => join(root, 'node_modules', path);

/** @type {readonly { name: string, args: readonly string[] }[]} */
const steps = [
  { name: 'format', args: [module('@biomejs/biome/bin/biome'), 'ci', '--linter-enabled=false', '.'] },
  { name: 'lint', args: [module('@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings', '.'] },
  { name: 'promises', args: [module('oxlint/bin/oxlint'), '--type-aware', '--quiet'] },
  { name: 'types', args: [module('@typescript/native/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'arch', args: [...tsx, 'scripts/check-architecture.ts'] },
  { name: 'generate', args: [...tsx, 'scripts/check-generated.ts', '--check'] },
  { name: 'unused', args: [module('knip/bin/knip.js'), '--no-progress'] },
  { name: 'packaging', args: [...tsx, 'scripts/check-packaging.ts'] },
];

const chosen = process.argv.slice(2);
const failed = [];
for (const step of steps) {
  if (chosen.length > 0 && !chosen.includes(step.name)) continue;
  const startMs = Date.now();
  const run = spawnSync(process.execPath, step.args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const ok = run.status === 0;
  if (!ok) {
    failed.push(step.name);
    process.stdout.write(run.stdout);
    process.stderr.write(run.stderr);
  }
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${step.name.padEnd(10)} ${((Date.now() - startMs) / 1000).toFixed(1)} s`);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
