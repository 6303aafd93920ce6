import { constants, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { useSources } from './source-fixture.ts';

const sources = useSources();
type Options = Readonly<Record<string, string>>;

test.each([
  ['12 déc. 2020', 'dd MMM yyyy', 'fr-FR'],
  ['12 Dez. 2020', 'dd MMM yyyy', 'de-DE'],
  ['12 Dezember 2020', 'dd MMMM yyyy', 'de'],
  ['12 Dec 2020', 'dd MMM yyyy', 'zzzz'],
])('locale: the date %s', async (text, dateFormat, locale) => {
  const path = await sources.file('dates.csv', `${text}\n`);
  expect((await sources.read('csv', path, { dateFormat, locale }, 'd date')).rows).toEqual([[18608]]);
});

test('locale: decimals', async () => {
  const path = await sources.file('decimals.csv', '1.234,5\n1,234.5\n');
  const { rows } = await sources.read('csv', path, { locale: 'de-DE', sep: ';' }, 'd decimal(10,2)');
  expect(rows.map(([value]) => value && String(value))).toEqual(['1234.50', null]);
});

test.each([
  [{}, [null, 18355]],
  [{ enableDateTimeParsingFallback: 'false' }, [null, 18355]],
  [{ enableDateTimeParsingFallback: 'true' }, [18263, 18355]],
])('enableDateTimeParsingFallback: %j', async (options, days) => {
  const path = await sources.file('fallback.csv', '2020-1-2\n03/04/2020\n');
  const { rows } = await sources.read('csv', path, { dateFormat: 'dd/MM/yyyy', ...(options as Options) }, 'd date');
  expect(rows).toEqual(days.map((day) => [day]));
});

test('enableDateTimeParsingFallback: without it the usual pattern is strict, and inference never falls back', async () => {
  const path = await sources.file('strict.csv', '2020-1-2\n2020-01-02\n');
  expect((await sources.read('csv', path, { enableDateTimeParsingFallback: 'false' }, 'd date')).rows).toEqual([[null], [18263]]);
  const instant = await sources.file('instant.csv', '2020-01-02 03:04:05\n');
  const options = { inferSchema: 'true', timestampFormat: 'dd/MM/yyyy HH:mm', enableDateTimeParsingFallback: 'true' };
  expect((await sources.read('csv', instant, options)).schema).toEqual(['_c0:string']);
});

test('samplingRatio: types come from some of the rows, names from the header', async () => {
  const path = await sources.file('sampled.csv', 'a\n1\n');
  const typeFor = async (samplingRatio: string) =>
    (await sources.read('csv', path, { inferSchema: 'true', header: 'true', samplingRatio })).schema;
  expect(await typeFor('0.0001')).toEqual(['a:string']);
  expect(await typeFor('1.5')).toEqual(['a:int']);
});

test.each([{ samplingRatio: '0' }, { samplingRatio: '-1' }, { samplingRatio: 'abc' }, { enableDateTimeParsingFallback: 'x' }])(
  '%j is refused',
  async (options) => {
    const path = await sources.file('refused.csv', '1\n');
    await expect(sources.read('csv', path, options as unknown as Options)).rejects.toMatchObject({ condition: 'INTERNAL_ERROR' });
  },
);

test('samplingRatio: not looked at where the schema is given', async () => {
  const path = await sources.file('given.csv', '1\n');
  expect((await sources.read('csv', path, { samplingRatio: '0' }, 'a int')).rows).toEqual([[1]]);
});

test.each([
  ['a,b', 'a int, b int', undefined],
  ['A,b', 'a int, b int', undefined],
  ['a,b', 'a int, b int, _corrupt_record string', undefined],
  ['a,b,c', 'a int, b int', 'a'],
  ['a', 'a int, b int', 'a'],
  ['a,x', 'a int, b int', 'a'],
  ['a,x', 'a int, b int', 'count(*)'],
] as const)('enforceSchema = false: the header %s serves %s', async (header, schema, selected) => {
  const path = await sources.file('header.csv', `${header}\n1,2,3\n`);
  const options = { header: 'true', enforceSchema: 'false' };
  const { rows } = await sources.select(selected ?? '*', 'csv', path, options, schema);
  expect(rows).toHaveLength(1);
});

test.each([
  ['b,a', 'a int, b int', '*'],
  ['a,b,c', 'a int, b int', '*'],
  ['a', 'a int, b int', 'b'],
  ['a,x', 'a int, b int', 'b'],
  ['a, b', 'a int, b int', '*'],
] as const)('enforceSchema = false: the header %s does not serve %s', async (header, schema, selected) => {
  const path = await sources.file('other.csv', `${header}\n`);
  for (const multiLine of ['false', 'true'])
    await expect(
      sources.select(selected, 'csv', path, { header: 'true', enforceSchema: 'false', multiLine }, schema),
    ).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT', messageParameters: { path: `file://${path}` } });
});

test('a query must read more than the corrupt records', async () => {
  for (const [format, content] of [
    ['csv', 'x\n1\n'],
    ['json', '{"i":\n{"i":1}\n'],
  ] as const) {
    const path = await sources.file(`corrupt.${format}`, content);
    const select = (selected: string) => sources.select(selected, format, path, {}, 'i int, _corrupt_record string');
    await expect(select('_corrupt_record')).rejects.toMatchObject({ condition: 'UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN' });
    await expect(select('count(_corrupt_record)')).rejects.toMatchObject({
      condition: 'UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN',
    });
    expect((await select('count(*)')).rows).toEqual([[2n]]);
    expect((await select('i, _corrupt_record')).rows).toHaveLength(2);
  }
});

const line = (i: number) => `row ${i % 997},${(i * 7919) % 104729}`;
const irregular = `a,b\r\n${Array.from({ length: 20_000 }, (_, i) => line(i)).join('\n')}\r5,6\n`;

test.each([
  ['gz', gzipSync],
  ['gz', (text: string) => gzipSync(text, { level: 0 })],
  ['gz', (text: string) => Buffer.concat([gzipSync(text.slice(0, 1000)), gzipSync(text.slice(1000), { strategy: constants.Z_FIXED })])],
  ['deflate', deflateSync],
] as const)('%s: files whose lines end in more than one way', async (ending, compress) => {
  const path = await sources.file(`irregular.csv.${ending}`, compress(irregular));
  const { rows } = await sources.read('csv', path);
  expect(rows).toHaveLength(20_002);
  expect(rows.slice(0, 3)).toEqual([['a', 'b'], line(0).split(','), line(1).split(',')]);
  expect(rows.at(-1)).toEqual(['5', '6']);
  expect((await sources.read('csv', path, { multiLine: 'true', lineSep: '\n' })).rows).toHaveLength(20_001);
});

test('gz: text that is not UTF-8', async () => {
  const path = await sources.file('latin.csv.gz', gzipSync(Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x2c, 0x31, 0x0a)));
  expect((await sources.read('csv', path)).rows).toEqual([['caf\ufffd', '1']]);
  expect((await sources.read('csv', path, { encoding: 'ISO-8859-1' })).rows).toEqual([['café', '1']]);
});

// Node cannot make these: two streams of bzip2, and one frame of Zstandard, of `compressedText`.
const compressedText = `a,b\r\n${Array.from({ length: 5000 }, (_, i) => `row ${i % 10},${'x'.repeat(i % 3)}é${'='.repeat(i === 77 ? 300 : 0)}\n`).join('')}5,6\n`;
const compressed = {
  bz2: 'QlpoOTFBWSZTWYuaSToAAJ9ZlgASQAR/4jAAkMAAIAgAAgAwALgKDRo0GQGhQaNGgyA0EKqQH/qqDTaTJp3TlAIcdhUOvBj4fl+j7eb+HQ4bGc4znGfdxnOM5xnOMdBUOfV8fvcVDsKh3FQ8gX+JiZiZiZiZiYiDwKhHJkmSJJhmSJJhmSIIg9v8XckU4UJCLmkk6EJaaDExQVkmU1ltmOczACZ23ZQAEEAEf+IAAIAAkMAAIAgAQAH8AAFA00MjJiFA00MjJiFA00MjJiBSVSgP/VSaeUZHz7YokPWlKvhKij39ETiJ7ET9ET3In7In3InsRPJE9ETpE4icROInETiJxE4icROInETiJxE4icROInETiJxE6RPJUUecUq9ZFKvH8PhKijwlRR8JUUfaUFfJExExExExExExExExExExExExExExExExExExE/yVFGkTwRMImImETETCJiJhExEwiYiYRMRMImImETETCJpExE/4u5IpwoSDbMc5mA==',
  zst: 'KLUv/WCEw40EAIIGFBiwJW3MYUkyRyjBzsMsSPbOFNknxvLELgbj40DeeFa0mjeeFa3mjWdFq3njWdFq3nhWtJo3nhWt5o1nRat54xVjxRQhyjAIhSFClGEABiMIUKgh+GH/DcCDFJYDEmgQYLBC9fz//7YdFb8X2YCULSlE4SCdHvz4X15OBQXbGI9+/C83qwgwbLmJpG6eVAE=',
};

test.each(Object.entries(compressed))('%s: files that DuckDB cannot read', async (ending, base64) => {
  const content = Buffer.from(base64, 'base64');
  const expected = await sources.file(`plain-${ending}.csv`, compressedText);
  const path = await sources.file(`compressed.csv.${ending}`, content);
  for (const options of [{}, { header: 'true', inferSchema: 'true' }, { multiLine: 'true' }]) {
    expect((await sources.read('csv', path, options)).rows).toEqual((await sources.read('csv', expected, options)).rows);
  }
  const cut = await sources.file(`cut.csv.${ending}`, content.subarray(0, content.length - 9));
  await expect(sources.read('csv', cut)).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT' });
});

test('bz2: what is damaged inside is not taken for the data', async () => {
  const content = Buffer.from(compressed.bz2, 'base64');
  for (const at of [content.length - 2, 100, 300]) {
    const damaged = Buffer.from(content);
    damaged[at]! ^= 0x10;
    const path = await sources.file(`damaged-${at}.csv.bz2`, damaged);
    await expect(sources.read('csv', path)).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT' });
  }
});

test('a file that is not compressed as its name says', async () => {
  const path = await sources.file('plain.csv.gz', 'abc');
  await expect(sources.read('csv', path)).rejects.toMatchObject({
    condition: 'FAILED_READ_FILE.NO_HINT',
    messageParameters: { path: `file://${path}` },
  });
});
