import { describe, expect, test } from 'vitest';
import { sorted, useSources } from './source-fixture.ts';

const sources = useSources();

describe('the marks of rows', () => {
  const cases: readonly (readonly [line: string, values: readonly (string | null)[], options?: Readonly<Record<string, string>>])[] = [
    ['"a",b', ['a', 'b', null]],
    ['"a"b,c', ['"a"b', 'c', null]],
    ['"a" ,b', ['a', 'b', null]],
    ['"a"  x,b', ['"a"  x', 'b', null]],
    ['"unclosed,b', ['unclosed,b', null, null]],
    ['a"b"c,d', ['a"b"c', 'd', null]],
    ['"a\\"b",c', ['a"b', 'c', null]],
    ['"a""b",c', ['"a""b"', 'c', null]],
    ['"a""b",c', ['a"b', 'c', null], { escape: '"' }],
    ['"",x', [null, 'x', null]],
    ['"",x', ['EE', 'x', null], { emptyValue: 'EE' }],
    ['"",x', ['', 'x', null], { nullValue: 'a' }],
    ['a,"a"', [null, null, null], { nullValue: 'a' }],
    [',x,', [null, 'x', null]],
    ['"a\\\\",b', ['a\\', 'b', null]],
    [' "a",b', [' "a"', 'b', null]],
    [' "a", b ', ['a', 'b', null], { ignoreLeadingWhiteSpace: 'true', ignoreTrailingWhiteSpace: 'true' }],
    ['"a,b"c,d"e,f', ['"a,b"c', 'd"e', 'f']],
    ['a,"', ['a', '"', null]],
    ['"a"b,c', ['a"b,c', null, null], { unescapedQuoteHandling: 'STOP_AT_CLOSING_QUOTE' }],
    ['"a"b,c', [null, 'c', null], { unescapedQuoteHandling: 'SKIP_VALUE' }],
    ['"a",b', ['"a"', 'b', null], { quote: '' }],
    ['a||b|c', ['a', 'b|c', null], { sep: '||' }],
    ['a\tb', ['a', 'b', null], { sep: '\\t' }],
  ];
  test.each(cases.map(([line, values, options]) => ({ line, values, options: options ?? {} })))(
    '$line with $options',
    async ({ line, values, options }) => {
      const path = await sources.file('marks.csv', `${line}\n`);
      const { rows } = await sources.read('csv', path, options, 'a string, b string, c string');
      expect(rows).toEqual([values]);
    },
  );
});

describe('lines', () => {
  test('any line end, blank lines and comments', async () => {
    const path = await sources.file('lines.csv', 'a,b\r\n1,2\n3,4\r5,6\n\n  \n#no,row\nx,y');
    const { schema, rows } = await sources.read('csv', path, { comment: '#' });
    expect(schema).toEqual(['_c0:string', '_c1:string']);
    expect(rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
      ['x', 'y'],
    ]);
  });

  test("a character set and a line separator of one's own", async () => {
    const latin = await sources.file('latin.csv', Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x2c, 0x31, 0x0a));
    expect((await sources.read('csv', latin, { encoding: 'ISO-8859-1' })).rows).toEqual([['café', '1']]);
    expect((await sources.read('csv', latin)).rows).toEqual([['caf\ufffd', '1']]);
    const piped = await sources.file('piped.csv', 'a,b|c,d|');
    expect((await sources.read('csv', piped, { lineSep: '|' })).rows).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('each file has its header, after comments and blank lines', async () => {
    await sources.file('headers/1.csv', 'id,name\n1,a\n');
    await sources.file('headers/2.csv', '#about\n\nid,name\n2,b\n');
    const { schema, rows } = await sources.read('csv', sources.path('headers'), { header: 'true', comment: '#', inferSchema: 'true' });
    expect(schema).toEqual(['id:int', 'name:string']);
    expect(sorted(rows)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  test('doubled and missing names in the header', async () => {
    const path = await sources.file('names.csv', 'A,b,a,,B\n1,2,3,4,5\n');
    expect((await sources.read('csv', path, { header: 'true' })).schema).toEqual([
      'A0:string',
      'b1:string',
      'a2:string',
      '_c3:string',
      'B4:string',
    ]);
  });
});

describe('values', () => {
  const cases: readonly (readonly [type: string, accepted: readonly string[], refused: readonly string[]])[] = [
    ['int', ['1', '+1', '-1', '١٢'], [' 1', '1 ', '1.0', '1e5', '2147483648', '']],
    ['double', ['1', ' 1', '1 ', '1e5', '1d', 'NaN', 'Infinity', 'Inf', '-Inf', '.5', '1.'], ['0x10', 'true', '1,5', '1_000']],
    ['decimal(10,2)', ['1', '1e5', '1,5', '.5'], [' 1', '12345678901', 'NaN', '1d']],
    ['boolean', ['true', 'TRUE', 'False'], ['yes', '1', 't']],
    ['date', ['2020-01-01', '2020-1-1', '2020', '2020-01-01T00:00:00'], ['2020-02-30', '04-09-2012', 'today']],
    ['timestamp', ['2020-01-01', '2020-01-01 10:00', '2020-01-01T00:00:00Z', '2020-01-01 00:00:00.123456'], ['2020/01/01', 'epoch']],
    ['timestamp_ntz', ['2020-01-01 00:00:00'], ['2020-01-01T00:00:00Z', '10:00']],
  ];
  test.each(cases)('%s', async (type, accepted, refused) => {
    const path = await sources.file('values.csv', `${[...accepted, ...refused].map((text) => `${text}|x`).join('\n')}\n`);
    const { rows } = await sources.read('csv', path, { sep: '|' }, `v ${type}, x string`);
    expect(rows.map(([value]) => value !== null)).toEqual([...accepted.map(() => true), ...refused.map(() => false)]);
  });

  test('patterns for dates and times', async () => {
    const path = await sources.file('patterns.csv', '04-09-2012|04/09/2012 10:30\n2012-09-04|x\n');
    const { rows } = await sources.read(
      'csv',
      path,
      { sep: '|', dateFormat: 'dd-MM-yyyy', timestampFormat: 'dd/MM/yyyy HH:mm' },
      'd date, t timestamp',
    );
    expect(rows).toEqual([
      [15587, 1346754600000000n],
      [null, null],
    ]);
  });
});

describe('the types of columns', () => {
  const cases: readonly (readonly [texts: readonly string[], type: string])[] = [
    [['1', '2'], 'int'],
    [['1', '2147483648'], 'bigint'],
    [['1', '12345678901234567890'], 'decimal(20,0)'],
    [['1', '0 '], 'double'],
    [['1', '1.5'], 'double'],
    [['1e5'], 'double'],
    [['1.'], 'decimal(1,0)'],
    [['true', 'FALSE'], 'boolean'],
    [['2020-01-01'], 'date'],
    [['2020-1-1'], 'timestamp'],
    [['2020-01-01', '2020-01-01 10:00:00'], 'timestamp'],
    [['2020-01-01', '2020'], 'timestamp'],
    [['2020', '2020-01-01'], 'string'],
    [['1', 'x'], 'string'],
    [['04-09-2012'], 'string'],
  ];
  test.each(cases)('%j are %s', async (texts, type) => {
    const path = await sources.file('types.csv', `${texts.join('\n')}\n`);
    expect((await sources.read('csv', path, { inferSchema: 'true' })).schema).toEqual([`_c0:${type}`]);
  });
});

describe('rows that do not fit', () => {
  const content = '1,a\nx,b\n3\n4,d,e\n"5","f\n';

  test('PERMISSIVE keeps what can be read', async () => {
    const path = await sources.file('bad.csv', content);
    const { rows } = await sources.read('csv', path, {}, 'i int, s string, _corrupt_record string');
    expect(rows).toEqual([
      [1, 'a', null],
      [null, 'b', 'x,b'],
      [3, null, '3'],
      [4, 'd', '4,d,e'],
      [5, 'f', null],
    ]);
  });

  test('DROPMALFORMED', async () => {
    const path = await sources.file('bad.csv', content);
    expect((await sources.read('csv', path, { mode: 'dropMalformed' }, 'i int, s string')).rows).toEqual([
      [1, 'a'],
      [5, 'f'],
    ]);
  });

  test('FAILFAST', async () => {
    const path = await sources.file('bad.csv', content);
    await expect(sources.read('csv', path, { mode: 'FAILFAST' }, 'i int, s string')).rejects.toMatchObject({
      condition: 'FAILED_READ_FILE.NO_HINT',
      messageParameters: { path: `file://${path}` },
    });
  });

  test('an unknown mode is PERMISSIVE', async () => {
    const path = await sources.file('bad.csv', content);
    expect((await sources.read('csv', path, { mode: 'X' }, 'i int')).rows).toHaveLength(5);
  });
});

test.each([
  [{ header: 'x' }, '_LEGACY_ERROR_TEMP_2147'],
  [{ quote: 'ab' }, 'OPTION_VALUE_EXCEEDS_ONE_CHARACTER'],
  [{ maxColumns: 'ab' }, '_LEGACY_ERROR_TEMP_2146'],
  [{ encoding: 'xx' }, 'INVALID_PARAMETER_VALUE.CHARSET'],
  [{ modifiedBefore: 'zz' }, '_LEGACY_ERROR_TEMP_1294'],
  [{ maxColumns: '1' }, 'FAILED_READ_FILE.NO_HINT'],
])('%j is refused with %s', async (options, condition) => {
  const path = await sources.file('refused.csv', 'a,b\n');
  await expect(sources.read('csv', path, options as unknown as Record<string, string>)).rejects.toMatchObject({ condition });
});
