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
if (run.status !== 0) process.exit(run.status ?? 1);
console.log(`
That was examples/customer-personality.ts on the engine in its own process. What to try next:
  npx kindling sql                  a prompt for Spark SQL
  npx kindling shell                a prompt for TypeScript, with \`spark\` and all functions
  npx kindling server               a Spark Connect server; then, in another terminal:
  npx kindling run examples/customer-personality.ts --remote sc://localhost:15002
README.md tells more.`);
