import { expect, test } from 'vitest';
import { useSources } from './source-fixture.ts';

const sources = useSources();

/** The file of p=2 cannot be read: only what leaves it out succeeds. */
test.each([
  ['p = 1', true],
  ['p < 2', true],
  ['p IN (1, 3)', true],
  ['p = 1 AND x > 0', true],
  ['NOT (p = 2)', true],
  ['p = 2', false],
  ['p = 1 OR x > 0', false],
  ['NOT (p IS NULL AND x < 0)', false],
])('WHERE %s leaves out what cannot match: %s', async (condition, isPruned) => {
  await sources.file('table/p=1/a.csv', 'x\n1\n');
  await sources.file('table/p=2/a.csv', 'other\n2\n');
  const options = "header 'true', enforceSchema 'false'";
  await sources.sql(
    `CREATE OR REPLACE TEMPORARY VIEW pruned (x INT, p INT) USING csv OPTIONS (path '${sources.path('table')}', ${options})`,
  );
  const answer = sources.sql(`SELECT x FROM pruned WHERE ${condition}`);
  if (isPruned) expect((await answer).rows).toEqual([[1]]);
  else await expect(answer).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT' });
});

test.each(['parquet', 'csv', 'json'])('no partition of %s is left', async (format) => {
  await sources.write('SELECT 1 AS x, 2 AS p', format, `written-${format}`, {}, ['p']);
  await sources.sql(`CREATE OR REPLACE TEMPORARY VIEW empty USING ${format} OPTIONS (path '${sources.path(`written-${format}`)}')`);
  expect((await sources.sql('SELECT * FROM empty WHERE p = 3')).rows).toEqual([]);
});
