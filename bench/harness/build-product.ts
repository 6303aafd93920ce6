import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isBuilt } from '../../scripts/build.mjs';

/** Builds the packages as they are published, unless they are: start and server are measured as people have them. */
export function buildProduct(): void {
  if (isBuilt()) return;
  console.error('Building the packages …');
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, '../../scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the build failed: see its message above');
}
