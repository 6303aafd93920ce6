import { type VariantValue, variantJson } from '@kindling/protocol';
import { expect, test } from 'vitest';
import { useSources } from './source-fixture.ts';

const sources = useSources();

const read = async (content: string, options: Readonly<Record<string, string>> = {}, schema?: string) => {
  const path = await sources.file('variant.csv', content);
  const answer = await sources.read('csv', path, { singleVariantColumn: 'v', ...options }, schema);
  return answer.rows.map(([value, ...others]) => [value && variantJson((value as VariantValue).toNode(), 'UTC'), ...others]);
};

test('numbers', async () => {
  expect(await read('1,+1,-0,01,1.50,1e5,1E-3,1.,.5,1d,TRUE,False\n')).toEqual([
    ['{"_c0":1,"_c1":1,"_c10":true,"_c11":false,"_c2":0,"_c3":1,"_c4":1.5,"_c5":100000,"_c6":0.001,"_c7":1,"_c8":0.5,"_c9":"1d"}'],
  ]);
  expect(await read('99999999999999999999999999999999999999,999999999999999999999999999999999999999,1e40,"1,2",NaN, 1,"1",""\n')).toEqual([
    [
      '{"_c0":99999999999999999999999999999999999999,"_c1":"999999999999999999999999999999999999999","_c2":"1e40","_c3":12,"_c4":"NaN","_c5":" 1","_c6":1,"_c7":null}',
    ],
  ]);
});

test('dates and instants', async () => {
  expect(await read('2020-01-01,2020-1-1,2020,2020-01-01 10:00,2020-01-01T10:00:00+01:00\n')).toEqual([
    [
      '{"_c0":"2020-01-01","_c1":"2020-01-01 00:00:00+00:00","_c2":2020,"_c3":"2020-01-01 10:00:00+00:00","_c4":"2020-01-01 09:00:00+00:00"}',
    ],
  ]);
  expect(await read('01/02/2020,2020-01-01\n', { dateFormat: 'dd/MM/yyyy' })).toEqual([
    ['{"_c0":"2020-02-01","_c1":"2020-01-01 00:00:00+00:00"}'],
  ]);
  expect(await read('2020-01-01\n', { preferDate: 'false' })).toEqual([['{"_c0":"2020-01-01 00:00:00+00:00"}']]);
});

test.each(['false', 'true'])('names of the header (multiLine %s)', async (multiLine) => {
  const options = { header: 'true', multiLine };
  expect(await read('b,a\n1,x\n2\n3,y,z\n', options)).toEqual([['{"a":"x","b":1}'], ['{"b":2}'], ['{"a":"y","b":3}']]);
  expect(await read('a,a\n1,2\n', options)).toEqual([[null]]);
  expect(await read('a,b\n1,2\n1\n', options, 'v variant, _corrupt_record string')).toEqual([
    ['{"a":1,"b":2}', null],
    ['{"a":1}', '1'],
  ]);
  expect(await read('a,b\n1,2,3\n', { ...options, mode: 'DROPMALFORMED' })).toEqual([]);
});

test.each(['a int', 'x variant', 'V variant', 'v int', 'v variant, c string', 'v variant, _corrupt_record int'])(
  'the schema %s is refused',
  async (schema) => {
    await expect(read('1,2\n', {}, schema)).rejects.toMatchObject({ condition: 'INVALID_SINGLE_VARIANT_COLUMN' });
  },
);

test('a variant among other columns holds the text', async () => {
  const path = await sources.file('text.csv', '1,2\n');
  const [row] = (await sources.read('csv', path, {}, 'v variant, i int')).rows;
  expect(variantJson(((row as unknown[])[0] as VariantValue).toNode(), 'UTC')).toBe('"1"');
});
