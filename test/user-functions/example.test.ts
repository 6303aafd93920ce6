import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('runs examples/user-functions.ts', { timeout: 60_000 }, async () => {
  const command = join(root, 'packages/kindling/bin/kindling.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'run', 'examples/user-functions.ts'], { cwd: root });
  expect(stdout).toContain('decade: a Column expression');
  expect(stdout).toContain('digitSum: JavaScript, since it has a for of statement');
  expect(stdout).toMatch(/\|\s*PhD\|1899 to 1991\|/);
});
