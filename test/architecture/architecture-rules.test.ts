import { describe, expect, it } from 'vitest';
import { findCycles, findProblems, type PackageManifest, type SeenImport, type SeenModule } from '../../scripts/architecture-rules.ts';

const manifest = (folder: string, dependencies: string[] = []): [string, PackageManifest] => [
  folder,
  { name: `@kindling/${folder}`, dependencies, entries: { '.': `packages/${folder}/src/index.ts` } },
];
const manifests = new Map([manifest('engine', ['koffi']), manifest('client'), manifest('sql'), manifest('protocol')]);

const seen = (specifier: string, resolved: string | undefined, more: Partial<SeenImport> = {}): SeenImport => ({
  specifier,
  resolved,
  core: false,
  typeOnly: false,
  ...more,
});
const module = (path: string, ...imports: SeenImport[]): SeenModule => ({ path, imports });
const problemsOf = (...modules: SeenModule[]): string[] => findProblems(modules, manifests);

describe('import table', () => {
  it('refuses client and engine importing each other', () => {
    const client = module('packages/client/src/session.ts', seen('@kindling/engine', 'packages/engine/src/index.ts'));
    const engine = module('packages/engine/src/engine.ts', seen('@kindling/client', 'packages/client/src/index.ts'));
    expect(problemsOf(client, engine)).toEqual([
      'packages/client/src/session.ts: client may not import engine',
      'packages/engine/src/engine.ts: engine may not import client',
    ]);
  });

  it('refuses a folder of the engine that the table does not name for another', () => {
    const plan = module('packages/engine/src/plan/walk.ts', seen('../analysis/index.ts', 'packages/engine/src/analysis/index.ts'));
    expect(problemsOf(plan)).toEqual(['packages/engine/src/plan/walk.ts: engine/plan may not import engine/analysis']);
  });

  it('takes what the table allows', () => {
    const analysis = module('packages/engine/src/analysis/resolver.ts', seen('../plan/index.ts', 'packages/engine/src/plan/index.ts'));
    const wiring = module('packages/engine/src/engine.ts', seen('./analysis/index.ts', 'packages/engine/src/analysis/index.ts'));
    expect(problemsOf(analysis, wiring)).toEqual([]);
  });

  it('refuses an import past the index.ts of another folder, also for types', () => {
    const path = 'packages/engine/src/duckdb/sql/print.ts';
    const planner = module('packages/engine/src/planner/lower.ts', seen('../duckdb/sql/print.ts', path, { typeOnly: true }));
    expect(problemsOf(planner)).toEqual([
      `packages/engine/src/planner/lower.ts imports ${path} past packages/engine/src/duckdb/sql/index.ts`,
    ]);
  });

  it('refuses an import past the index.ts of a nested folder of the same unit', () => {
    const door = module('packages/server/src/connect/translate/index.ts');
    const service = module(
      'packages/server/src/connect/service.ts',
      seen('./translate/join.ts', 'packages/server/src/connect/translate/join.ts'),
    );
    expect(problemsOf(door, service)).toHaveLength(1);
  });

  it('refuses node:* in pure folders only', () => {
    const fs = seen('fs', 'fs', { core: true });
    expect(problemsOf(module('packages/engine/src/analysis/resolver.ts', fs))).toHaveLength(1);
    expect(problemsOf(module('packages/engine/src/events/bus.ts', fs))).toHaveLength(1);
    expect(problemsOf(module('packages/sql/src/lexer.ts', fs))).toHaveLength(1);
    expect(problemsOf(module('packages/engine/src/events/event-log/event-log-file.ts', fs))).toEqual([]);
    expect(problemsOf(module('packages/engine/src/duckdb/driver/open.ts', fs))).toEqual([]);
  });

  it('refuses native code outside the driver and npm packages that are not listed', () => {
    const koffi = seen('koffi', 'node_modules/koffi/index.js');
    expect(problemsOf(module('packages/engine/src/duckdb/driver/open.ts', koffi))).toEqual([]);
    expect(problemsOf(module('packages/engine/src/planner/lower.ts', koffi))).toHaveLength(1);
    expect(problemsOf(module('packages/client/src/session.ts', koffi))).toHaveLength(1);
  });

  it('lets tests, benchmarks and examples use public entries only', () => {
    const deep = module('bench/startup/run.ts', seen('../../packages/client/src/session.ts', 'packages/client/src/session.ts'));
    const open = module('bench/startup/run.ts', seen('@kindling/client', 'packages/client/src/index.ts'));
    expect(problemsOf(deep)).toHaveLength(1);
    expect(problemsOf(open)).toEqual([]);
  });

  it('refuses files that import each other, but lets records of one folder name each other as types', () => {
    const a = 'packages/sql/src/a.ts';
    const b = 'packages/sql/src/b.ts';
    const there = module(a, seen('./b.ts', b));
    expect(problemsOf(there, module(b, seen('./a.ts', a)))).toEqual([`files import each other: ${a} -> ${b}`]);
    expect(problemsOf(there, module(b, seen('./a.ts', a, { typeOnly: true })))).toEqual([]);
  });

  it('refuses folders that import each other, even if only as types', () => {
    const parser = module('packages/sql/src/parser/x.ts', seen('../syntax/index.ts', 'packages/sql/src/syntax/index.ts'));
    const syntax = module(
      'packages/sql/src/syntax/y.ts',
      seen('../parser/index.ts', 'packages/sql/src/parser/index.ts', { typeOnly: true }),
    );
    expect(problemsOf(parser, syntax)).toEqual(['folders import each other: sql/parser -> sql/syntax']);
  });
});

describe('cycles', () => {
  it('finds each group once, also behind a long chain', () => {
    const edges = new Map<string, string[]>();
    for (let i = 0; i < 20_000; i += 1) edges.set(`n${i}`, [`n${i + 1}`]);
    edges.set('n20000', ['n19999']);
    edges.set('self', ['self']);
    expect(findCycles(edges)).toEqual([['n19999', 'n20000'], ['self']]);
  });
});
