import { beforeAll, describe, expect, test } from 'vitest';
import { sorted, useSources } from './source-fixture.ts';

const sources = useSources();

describe('partition columns', () => {
  beforeAll(async () => {
    await sources.file('table/a=1/b=x/0.csv', '0\n');
    await sources.file('table/a=2/b=2020-01-01/1.csv', '1\n');
    await sources.file('table/a=3/b=__HIVE_DEFAULT_PARTITION__/2.csv', '2\n');
    await sources.file('table/a=10000000000/b=y%3Dz/3.csv', '3\n');
    await sources.file('table/_hidden/4.csv', '4\n');
    await sources.file('table/a=1/b=x/.hidden.csv', '4\n');
    await sources.file('table/_SUCCESS', '');
  });

  test('come from the names of directories', async () => {
    const { schema, rows } = await sources.read('csv', sources.path('table'));
    expect(schema).toEqual(['_c0:string', 'a:bigint', 'b:string']);
    expect(sorted(rows)).toEqual([
      ['0', 1n, 'x'],
      ['1', 2n, '2020-01-01'],
      ['2', 3n, null],
      ['3', 10000000000n, 'y=z'],
    ]);
  });

  test('start below the named directories, or below basePath', async () => {
    expect((await sources.read('csv', sources.path('table/a=1'))).schema).toEqual(['_c0:string', 'b:string']);
    expect((await sources.read('csv', sources.path('table/*/*'))).schema).toEqual(['_c0:string']);
    expect((await sources.read('csv', sources.path('table/*/*'), { basePath: sources.path('table') })).schema).toEqual([
      '_c0:string',
      'a:bigint',
      'b:string',
    ]);
    expect((await sources.read('csv', sources.path('table'), { recursiveFileLookup: 'true' })).schema).toEqual(['_c0:string']);
  });

  test('have the types that the schema gives them', async () => {
    const { schema, rows } = await sources.read('csv', sources.path('table'), {}, 'a string, x int');
    expect(schema).toEqual(['x:int', 'a:string', 'b:string']);
    expect(sorted(rows)[0]).toEqual([0, '1', 'x']);
  });

  test('pathGlobFilter and file URLs', async () => {
    expect((await sources.read('csv', `file://${sources.path('table')}`, { pathGlobFilter: '1*' })).rows).toEqual([
      ['1', 2n, '2020-01-01'],
    ]);
    expect((await sources.read('csv', sources.path('table/{a=1,a=3}/*'))).rows).toHaveLength(2);
  });

  test.each([
    [['1', '1.5'], 'double'],
    [['1', 'x'], 'string'],
    [['01', '2'], 'int'],
    [['2020-01-01', '2020-01-01 00:00:01'], 'timestamp'],
    [['true', 'false'], 'string'],
    [['12345678901234567890', '1'], 'decimal(20,0)'],
    [['2020', '2020-01-01'], 'string'],
    [['__HIVE_DEFAULT_PARTITION__'], 'string'],
  ])('%j are %s', async (values, type) => {
    const name = `values-${values.join('-').replaceAll(/\W/g, '')}`;
    for (const value of values) await sources.file(`${name}/p=${value}/x.csv`, '1\n');
    expect((await sources.read('csv', sources.path(name))).schema[1]).toBe(`p:${type}`);
  });

  test('with different names conflict', async () => {
    await sources.file('conflict/a=1/x.csv', '1\n');
    await sources.file('conflict/b=1/x.csv', '1\n');
    await expect(sources.read('csv', sources.path('conflict'))).rejects.toMatchObject({ condition: 'CONFLICTING_PARTITION_COLUMN_NAMES' });
    await sources.file('empty-value/p=/x.csv', '1\n');
    await expect(sources.read('csv', sources.path('empty-value'))).rejects.toMatchObject({
      condition: 'EMPTY_PARTITION_COLUMN_VALUE',
      messageParameters: { columnSpec: 'p=' },
    });
  });
});

describe('what is not there', () => {
  test('paths', async () => {
    const path = sources.path('nowhere');
    await expect(sources.read('csv', path)).rejects.toMatchObject({
      condition: 'PATH_NOT_FOUND',
      messageParameters: { path: `file:${path}` },
    });
    await expect(sources.read('parquet', `${path}*`)).rejects.toMatchObject({ condition: 'PATH_NOT_FOUND' });
  });

  test('files to take the schema from', async () => {
    await sources.file('nothing/_SUCCESS', '');
    await expect(sources.read('csv', sources.path('nothing'))).rejects.toMatchObject({
      condition: 'UNABLE_TO_INFER_SCHEMA',
      messageParameters: { format: 'CSV' },
    });
    await expect(sources.read('parquet', sources.path('nothing'))).rejects.toMatchObject({ messageParameters: { format: 'Parquet' } });
    expect(await sources.read('text', sources.path('nothing'))).toEqual({ schema: ['value:string'], rows: [] });
  });

  test('formats', async () => {
    await expect(sources.read('com.example', sources.path('nothing'))).rejects.toMatchObject({
      condition: 'DATA_SOURCE_NOT_FOUND',
      messageParameters: { provider: 'com.example' },
    });
    await expect(sources.read('orc', sources.path('nothing'))).rejects.toMatchObject({ condition: 'KINDLING_NOT_SUPPORTED' });
  });
});

test('names with the characters of patterns', async () => {
  const path = await sources.file('odd/a[1] b.csv', '1\n');
  expect((await sources.read('csv', sources.path('odd'))).rows).toEqual([['1']]);
  expect((await sources.read('csv', path, { __globPaths__: 'false' })).rows).toEqual([['1']]);
});
