import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, isBuilt } from '../../scripts/build.mjs';

const root = join(import.meta.dirname, '../..');
const project = mkdtempSync(join(tmpdir(), 'kindling-packaging-'));

function run(
  command: string,
  args: readonly string[],
  cwd: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  // What npm sets for the scripts of this project would make the other project's npm look here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_OPTIONS'));
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

function succeed(command: string, args: readonly string[], cwd: string): string {
  const done = run(command, args, cwd);
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status}:\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

const app = `import { SparkSession, type DataFrame, type Row } from 'kindling';

const spark = await SparkSession.builder.appName('packaging').getOrCreate();
const df: DataFrame = spark.range(10);
const rows: Row[] = await df.collect();
const count: number = await df.count();
console.log(\`count \${count} rows \${rows.length}\`);
await spark.stop();
`;

const tsconfig = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    types: [],
    lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
  },
  include: ['app.ts'],
};

beforeAll(async () => {
  if (!isBuilt() && !(await build())) throw new Error('the packages do not compile');
  const tarballs = join(project, 'tarballs');
  mkdirSync(tarballs);
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly private?: boolean };
    if (manifest.private !== true) succeed('npm', ['pack', '--silent', '--pack-destination', tarballs], folder);
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'packaging-app', private: true, type: 'module' }));
  writeFileSync(join(project, 'app.ts'), app);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
  const packed = readdirSync(tarballs).map((file) => `./tarballs/${file}`);
  succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packed], project);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

it('runs a TypeScript program with the installed command', () => {
  expect(succeed('npx', ['--no-install', 'kindling', 'run', 'app.ts'], project)).toBe('count 10 rows 10\n');
});

it('runs a program that imports the package with plain Node', () => {
  const plain = app.replace(', type DataFrame, type Row', '').replaceAll(/: (DataFrame|Row\[\]|number) =/g, ' =');
  writeFileSync(join(project, 'app.mjs'), plain);
  expect(succeed(process.execPath, ['app.mjs'], project)).toBe('count 10 rows 10\n');
});

it('type-checks that program, with the declarations of the package themselves', () => {
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
  expect(run(process.execPath, [tsc, '-p', project], project)).toMatchObject({ status: 0, stdout: '' });
});

it('ships no sources, tests or build files', () => {
  for (const name of ['kindling', '@kindling/client', '@kindling/engine', '@kindling/protocol', '@kindling/server', '@kindling/sql']) {
    const installed = join(project, 'node_modules', name);
    expect(readdirSync(installed)).toContain('dist');
    for (const folder of ['src', 'test']) expect(existsSync(join(installed, folder))).toBe(false);
  }
});
