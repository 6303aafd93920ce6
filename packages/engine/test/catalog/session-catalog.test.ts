import { types } from '@kindling/protocol';
import { describe, expect, it } from 'vitest';
import { runCatalogCommand, SessionCatalog } from '../../src/catalog/index.ts';
import { SessionConfig } from '../../src/config/index.ts';
import type { LogicalPlan } from '../../src/plan/index.ts';

const config = new SessionConfig();
const body: LogicalPlan = {
  kind: 'range',
  start: 0n,
  end: 1n,
  step: 1n,
  output: [{ kind: 'attribute', name: 'id', dataType: types.long, nullable: false, id: 1, qualifier: [] }],
};
const named = (...parts: string[]) => ({ parts: parts.map((value) => ({ value })) });

function catalogWith(...names: string[]): SessionCatalog {
  const catalog = new SessionCatalog();
  for (const name of names) catalog.createTempView({ name, isGlobal: false, replace: false, analyzed: body, config });
  return catalog;
}

const run = (catalog: SessionCatalog, statement: string, fields: Readonly<Record<string, unknown>> = {}) =>
  runCatalogCommand({ kind: 'catalogCommand', statement, fields }, { catalog, config, analyze: async () => body });

describe('SessionCatalog', () => {
  it('finds views in any case, and a snapshot keeps what it saw', () => {
    const catalog = catalogWith('v');
    const before = catalog.snapshot();
    expect(catalog.dropTempView('V')).toBe(true);
    expect([before.lookupRelation(['v'])?.kind, catalog.snapshot().lookupRelation(['v'])]).toEqual(['tempView', undefined]);
  });

  it('refuses a second view of a name unless it replaces', () => {
    const catalog = catalogWith('v');
    const again = { name: 'v', isGlobal: false, analyzed: body, config };
    expect(() => catalog.createTempView({ ...again, replace: false })).toThrowError(
      expect.objectContaining({ condition: 'TEMP_TABLE_OR_VIEW_ALREADY_EXISTS' }),
    );
    catalog.createTempView({ ...again, replace: true, columns: [{ name: 'x' }] });
    expect(catalog.findView(['v'])?.plan.kind).toBe('project');
  });

  it('lists, describes and drops views', async () => {
    const catalog = catalogWith('beta', 'alpha');
    expect((await run(catalog, 'showTables')).rows).toEqual([
      ['', 'alpha', true],
      ['', 'beta', true],
    ]);
    expect((await run(catalog, 'showTables', { pattern: 'a*' })).rows).toEqual([['', 'alpha', true]]);
    expect((await run(catalog, 'describeTable', { name: named('alpha') })).rows).toEqual([['id', 'bigint', null]]);
    await run(catalog, 'dropView', { name: named('alpha'), ifExists: false });
    await expect(run(catalog, 'dropView', { name: named('alpha'), ifExists: false })).rejects.toThrowError(
      expect.objectContaining({ condition: 'TABLE_OR_VIEW_NOT_FOUND' }),
    );
  });

  it('refuses what needs stored tables by its name', async () => {
    await expect(run(catalogWith(), 'createTable')).rejects.toThrowError(
      expect.objectContaining({ condition: 'KINDLING_NOT_SUPPORTED', messageParameters: { feature: 'createTable' } }),
    );
  });
});
