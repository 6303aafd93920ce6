import { describe, expect, test } from 'vitest';
import { useSources } from './source-fixture.ts';

const sources = useSources();
type Row = readonly (string | number | null)[];

describe('rows over several lines', () => {
  const cases: readonly (readonly [content: string, rows: readonly Row[], options?: Readonly<Record<string, string>>, schema?: string])[] =
    [
      [
        'a,"x\ny",b\nc,"d\r\ne",f\n',
        [
          ['a', 'x\ny', 'b'],
          ['c', 'd\r\ne', 'f'],
        ],
      ],
      [
        'a,b\n\n  \n1,2\n',
        [
          ['a', 'b'],
          ['  ', null],
          ['1', '2'],
        ],
      ],
      [
        'a,b\n   \n1,2\n',
        [
          ['a', 'b'],
          ['1', '2'],
        ],
        { ignoreLeadingWhiteSpace: 'true', ignoreTrailingWhiteSpace: 'true' },
      ],
      [
        'a,b\n#c,d\n #c,d\n1,2\n',
        [
          ['a', 'b'],
          [' #c', 'd'],
          ['1', '2'],
        ],
        { comment: '#' },
      ],
      ['#c\n\na,"b\nc"\n1,"2\n3"\n', [['1', '2\n3']], { comment: '#', header: 'true' }],
      [
        'id,n\n1,"a\nb"\n2,c\n',
        [
          [1, 'a\nb'],
          [2, 'c'],
        ],
        { header: 'true', inferSchema: 'true' },
      ],
      [
        'x,y\nx,y\n1,2\n',
        [
          ['x', 'y'],
          ['1', '2'],
        ],
        { header: 'true', inferSchema: 'true' },
      ],
      [
        'a,b\r\n1,"2\r\n3"\r\n',
        [
          ['a', 'b'],
          ['1', '2\n3'],
        ],
      ],
      [
        'a,"b\rc"\rd,"e\nf"\r',
        [
          ['a', 'b\nc'],
          ['d', 'e\nf'],
        ],
      ],
      [
        'a,b\r\n1,2\n3,4\r5,6\n',
        [
          ['a', 'b'],
          ['1', '2\n3'],
        ],
      ],
      [
        'a,b\n1,2\r\n3,4\r5,6\n',
        [
          ['a', 'b'],
          ['1', '2\r'],
          ['3', '4\r5'],
        ],
      ],
      ['a,"b\n1,2\n', [['a', 'b\n1,2\n']]],
      [
        'a,"b\nc"|d,"e|f"|',
        [
          ['a', 'b\nc'],
          ['d', 'e|f'],
        ],
        { lineSep: '|' },
      ],
      [
        'a,"b\r\nc"\r\nd,"e\nf"\r\n',
        [
          ['a', 'b\r\nc'],
          ['d', 'e\nf'],
        ],
        { lineSep: '\r\n' },
      ],
      [
        '"a"b\nc,d\n',
        [
          ['"a"b', null, null],
          ['c', 'd', null],
        ],
        {},
        'a string, b string, c string',
      ],
      [
        '"a\nb"c,d\n1,2\n',
        [
          ['"a\nb"c', 'd'],
          ['1', '2'],
        ],
        {},
        'a string, b string',
      ],
      ['"a"b\n,c\nd,e\n', [['a"b\n,c\nd,e\n', null]], { unescapedQuoteHandling: 'STOP_AT_CLOSING_QUOTE' }, 'a string, b string'],
      [
        '"a"c\nd,e\n',
        [
          [null, null],
          ['d', 'e'],
        ],
        { unescapedQuoteHandling: 'SKIP_VALUE' },
        'a string, b string',
      ],
      [
        'x,"a,k\nb"c,d\n1,2\n',
        [
          ['x', 'a', 'k'],
          ['bc,d\n1,2\n', null, null],
        ],
        { unescapedQuoteHandling: 'BACK_TO_DELIMITER' },
        'a string, b string, c string',
      ],
      ['a , "b\n c"\n', [['a', 'b\n c']], { ignoreLeadingWhiteSpace: 'true', ignoreTrailingWhiteSpace: 'true' }],
      [
        '1,a\nx,"b\nc"\n3\n',
        [
          [1, 'a', null],
          [null, 'b\nc', 'x,"b\nc"'],
          [3, null, '3'],
        ],
        {},
        'i int, s string, _corrupt_record string',
      ],
      ['1,a\nx,"b\nc"\n3\n', [[1, 'a']], { mode: 'DROPMALFORMED' }, 'i int, s string'],
    ];
  test.each(cases.map(([content, rows, options, schema]) => ({ content, rows, options: options ?? {}, schema })))(
    '$content with $options',
    async ({ content, rows, options, schema }) => {
      const path = await sources.file('multi-line.csv', content);
      expect((await sources.read('csv', path, { multiLine: 'true', ...options }, schema)).rows).toEqual(rows);
    },
  );

  test('each file has its header', async () => {
    await sources.file('parts/1.csv', 'a,b\n1,"2\n3"\n4,5\n');
    await sources.file('parts/2.csv', 'a,b\n6,7\n');
    const { rows } = await sources.read('csv', sources.path('parts'), { multiLine: 'true', header: 'true' });
    expect(rows).toHaveLength(3);
  });

  test('what cannot be read names its file', async () => {
    const path = await sources.file('unread.csv', '1,a\nx,"b\nc"\n');
    for (const options of [{ mode: 'FAILFAST' }, { maxColumns: '1' }])
      await expect(
        sources.read('csv', path, { multiLine: 'true', ...options } as unknown as Record<string, string>, 'i int, s string'),
      ).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT', messageParameters: { path: `file://${path}` } });
  });
});

describe('BACK_TO_DELIMITER', () => {
  test.each([
    ['"a"b,c', ['ab,c', null, null]],
    ['"a,b"c,d', ['a', 'bc,d', null]],
    ['"a,b"c"d,e",f', ['a', 'bcd,e', 'f']],
    ['"a,"b,c"d,e', ['a', 'b', 'cd,e']],
    ['x,"a"b,c', ['x', 'ab,c', null]],
    ['"a" b,c', ['"a" b', 'c', null]],
    ['"a,b" c,d', ['"a,b" c', 'd', null]],
    ['"a""b,c",d', ['a"b,c', 'd', null]],
    ['"a\\"b"c,d"e,f', ['a"bc', 'de,f', null]],
  ])('%s', async (line, values) => {
    const path = await sources.file('back.csv', `${line}\n`);
    const { rows } = await sources.read('csv', path, { unescapedQuoteHandling: 'BACK_TO_DELIMITER' }, 'a string, b string, c string');
    expect(rows).toEqual([values]);
  });
});
