/** `npm start`: from a fresh clone to a real program on the embedded engine. Uses Node alone until all is installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const root = join(import.meta.dirname, '..');
ensureInstalled();
if (!isBuilt()) {
  console.error('Compiling …');
  if (!(await build())) process.exit(1);
}
const command = join(root, 'packages/kindling/bin/kindling.cjs');
const run = spawnSync(process.execPath, [command, 'run', 'examples/customer-personality.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
