/** Builds every package and asks publint and "are the types wrong" whether its package.json, exports and types fit together. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build } from './build.mjs';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
}

const root = join(import.meta.dirname, '..');
const tarballs = join(root, '.cache/packaging');

async function problemsOf(folder: string): Promise<string[]> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  if (manifest.private === true) return [];
  const { messages } = await publint({ pkgDir: folder, level: 'warning', strict: true });
  const problems = messages.map((message) => formatMessage(message, { ...manifest }, { color: false }) ?? message.code);
  const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', tarballs], { cwd: folder, encoding: 'utf8' });
  if (packed.status !== 0) return [...problems, packed.stderr];
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const types = spawnSync(
    process.execPath,
    [attw, join(tarballs, packed.stdout.trim()), '--profile', 'esm-only', '--format', 'ascii', '--no-color'],
    {
      encoding: 'utf8',
    },
  );
  return types.status === 0 ? problems : [...problems, types.stdout, types.stderr].filter((text) => text !== '');
}

rmSync(tarballs, { recursive: true, force: true });
mkdirSync(tarballs, { recursive: true });
let count = 0;
if (await build()) {
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name);
    if (!existsSync(join(folder, 'dist'))) continue;
    for (const problem of await problemsOf(folder)) {
      count += 1;
      console.error(`packages/${name}: ${problem}`);
    }
  }
} else count = 1;
console.log(`packaging: ${count} problems`);
if (count > 0) process.exitCode = 1;
