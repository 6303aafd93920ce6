import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  concatBatches,
  decodeStream,
  encodeInternalRows,
  encodeRows,
  encodeStream,
  internalRowsOf,
  joinChunks,
  LocalDate,
  parseSchema,
  Row,
  relabelBatch,
  rowsOf,
  sliceBatch,
  types,
} from '../../src/index.ts';
import { arbitraryTable } from './arbitrary-batch.ts';

describe('any schema with any rows', () => {
  test('is the same after encoding and decoding', () => {
    fc.assert(
      fc.property(arbitraryTable(), ({ schema, rows }) => {
        const batch = encodeInternalRows(schema, rows);
        const decoded = decodeStream(encodeStream(schema, [batch, batch], 'Europe/Zurich'));
        expect(decoded.batches).toHaveLength(2);
        for (const received of decoded.batches) expect([...internalRowsOf(relabelBatch(received, schema))]).toEqual(rows);
      }),
      { numRuns: 150 },
    );
  });

  test('is the same when rows are read and encoded again as a program does', () => {
    fc.assert(
      fc.property(arbitraryTable(), ({ schema, rows }) => {
        // The last of equal keys wins in a Map, as in Spark a map has no equal keys.
        const read = [...rowsOf(encodeInternalRows(schema, rows))];
        const again = [...rowsOf(encodeRows(schema, read))];
        expect(again).toEqual(read);
      }),
      { numRuns: 150 },
    );
  });

  test('cut anywhere and joined again is the same', () => {
    fc.assert(
      fc.property(arbitraryTable(3, 40), fc.array(fc.nat(40), { maxLength: 4 }), ({ schema, rows }, cuts) => {
        const batch = encodeInternalRows(schema, rows);
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, rows.length)).sort((a, b) => a - b), rows.length];
        const parts = bounds.slice(1).map((end, index) => sliceBatch(batch, bounds[index]!, end - bounds[index]!));
        for (const [index, part] of parts.entries())
          expect([...internalRowsOf(part)]).toEqual(rows.slice(bounds[index], bounds[index + 1]));
        const joined = concatBatches(schema, parts);
        expect(joined.length).toBe(rows.length);
        expect([...internalRowsOf(joined)]).toEqual(rows);
        expect([...internalRowsOf(relabelBatch(decodeStream(encodeStream(schema, parts, 'UTC')).batches.at(-1)!, schema))]).toEqual(
          rows.slice(bounds.at(-2)),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('can be read from a stream that starts at any byte', () => {
    fc.assert(
      fc.property(arbitraryTable(1), fc.nat(7), ({ schema, rows }, shift) => {
        const bytes = encodeStream(schema, [encodeInternalRows(schema, rows)], 'UTC');
        const shifted = joinChunks([new Uint8Array(shift), bytes, new Uint8Array(1)]).subarray(shift, shift + bytes.length);
        const [batch] = decodeStream(shifted).batches;
        expect([...internalRowsOf(relabelBatch(batch!, schema))]).toEqual(rows);
      }),
      { numRuns: 50 },
    );
  });
});

describe('streams', () => {
  const schema = parseSchema('id BIGINT NOT NULL');
  const stream = encodeStream(schema, [encodeRows(schema, [{ id: 1n }])], 'UTC');

  test('several streams behind each other are read as one', () => {
    const { batches } = decodeStream(joinChunks([stream, stream]));
    expect(batches.flatMap((batch) => [...rowsOf(batch)].map((row) => row.id))).toEqual([1n, 1n]);
  });

  test('streams of different schemas are not', () => {
    const other = encodeStream(parseSchema('id STRING'), [], 'UTC');
    expect(() => decodeStream(joinChunks([stream, other]))).toThrow(/different schemas/);
  });

  test.each([stream.length - 20, 30, 5])('cut at byte %i it is an error', (end) => {
    expect(() => decodeStream(stream.subarray(0, end))).toThrow(/UNSUPPORTED_ARROWTYPE/);
  });

  test('buffers are neither copied on decoding nor on slicing', () => {
    const [batch] = decodeStream(stream).batches;
    expect(batch!.columns[0]!.data!.buffer).toBe(stream.buffer);
    expect(sliceBatch(batch!, 0, 1).columns[0]!.data!.buffer).toBe(stream.buffer);
  });

  test('a batch cannot be relabelled to a type with other buffers', () => {
    const [batch] = decodeStream(stream).batches;
    expect([...rowsOf(relabelBatch(batch!, parseSchema('t TIMESTAMP_NTZ')))].map(String)).toEqual(['(1970-01-01 00:00:00.000001)']);
    expect(() => relabelBatch(batch!, parseSchema('i INT'))).toThrow(/column 0/);
  });
});

describe('encodeRows', () => {
  const schema = parseSchema(
    'id BIGINT NOT NULL, price DECIMAL(4,2), s STRUCT<x: TINYINT NOT NULL>, l ARRAY<SMALLINT>, d DATE, v VARCHAR(2)',
  );
  const row = { id: 1n, price: 19.9, s: { x: 1 }, l: [1, null], d: LocalDate.of(2020, 2, 8), v: 'ab' };

  test('takes objects, arrays and rows', () => {
    const [read] = rowsOf(encodeRows(schema, [row]));
    expect(String(read)).toBe("(1, 19.90, (1), [1, null], 2020-02-08, 'ab')");
    const [fromArray, fromRow] = rowsOf(encodeRows(schema, [Object.values(row), read]));
    expect(fromArray).toEqual(read);
    expect(fromRow).toEqual(read);
  });

  test.each([
    ['FIELD_NOT_NULLABLE_WITH_NAME', 'id', { id: null }],
    ['VALUE_OUT_OF_BOUNDS', 'id', { id: 2n ** 63n }],
    ['FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', 'id', { id: 1.5 }],
    ['FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', 'id', { id: 2 ** 53 }],
    ['FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', 'price', { price: 1.999 }],
    ['VALUE_OUT_OF_BOUNDS', 'price', { price: 100 }],
    ['VALUE_OUT_OF_BOUNDS', 's.x', { s: { x: 128 } }],
    ['FIELD_NOT_NULLABLE_WITH_NAME', 's.x', { s: {} }],
    ['FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', 's', { s: { x: 1, y: 2 } }],
    ['FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', 'l[1]', { l: [1, 'a'] }],
    ['FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', 'd', { d: new Date() }],
    ['EXCEED_LIMIT_LENGTH', 'v', { v: 'abc' }],
    ['FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', '', { unknown: 1 }],
  ])('%s at %j', (condition, path, change) => {
    let failure: unknown;
    try {
      encodeRows(schema, [{ ...row, ...change }]);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ condition, path });
  });

  test('columns of one name are kept apart by position', () => {
    const twice = types.struct([types.field('a', types.integer), types.field('a', types.string), types.field('1', types.byte)]);
    const [read] = rowsOf(encodeRows(twice, [[1, 'x', 2]]));
    expect(read!.at(0)).toBe(1);
    expect(read!.at(1)).toBe('x');
    expect(read!.a).toBe('x');
    expect(Row.valuesOf(read!)).toEqual([1, 'x', 2]);
    expect(JSON.stringify(read)).toBe('{"1":2,"a":"x"}');
  });
});
