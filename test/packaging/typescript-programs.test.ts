import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, isBuilt } from '../../scripts/build.mjs';
import { type CommandEnd, runKindling } from '../bad-input/run-kindling.ts';

/** What `kindling run` of the built package makes of a user's TypeScript: most programs go through the cache, the others through the hooks. */

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kindling-programs-')));
let project = '';

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
}

const run = (program = 'app.ts'): Promise<CommandEnd> => runKindling('run', join(project, program));

async function output(program?: string): Promise<string> {
  const { stdout, stderr, exitCode } = await run(program);
  expect({ stderr, exitCode }).toEqual({ stderr: expect.not.stringContaining('Error'), exitCode: 0 });
  return stdout;
}

const isCached = (): boolean => existsSync(join(project, 'node_modules/.cache/kindling'));

beforeAll(async () => {
  if (!isBuilt() && !(await build())) throw new Error('the packages do not compile');
});

beforeEach(() => {
  project = mkdtempSync(join(root, 'project-'));
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '../../packages/kindling'), join(project, 'node_modules/kindling'));
  write({
    'node_modules/es-module/package.json': '{ "name": "es-module", "type": "module", "exports": "./index.js" }',
    'node_modules/es-module/index.js': 'export const name = "es-module";',
    'node_modules/common-js/package.json': '{ "name": "common-js", "main": "./index.js" }',
    'node_modules/common-js/index.js': 'exports.name = "common-js";',
  });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a program of several modules', () => {
  it('imports each kind of module, and finds itself where it is', async () => {
    write({
      'package.json': '{ "name": "app", "type": "module" }',
      'app.ts': `
        import { readFileSync } from 'node:fs';
        import { basename } from 'node:path';
        import { name as fromEsm } from 'es-module';
        import commonJs from 'common-js';
        import { plain } from './plain.js';
        import { asTypeScript } from './lib/typescript.js';
        import { withEnding } from './lib/with-ending.ts';
        import { noEnding } from './lib/no-ending';
        import { index, type Unused } from './folder';
        import data from './data.json' with { type: 'json' };
        const { late } = await import('./lib/late.js');
        enum Colour { red = 7 }
        console.log(fromEsm, commonJs.name, plain, asTypeScript, withEnding, noEnding, index, data.answer, late, Colour.red);
        console.log(import.meta.url.endsWith('/app.ts'), basename(import.meta.filename), basename(process.argv[1]!));
        console.log(JSON.parse(readFileSync(new URL('./data.json', import.meta.url), 'utf8')).answer);
      `,
      'plain.js': "export { deeper as plain } from './deeper.js';",
      'deeper.js': "export const deeper = 'plain';",
      'lib/typescript.ts': "export const asTypeScript: string = 'as-typescript';",
      'lib/with-ending.ts': "export { asTypeScript as withEnding } from './typescript.ts';",
      'lib/no-ending.ts': "export const noEnding = 'no-ending' as const;",
      'lib/late.ts': "export const late = await Promise.resolve('late');",
      'folder/index.ts': "export interface Unused { a: 1 } export const index = 'index';",
      'data.json': '{ "answer": 42 }',
    });
    const expected = 'es-module common-js plain as-typescript as-typescript no-ending index 42 late 7\ntrue app.ts app.ts\n42\n';
    expect(await output()).toBe(expected);
    expect(isCached()).toBe(true);
    expect(await output()).toBe(expected);
  });

  it('is compiled anew when a module changes, or when an import means another file', async () => {
    write({ 'app.ts': "import { a } from './a'; console.log(a);", 'a/index.ts': "export const a = 'folder';" });
    expect(await output()).toBe('folder\n');
    write({ 'a/index.ts': "export const a = 'changed';" });
    expect(await output()).toBe('changed\n');
    write({ 'a.ts': "export const a = 'file';" });
    expect(await output()).toBe('file\n');
  });

  it('may be run by many processes at once', async () => {
    write({ 'app.ts': "import { a } from './a.ts'; console.log(a);", 'a.ts': 'export const a = 1;' });
    expect(await Promise.all(Array.from({ length: 4 }, () => output()))).toEqual(Array(4).fill('1\n'));
    const [program] = readdirSync(join(project, 'node_modules/.cache/kindling'));
    expect(readdirSync(join(project, 'node_modules/.cache/kindling', program!))).toHaveLength(2);
  });
});

describe('a program that can only run where it is', () => {
  const programs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'imports what it computes': {
      'app.ts': "const name = './a' + '.ts'; const { a } = await import(name); console.log(a);",
      'a.ts': "export const a: string = 'ran';",
    },
    'asks where a module is': { 'app.ts': "console.log(import.meta.resolve('./a.ts').endsWith('/a.ts') && 'ran');", 'a.ts': '' },
    'names its own package': {
      'package.json': '{ "name": "app", "type": "module", "exports": "./a.ts", "imports": { "#b": "./b.ts" } }',
      'app.ts': "import { a } from 'app'; import { b } from '#b'; console.log(a + b);",
      'a.ts': "export const a = 'r';",
      'b.ts': "export const b = 'an';",
    },
    'imports JavaScript that imports TypeScript': {
      'app.ts': "import { a } from './a.mjs'; console.log(a);",
      'a.mjs': "export { a } from './b.ts';",
      'b.ts': "export const a: string = 'ran';",
    },
    'imports a package in TypeScript': {
      'app.ts': "import { a } from 'linked'; console.log(a);",
      'node_modules/linked/package.json': '{ "name": "linked", "type": "module", "exports": "./index.ts" }',
      'node_modules/linked/index.ts': "export const a: string = 'ran';",
    },
    'imports a module of other packages': {
      'app.ts': "import { a } from './other/a.ts'; console.log(a);",
      'other/a.ts': "export { a } from 'inner';",
      'other/node_modules/inner/package.json': '{ "name": "inner", "type": "module", "exports": "./index.js" }',
      'other/node_modules/inner/index.js': "export const a = 'ran';",
    },
  };

  it.each(Object.entries(programs))('%s', async (_, files) => {
    write(files);
    expect(await output()).toBe('ran\n');
    expect(isCached()).toBe(false);
  });

  it('belongs to a project whose folder of packages cannot be written', async () => {
    write({ 'app.ts': "console.log('ran' as string);", 'node_modules/.cache': 'no folder' });
    expect(await output()).toBe('ran\n');
  });
});

describe('what is wrong with a program', () => {
  it('is told with its file and line, compiled now or before', async () => {
    write({
      'app.ts': "import { fail } from './lib/fail';\ninterface Row {\n  a: number;\n}\nfail({ a: 1 } satisfies Row);\n",
      'lib/fail.ts': 'export function fail(row: { a: number }): void {\n  type Unused = 1;\n  throw new RangeError("row " + row.a);\n}\n',
    });
    for (const _ of ['now', 'before']) {
      const { stderr, exitCode } = await run();
      expect(stderr).toMatch(/^RangeError: row 1\n {4}at .*lib\/fail\.ts:3:9\n$/);
      expect(exitCode).toBe(1);
    }
    const { stderr } = await runKindling('run', '--verbose', join(project, 'app.ts'));
    expect(stderr).toMatch(/lib\/fail\.ts:3:9[\s\S]*app\.ts:5:1/);
    expect(stderr).not.toContain('.cache');
  });

  it.each([
    ['syntax', 'const a: = 1;', /app\.ts:1:9: ERROR: Unexpected "="/],
    ['a package that is not there', "import 'nowhere';", /Cannot find package 'nowhere' imported from .*\/app\.ts/],
    ['a module that is not there', "import './nowhere';", /Cannot find module '.*\/nowhere' imported from .*\/app\.ts/],
    ['a name that is not there', "import { b } from './a.ts'; console.log(b);", /module '.*\/a\.ts' does not provide an export named 'b'/],
  ])('%s', async (_, program, message) => {
    write({ 'app.ts': program, 'a.ts': 'export const a = 1;' });
    const { stderr, exitCode } = await run();
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('.cache');
    expect(exitCode).toBe(1);
  });
});
