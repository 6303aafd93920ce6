import { describe, expect, test } from 'vitest';
import {
  DdlSyntaxError,
  equalTypes,
  fromJson,
  parseDdl,
  parseSchema,
  parseTableSchema,
  sameType,
  simpleString,
  sqlName,
  toDdl,
  toJson,
  treeString,
  types,
} from '../../src/types/index.ts';

const everything = types.struct([
  types.field('a', types.integer, false, { comment: "it's" }),
  types.field('st', types.collatedString('UNICODE_CI')),
  types.field('arr', types.array(types.collatedString('UNICODE_CI'))),
  types.field('m', types.map(types.collatedString('UTF8_LCASE'), types.array(types.struct([types.field('q', types.decimal(10, 2))])))),
  types.field('dt', types.dayTimeInterval()),
  types.field('ym', types.yearMonthInterval()),
  types.field('ci', types.calendarInterval),
  types.field('tm', types.time(3)),
  types.field('var', types.variant),
  types.field('nul', types.null),
  types.field('g', types.geometry(4326)),
  types.field('gg', types.geography(4326)),
  types.field('a b`c', types.map(types.integer, types.timestamp), false),
  types.field('s', types.struct([types.field('x', types.struct([types.field('y', types.integer)]))])),
]);

describe('names of types, as Apache Spark 4.2 prints them', () => {
  test('toDdl', () => {
    expect(toDdl(everything)).toBe(
      "a INT NOT NULL COMMENT 'it\\'s',st STRING COLLATE UNICODE_CI,arr ARRAY<STRING COLLATE UNICODE_CI>," +
        'm MAP<STRING COLLATE UTF8_LCASE, ARRAY<STRUCT<q: DECIMAL(10,2)>>>,dt INTERVAL DAY TO SECOND,ym INTERVAL YEAR TO MONTH,' +
        'ci INTERVAL,tm TIME(3),var VARIANT,nul VOID,g GEOMETRY(4326),gg GEOGRAPHY(4326),`a b``c` MAP<INT, TIMESTAMP> NOT NULL,' +
        's STRUCT<x: STRUCT<y: INT>>',
    );
  });

  test('simpleString', () => {
    expect(simpleString(everything)).toBe(
      'struct<a:int,st:string collate UNICODE_CI,arr:array<string collate UNICODE_CI>,' +
        'm:map<string collate UTF8_LCASE,array<struct<q:decimal(10,2)>>>,dt:interval day to second,ym:interval year to month,' +
        'ci:interval,tm:time(3),var:variant,nul:void,g:geometry(4326),gg:geography(4326),a b`c:map<int,timestamp>,' +
        's:struct<x:struct<y:int>>>',
    );
  });

  test('sqlName says NOT NULL inside structs and quotes only names that need it', () => {
    const type = types.struct([
      types.field('a b', types.integer, false),
      types.field('select', types.long),
      types.field('1a', types.string),
      types.field('_1', types.byte),
    ]);
    expect(sqlName(type)).toBe('STRUCT<`a b`: INT NOT NULL, select: BIGINT, `1a`: STRING, _1: TINYINT>');
  });

  test('printSchema, whole and cut at a level', () => {
    const schema = types.struct([
      types.field('m', types.map(types.string, types.array(types.struct([types.field('q', types.decimal(10, 2))])))),
      types.field('g', types.geometry(4326), false),
    ]);
    expect(treeString(schema)).toBe(
      [
        'root',
        ' |-- m: map (nullable = true)',
        ' |    |-- key: string',
        ' |    |-- value: array (valueContainsNull = true)',
        ' |    |    |-- element: struct (containsNull = true)',
        ' |    |    |    |-- q: decimal(10,2) (nullable = true)',
        ' |-- g: geometry (nullable = false)',
        '',
      ].join('\n'),
    );
    expect(treeString(schema, 1)).toBe('root\n |-- m: map (nullable = true)\n |-- g: geometry (nullable = false)\n');
  });
});

describe('JSON', () => {
  test('round-trips, with collations in the metadata of the column', () => {
    const text = toJson(everything);
    expect(text).toContain('"metadata":{"__COLLATIONS":{"m.key":"spark.UTF8_LCASE"}}');
    expect(text).toContain('"geography(OGC:CRS84, SPHERICAL)"');
    expect(equalTypes(fromJson(text), everything)).toBe(true);
  });

  test('reads what PySpark writes for a user-defined type', () => {
    const type = fromJson(
      '{"class":"org.Point","pyClass":"mod.PointUDT","sqlType":{"containsNull":false,"elementType":"double","type":"array"},"type":"udt"}',
    );
    expect(type).toEqual({
      kind: 'udt',
      jvmClass: 'org.Point',
      pythonClass: 'mod.PointUDT',
      sqlType: types.array(types.double, false),
    });
  });

  test('refuses what is no type', () => {
    expect(() => fromJson('"foo"')).toThrow(/INVALID_JSON_DATA_TYPE/);
    expect(() => fromJson('{')).toThrow(/INVALID_JSON_DATA_TYPE/);
  });
});

describe('DDL', () => {
  test('toDdl reads back', () => {
    expect(parseTableSchema(toDdl(everything))).toEqual(everything);
  });

  test.each([
    ['int', types.integer],
    ['interval year to month', types.yearMonthInterval()],
    ['interval hour', types.dayTimeInterval('hour')],
    ['time without time zone', types.time()],
    ['timestamp without time zone', types.timestampNtz],
    ['string collate utf8_binary', types.string],
    ['struct<>', types.struct([])],
    ['', types.struct([])],
    ['a int', types.struct([types.field('a', types.integer)])],
    ['1a int, `x``y` string', types.struct([types.field('1a', types.integer), types.field('x`y', types.string)])],
    ['a int -- c\n, b /* x */ int', types.struct([types.field('a', types.integer), types.field('b', types.integer)])],
    [
      "a: struct<x: int not null comment 'y'>",
      types.struct([types.field('a', types.struct([types.field('x', types.integer, false, { comment: 'y' })]))]),
    ],
  ])('%j', (text, type) => {
    expect(parseDdl(text)).toEqual(type);
  });

  test('a single type as a schema is the column value', () => {
    expect(parseSchema('bigint')).toEqual(types.struct([types.field('value', types.long)]));
  });

  test.each([
    ['a int b', 'PARSE_SYNTAX_ERROR', 6],
    ['a interval second to day', 'PARSE_SYNTAX_ERROR', 18],
    ['a int,', 'PARSE_SYNTAX_ERROR', 6],
    ['a array<int>>', 'PARSE_SYNTAX_ERROR', 12],
    ['a int not', 'PARSE_SYNTAX_ERROR', 9],
    ['a foo', 'UNSUPPORTED_DATATYPE', 2],
    ['é int', 'INVALID_IDENTIFIER', 0],
    ['a-b int', 'INVALID_IDENTIFIER', 0],
    ['time(9)', 'UNSUPPORTED_TIME_PRECISION', 0],
    ['a decimal(39)', 'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', 2],
    ['a array', 'INCOMPLETE_TYPE_DEFINITION.ARRAY', 2],
    ['a char', 'DATATYPE_MISSING_SIZE', 2],
  ])('%j fails with %s at %i', (text, condition, position) => {
    let failure: unknown;
    try {
      parseDdl(text);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(DdlSyntaxError);
    expect(failure).toMatchObject({ condition, position });
  });
});

describe('equality', () => {
  test('nullability and metadata count only when asked for', () => {
    const a = types.struct([types.field('x', types.array(types.long, false), false, { k: 1 })]);
    const b = types.struct([types.field('x', types.array(types.long, true), true)]);
    expect(sameType(a, b)).toBe(true);
    expect(equalTypes(a, b)).toBe(false);
    expect(sameType(a, b, { nullability: true })).toBe(false);
  });

  test('names', () => {
    const a = types.struct([types.field('x', types.long)]);
    expect(sameType(a, types.struct([types.field('X', types.long)]))).toBe(false);
    expect(sameType(a, types.struct([types.field('X', types.long)]), { names: 'ignoreCase' })).toBe(true);
    expect(sameType(a, types.struct([types.field('y', types.long)]), { names: 'ignore' })).toBe(true);
  });
});
