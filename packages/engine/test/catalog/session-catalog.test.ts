import { types } from '@kindling/protocol';
import { describe, expect, it } from 'vitest';
import { newSharedCatalog, SessionCatalog, type TableEntry, type TempView } from '../../src/catalog/index.ts';

const view = (name: string): TempView => ({ name: [name], plan: { kind: 'oneRow' }, properties: {}, createdMs: 0 });
const table: TableEntry = {
  kind: 'table',
  name: ['spark_catalog', 'default', 't'],
  type: 'MANAGED',
  provider: 'parquet',
  schema: types.struct([types.field('a', types.integer)]),
  partitionColumns: [],
  location: '/nowhere/t',
  options: {},
  properties: {},
  createdMs: 0,
  partitions: [],
};

describe('SessionCatalog', () => {
  it('finds views in any case, and a snapshot keeps what it saw', () => {
    const catalog = new SessionCatalog();
    catalog.putTempView(view('v'), false);
    const before = catalog.snapshot();
    expect(catalog.dropTempView('V')).toBe(true);
    expect([before.lookupRelation(['v'])?.kind, catalog.snapshot().lookupRelation(['v'])]).toEqual(['tempView', undefined]);
  });

  it('shares tables and global views between sessions, but neither temporary views nor the current database', () => {
    const shared = newSharedCatalog('/nowhere');
    const [one, other] = [new SessionCatalog(shared), new SessionCatalog(shared)];
    one.store.putRelation(table);
    one.putTempView({ ...view('g'), name: ['global_temp', 'g'] }, true);
    one.putTempView(view('v'), false);
    one.store.putNamespace({ name: 'sales', location: '/nowhere/sales.db', properties: {} });
    one.useNamespace(['sales']);
    const kinds = [['t'], ['default', 'T'], ['spark_catalog', 'default', 't'], ['global_temp', 'g'], ['v']].map(
      (name) => other.snapshot().lookupRelation(name)?.kind,
    );
    expect(kinds).toEqual(['table', 'table', 'table', 'tempView', undefined]);
    expect([one.currentNamespace, other.currentNamespace]).toEqual([['sales'], ['default']]);
  });

  it('lets a temporary view hide a table of the same name', () => {
    const catalog = new SessionCatalog();
    catalog.store.putRelation(table);
    catalog.putTempView(view('t'), false);
    expect(catalog.snapshot().lookupRelation(['t'])?.kind).toBe('tempView');
    expect(catalog.snapshot().lookupRelation(['default', 't'])?.kind).toBe('table');
  });

  it('finds the variables of the innermost block first, and session variables behind them', async () => {
    const catalog = new SessionCatalog();
    const variable = (value: number, ...name: string[]) => ({ name, dataType: types.integer, value, defaultText: 'null' });
    catalog.putVariable(variable(1, 'system', 'session', 'x'));
    const scope = { label: 'outer', variables: new Map([['x', variable(2, 'outer', 'x')]]) };
    const valueOf = (...name: string[]) => catalog.snapshot().lookupVariable(name)?.variable.value;
    await catalog.withScopes([{ label: 'inner', variables: new Map() }, scope], async () => {
      expect([valueOf('X'), valueOf('outer', 'x'), valueOf('session', 'x')]).toEqual([2, 2, 1]);
    });
    expect(valueOf('x')).toBe(1);
  });

  it('refuses databases and catalogs that there are not', () => {
    const catalog = new SessionCatalog();
    const condition = (name: string) => expect.objectContaining({ condition: name });
    expect(() => catalog.useNamespace(['nope'])).toThrowError(condition('SCHEMA_NOT_FOUND'));
    expect(() => catalog.useCatalog('nope')).toThrowError(condition('CATALOG_NOT_FOUND'));
  });
});
