/** Runs every generator of this folder: `--write` makes the files anew, `--check` fails when a committed one differs from what its generator makes. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const write = process.argv.includes('--write');
const generators = readdirSync(import.meta.dirname).filter((name) => /^generate-.*\.ts$/.test(name));
let failed = 0;
for (const name of generators) {
  const mode = write ? [] : ['--check'];
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--conditions=source', `${import.meta.dirname}/${name}`, ...mode], {
    stdio: 'inherit',
  });
  if (run.status === 0) continue;
  failed += 1;
  console.error(`scripts/${name}: failed`);
}
if (generators.length === 0) throw new Error('no generator was found');
console.log(`generated: ${generators.length} generators, ${failed} problems`);
if (failed > 0) process.exitCode = 1;
