import { describe, expect, test } from 'vitest';
import { useSources } from './source-fixture.ts';

const sources = useSources();
const content = [
  '{"a":1,"b":"x"}',
  '{"a":1.5,"c":[1,2]}',
  '{"b":null,"d":{"x":1,"y":[{"z":true}]}}',
  'bad',
  '[{"a":5}]',
  '',
  '{"e":"2020-01-01T00:00:00"}',
].join('\n');

test('infers one schema for all rows, its fields sorted', async () => {
  const { schema, rows } = await sources.read('json', await sources.file('rows.json', content));
  expect(schema).toEqual([
    '_corrupt_record:string',
    'a:double',
    'b:string',
    'c:array<bigint>',
    'd:struct<x:bigint,y:array<struct<z:boolean>>>',
    'e:string',
  ]);
  expect(rows).toEqual([
    [null, 1, 'x', null, null, null],
    [null, 1.5, null, [1n, 2n], null, null],
    [null, null, null, null, [1n, [[true]]], null],
    ['bad', null, null, null, null, null],
    [null, 5, null, null, null, null],
    [null, null, null, null, null, '2020-01-01T00:00:00'],
  ]);
});

test('reads by a given schema, keeping what can be read', async () => {
  const path = await sources.file('rows.json', content);
  const { rows } = await sources.read('json', path, {}, 'a int, d string, _corrupt_record string');
  expect(rows).toEqual([
    [1, null, null],
    [null, null, '{"a":1.5,"c":[1,2]}'],
    [null, '{"x":1,"y":[{"z":true}]}', null],
    [null, null, 'bad'],
    [5, null, null],
    [null, null, null],
  ]);
  expect((await sources.read('json', path, { mode: 'DROPMALFORMED' }, 'a int')).rows).toEqual([[1], [null], [5], [null]]);
  await expect(sources.read('json', path, { mode: 'FAILFAST' }, 'a int')).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT' });
  await expect(sources.read('json', path, { mode: 'FAILFAST' })).rejects.toMatchObject({
    condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
  });
});

describe('values', () => {
  const cases: readonly (readonly [json: string, accepting: readonly string[]])[] = [
    ['1', ['tinyint', 'bigint', 'float', 'decimal(10,2)', 'string', 'timestamp']],
    ['1.0', ['float', 'decimal(10,2)', 'string']],
    ['"1"', ['decimal(10,2)', 'string']],
    ['true', ['boolean', 'string']],
    ['"NaN"', ['float', 'string']],
    ['"2020-01-01"', ['string', 'timestamp']],
    ['9223372036854775808', ['float', 'string']],
    ['[1]', ['string', 'array<int>']],
    ['{"x":1}', ['string', 'map<string,int>', 'struct<x:int>']],
    ['"abc"', ['string']],
  ];
  const allTypes = [
    'tinyint',
    'bigint',
    'float',
    'decimal(10,2)',
    'boolean',
    'string',
    'binary',
    'timestamp',
    'array<int>',
    'map<string,int>',
    'struct<x:int>',
  ];
  test.each(cases)('%s reads as %j', async (json, accepting) => {
    const path = await sources.file('value.json', `{${allTypes.map((_, i) => `"c${i}":${json}`).join(',')}}\n`);
    const { rows } = await sources.read('json', path, {}, allTypes.map((type, i) => `c${i} ${type}`).join(', '));
    expect(allTypes.filter((_, i) => rows[0]?.[i] !== null)).toEqual(accepting);
  });
});

test('documents over several lines', async () => {
  const path = await sources.file('document.json', '[{"a":1},\n {"a":2, "b":"x"}]\n');
  expect(await sources.read('json', path, { multiLine: 'true' })).toEqual({
    schema: ['a:bigint', 'b:string'],
    rows: [
      [1n, null],
      [2n, 'x'],
    ],
  });
});

test('names that differ in case only are refused', async () => {
  await expect(sources.read('json', await sources.file('names.json', '{"a":1,"A":2}\n'))).rejects.toMatchObject({
    condition: 'COLUMN_ALREADY_EXISTS',
    messageParameters: { columnName: '`a`' },
  });
});

test('writes objects without their NULLs', async () => {
  await sources.write(
    "SELECT 1 a, CAST(NULL AS STRING) n, CAST('NaN' AS DOUBLE) x, TIMESTAMP'2020-01-01 01:02:03' ts, DATE'2020-01-01' dt, array(1, NULL) ar, map('k', 1) m, named_struct('x', 1) st, X'6162' bin, CAST(1E10 AS DOUBLE) big",
    'json',
    'written',
  );
  expect(await sources.written('written')).toEqual({
    'part-00000-c000.json':
      '{"a":1,"x":"NaN","ts":"2020-01-01T01:02:03.000Z","dt":"2020-01-01","ar":[1,null],"m":{"k":1},"st":{"x":1},"bin":"YWI=","big":1.0E10}\n',
  });
});
