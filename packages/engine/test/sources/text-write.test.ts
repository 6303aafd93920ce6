import { expect, test } from 'vitest';
import { useSources } from './source-fixture.ts';

const sources = useSources();

test('text: lines, whole files, what is written', async () => {
  const path = await sources.file('t.txt', 'l1\n\nl3\r\n\r\nl5');
  expect((await sources.read('text', path)).rows).toEqual([['l1'], [''], ['l3'], [''], ['l5']]);
  expect((await sources.read('text', path, { wholetext: 'true' })).rows).toEqual([['l1\n\nl3\r\n\r\nl5']]);
  expect((await sources.read('text', path, { lineSep: 'l' })).rows).toEqual([[''], ['1\n\n'], ['3\r\n\r\n'], ['5']]);
  await sources.write("SELECT concat('a', id) FROM range(2) UNION ALL SELECT NULL", 'text', 'lines');
  expect(Object.values(await sources.written('lines')).join('')).toBe('a0\na1\n\n');
  await expect(sources.write('SELECT 1 a', 'text', 'no')).rejects.toMatchObject({ condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE' });
  await expect(sources.write("SELECT 'a' a, 'b' b", 'text', 'no')).rejects.toMatchObject({ condition: '_LEGACY_ERROR_TEMP_1290' });
});

test.each([
  [{}, 'a,b', '"a,b",z'],
  [{}, ' a ', 'a,z'],
  [{}, 'a"b', '"a\\"b",z'],
  [{}, 'a\\b', 'a\\b,z'],
  [{}, '#a', '"#a",z'],
  [{}, ' ', '"",z'],
  [{ quoteAll: 'true' }, 'a\\b', '"a\\\\b","z"'],
  [{ escapeQuotes: 'false' }, 'a"b', 'a"b,z'],
  [{ escape: '"' }, 'a"b', '"a""b",z'],
  [{ quote: "'", sep: '|' }, "a'b", "'a\\'b'|z"],
  [{ ignoreLeadingWhiteSpace: 'false', ignoreTrailingWhiteSpace: 'false' }, ' a ', ' a ,z'],
  [{ emptyValue: 'EE' }, '', 'EE,z'],
])('csv: with %j the text %j is written %s', async (options, value, line) => {
  await sources.write(
    `SELECT '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}' a, 'z' b`,
    'csv',
    'quoted',
    options as unknown as Record<string, string>,
  );
  expect(Object.values(await sources.written('quoted'))).toEqual([`${line}\n`]);
});

test('csv: values of each type, header and NULL', async () => {
  await sources.write(
    "SELECT 1.5D d, CAST(1E10 AS DOUBLE) e, true b, DATE'2020-01-02' dt, TIMESTAMP'2020-01-02 03:04:05.123456' ts, TIMESTAMP_NTZ'2020-01-02 03:04:05' ntz, INTERVAL '1' DAY iv, X'6162' bin, CAST(0.0000001 AS DECIMAL(20,10)) dc, CAST(NULL AS INT) n",
    'csv',
    'typed',
    { header: 'true', nullValue: 'NULL' },
  );
  expect(await sources.written('typed')).toEqual({
    'part-00000-c000.csv':
      "d,e,b,dt,ts,ntz,iv,bin,dc,n\n1.5,1.0E10,true,2020-01-02,2020-01-02T03:04:05.123Z,2020-01-02T03:04:05.000,INTERVAL '1' DAY,[61 62],1.000E-7,NULL\n",
  });
});

test('maxRecordsPerFile divides a partition', async () => {
  await sources.write('SELECT id FROM range(5)', 'csv', 'divided', { maxRecordsPerFile: '2' });
  const files = Object.keys(await sources.written('divided'));
  expect(files.length).toBeGreaterThan(1);
});
