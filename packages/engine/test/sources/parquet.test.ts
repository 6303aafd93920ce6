import { copyFile, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sorted, useSources } from './source-fixture.ts';

const sources = useSources();

test('a file holds every type as it was', async () => {
  const query =
    "SELECT 1Y b, 2S s, 3 i, 4L l, 1.5F f, 2.5D d, 1.23BD dec, true bo, 'x' str, X'6162' bin, DATE'2020-01-02' dt, TIMESTAMP'2020-01-02 03:04:05.123456' ts, TIMESTAMP_NTZ'2020-01-02 03:04:05' ntz, INTERVAL '1' DAY iv, INTERVAL '1-2' YEAR TO MONTH ym, array(1, 2, NULL) arr, map('a', 1) mp, named_struct('X', 1, 'y', array(named_struct('z', 'q'))) st, CAST(NULL AS STRING) nul";
  const before = await sources.sql(query);
  await sources.write(query, 'parquet', 'types');
  expect(await sources.read('parquet', sources.path('types'))).toEqual(before);
});

test('partitionBy makes directories, which are columns again', async () => {
  await sources.write("SELECT id, CASE id WHEN 0 THEN 'a/b' WHEN 1 THEN NULL ELSE 'c' END p FROM range(4)", 'parquet', 'partitioned', {}, [
    'p',
  ]);
  expect(Object.keys(await sources.written('partitioned')).sort()).toEqual([
    'p=__HIVE_DEFAULT_PARTITION__/part-00000.c000.snappy.parquet',
    'p=a%2Fb/part-00000.c000.snappy.parquet',
    'p=c/part-00001.c000.snappy.parquet',
  ]);
  const { schema, rows } = await sources.read('parquet', sources.path('partitioned'));
  expect(schema).toEqual(['id:bigint', 'p:string']);
  expect(sorted(rows)).toEqual([
    [0n, 'a/b'],
    [1n, null],
    [2n, 'c'],
    [3n, 'c'],
  ]);
});

test('files with different columns', async () => {
  await sources.write("SELECT 1 a, 'x' b", 'parquet', 'mixed/k=1');
  await sources.write("SELECT 2L c, 'y' B, 3 a, 0 z, 0 zz", 'parquet', 'mixed/k=2');
  const merged = await sources.read('parquet', sources.path('mixed'), { mergeSchema: 'true' });
  expect(merged.schema).toEqual(['a:int', 'b:string', 'c:bigint', 'z:int', 'zz:int', 'k:int']);
  expect(sorted(merged.rows)).toEqual([
    [1, 'x', null, null, null, 1],
    [3, 'y', 2n, 0, 0, 2],
  ]);
  const given = await sources.read('parquet', sources.path('mixed'), {}, 'B string, a bigint, nowhere int');
  expect(given.schema).toEqual(['B:string', 'a:bigint', 'nowhere:int', 'k:int']);
  expect(sorted(given.rows)).toEqual([
    ['x', 1n, null, 1],
    ['y', 3n, null, 2],
  ]);
});

test('a column of another type is refused when it is read', async () => {
  await sources.write('SELECT 1 a, 2 b', 'parquet', 'other');
  const refused = {
    condition: 'FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH',
    messageParameters: { column: '[a]', expectedType: 'string', actualType: 'INT32' },
  };
  await expect(sources.read('parquet', sources.path('other'), {}, 'a string')).rejects.toMatchObject(refused);
  await sources.write("SELECT 'x' a", 'parquet', 'unmergeable/k=1');
  await sources.write('SELECT 1 a', 'parquet', 'unmergeable/k=2');
  await expect(sources.read('parquet', sources.path('unmergeable'), { mergeSchema: 'true' })).rejects.toMatchObject({
    condition: 'CANNOT_MERGE_SCHEMAS',
  });
});

test('compressions and their names', async () => {
  await sources.write('SELECT 1 a', 'parquet', 'zstd', { compression: 'zstd' });
  expect(Object.keys(await sources.written('zstd'))).toEqual(['part-00000-c000.zstd.parquet']);
  await expect(sources.write('SELECT 1 a', 'parquet', 'x', { compression: 'x' })).rejects.toMatchObject({
    condition: 'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION',
  });
});

test('what is no Parquet', async () => {
  const path = await sources.file('bad.parquet', 'hello');
  await expect(sources.read('parquet', path)).rejects.toMatchObject({
    condition: 'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER',
    messageParameters: { path: `file:${path}` },
  });
  expect((await sources.read('parquet', path, { ignoreCorruptFiles: 'true' }, 'a int')).rows).toEqual([]);
});

test('a file that another one takes the place of is looked at again', async () => {
  await sources.write('SELECT 1 a', 'parquet', 'replaced');
  await sources.write("SELECT 'x' b, 2 c", 'parquet', 'replacement');
  const fileIn = async (folder: string): Promise<string> => {
    const names = await readdir(sources.path(folder), { recursive: true });
    return join(sources.path(folder), names.find((name) => name.endsWith('.parquet')) as string);
  };
  const file = await fileIn('replaced');
  // Old enough that its footer is kept.
  await utimes(file, new Date(2020, 1, 1), new Date(2020, 1, 1));
  for (let read = 0; read < 2; read++) expect((await sources.read('parquet', file)).schema).toEqual(['a:int']);
  await copyFile(await fileIn('replacement'), file);
  await utimes(file, new Date(2020, 1, 2), new Date(2020, 1, 2));
  expect(await sources.read('parquet', file)).toEqual({ schema: ['b:string', 'c:int'], rows: [['x', 2]] });
});
