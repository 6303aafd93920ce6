import { afterAll, describe, expect, it } from 'vitest';
import { closeEngine, rowsOfSql, valueOf } from './sql-fixture.ts';

afterAll(closeEngine);

/** Answers of Apache Spark 4.2. */
const answers: readonly (readonly [selected: string, expected: unknown])[] = [
  ["to_char(-12454, 'S$999,999.00')", '-$ 12,454.00'],
  ["to_char(12454, '9,999')", '# ###'],
  ["to_char(-5.1, 'MI99,999.9')", '     -5.1'],
  ["CAST(try_to_number('<454>', '999PR') AS INT)", -454],
  ["CAST(try_to_number('12,34', '99,999') AS INT)", 1234],
  ["try_to_number('1234', '9,999')", null],
  ["parse_url('http://user:pw@h.com:80/p/a.html?x=1&y=2#ref', 'AUTHORITY')", 'user:pw@h.com:80'],
  ["parse_url('http://h_x.com/a', 'HOST')", null],
  ["url_encode('a b&ü*~-_.')", 'a+b%26%C3%BC*%7E-_.'],
  [
    "hex(aes_encrypt('Spark', 'abcdefghijklmnop12345678ABCDEFGH', 'GCM', 'DEFAULT', unhex('000000000000000000000000'), 'This is an AAD mixed into the input'))",
    '000000000000000000000000422622FAC4CB9BB283F54719DA79517580DEFCF5F8',
  ],
  ["CAST(aes_decrypt(aes_encrypt('Spark', '1234567890abcdef', 'CBC'), '1234567890abcdef', 'CBC') AS STRING)", 'Spark'],
  ["base64(aes_encrypt('Spark SQL', '1234567890abcdef', 'ECB', 'PKCS'))", '3lmwu+Mw0H3fi5NDvcu9lg=='],
  ['xpath_string(\'<a><b i="q">1</b><b>2</b></a>\', \'a/b[@i="q"]\')', '1'],
  ["xpath_int('<a><b>1</b><b>3</b></a>', 'sum(a/b) div 2')", 2],
  ["xpath('<a><b>b1</b><b>b2</b></a>', 'a/b/text()')", ['b1', 'b2']],
  ["from_xml('<p a=\"5\"><c>1</c><c>2</c></p>', '_a INT, c ARRAY<INT>')", [5, [1, 2]]],
  [
    "to_xml(named_struct('a', 1, 'd', array(1, 2), 'e', named_struct('_f', 1, 'g', 'h')))",
    '<ROW>\n    <a>1</a>\n    <d>1</d>\n    <d>2</d>\n    <e f="1">\n        <g>h</g>\n    </e>\n</ROW>',
  ],
  ['schema_of_xml(\'<p><a>1</a><b c="d">x</b></p>\')', 'STRUCT<a: BIGINT, b: STRUCT<_VALUE: STRING, _c: STRING>>'],
  ["to_csv(named_struct('a', 1, 'b', null, 'c', 'x,y', 'd', '', 'e', 'x\"y'))", '1,,"x,y","","x\\"y"'],
  ["from_csv('1,abc', 'a INT, b DOUBLE')", [1, null]],
  ["schema_of_csv('2020-01-01,true,12345678901')", 'STRUCT<_c0: DATE, _c1: BOOLEAN, _c2: BIGINT>'],
  ['schema_of_variant(parse_json(\'{"b":[1,2.5,null],"a":1.50}\'))', 'OBJECT<a: DECIMAL(2,1), b: ARRAY<DECIMAL(21,1)>>'],
  ["variant_get(parse_json('{\"a\":{\"b\":[1,2]}}'), '$.a', 'struct<b:array<int>>')", [[1, 2]]],
  ["hex(st_asbinary(st_geomfromwkb(X'0101000000000000000000F03F0000000000000040'), 'XDR'))", '00000000013FF00000000000004000000000000000'],
];

describe('texts and bytes in the formats of others', () => {
  it.each(answers)('%s', async (selected, expected) => {
    expect(await valueOf(selected)).toEqual(expected);
  });

  it.each([
    ["to_number('1', '9S9')", 'INVALID_FORMAT.UNEXPECTED_TOKEN'],
    ["to_number('a', '999')", 'INVALID_FORMAT.MISMATCH_INPUT'],
    ["parse_url('http://h.com/a b', 'HOST')", 'INVALID_URL'],
    ["url_decode('a%2')", 'CANNOT_DECODE_URL'],
    ["aes_encrypt('a', '123')", 'INVALID_PARAMETER_VALUE.AES_KEY_LENGTH'],
    [
      "aes_decrypt(unhex('83F16B2AA704794132802D248E6BFD4E380078182D1544813898AC97E709B28A95'), '0000111122223333')",
      'INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR',
    ],
    ['parse_json(\'{"a":1,"a":2}\')', 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION'],
    ["variant_get(parse_json('{\"a\":\"x\"}'), '$.a', 'int')", 'INVALID_VARIANT_CAST'],
    ["st_geogfromwkb(X'010100000000000000000079400000000000000040')", 'WKB_PARSE_ERROR'],
    ["java_method('java.util.Locale', 'getDefault')", 'KINDLING_NOT_SUPPORTED'],
    ["java_method('java.lang.Integer', 'parseInt', 'x')", 'FAILED_EXECUTE_UDF'],
  ])('%s is refused', async (selected, condition) => {
    await expect(valueOf(selected)).rejects.toMatchObject({ condition });
  });
});

describe('windows of time', () => {
  const times =
    "VALUES (TIMESTAMP '2021-01-01 00:00:00'), (TIMESTAMP '2021-01-01 00:04:30'), (TIMESTAMP '2021-01-01 00:10:00'), (NULL) AS t(b)";
  const count = async (window: string): Promise<unknown> =>
    rowsOfSql(`SELECT date_format(${window.split('(')[0]}.start, 'HH:mm'), count(*) FROM ${times} GROUP BY ${window} ORDER BY 1`);

  it('slide', async () => {
    expect(await count("window(b, '10 minutes', '5 minutes')")).toEqual([
      ['00:00', 2n],
      ['00:05', 1n],
      ['00:10', 1n],
      ['23:55', 2n],
    ]);
  });

  it('grow with sessions', async () => {
    expect(await count("session_window(b, '5 minutes')")).toEqual([
      ['00:00', 2n],
      ['00:10', 1n],
    ]);
  });
});
