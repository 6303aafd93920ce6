import { encodeBatchStream, encodeSchemaMessage, encodeStream, parseSchema, type RecordBatch } from '@kindling/protocol';
import { afterAll, describe, expect, it } from 'vitest';
import { openInstance } from '../../src/duckdb/driver/index.ts';
import { toRecordBatch } from '../../src/executor/native-to-batch.ts';

const instance = await openInstance({ threads: 2 });
afterAll(() => instance.close());

const schema = parseSchema(
  'i INT, l BIGINT, d DECIMAL(38,2), t BOOLEAN, s STRING, b BINARY, a ARRAY<STRING>, m MAP<STRING, ARRAY<INT>>, r STRUCT<x: INT, y: ARRAY<STRUCT<z: STRING>>>',
);
const columns = [
  'if(i % 3 = 0, NULL, i::INTEGER)',
  'i',
  '(i / 4)::DECIMAL(38,2)',
  'if(i % 5 = 0, NULL, i % 2 = 0)',
  "if(i % 7 = 0, NULL, 'line ' || i)",
  "('' || i)::BLOB",
  "if(i % 11 = 0, NULL, ['a', NULL, '' || i])",
  "MAP {'key ' || i: if(i % 2 = 0, NULL, [1, NULL, 3])}",
  "if(i % 13 = 0, NULL, {'x': i::INTEGER, 'y': [{'z': 'deep'}, {'z': NULL}]})",
];

async function batches(rows: number): Promise<RecordBatch[]> {
  await using connection = instance.connect();
  const read: RecordBatch[] = [];
  const sql = `SELECT ${columns.map((column, index) => `${column} AS c${index}`).join(', ')} FROM range(${rows}) AS t(i)`;
  for await (const batch of await connection.query(sql)) read.push(toRecordBatch(batch, schema));
  return read;
}

describe('a batch of DuckDB', () => {
  it.each([1, 2049, 10_001])(
    'of %i rows becomes a stream in its own memory, with the bytes of one that is copied together',
    async (rows) => {
      const schemaMessage = encodeSchemaMessage(schema, 'UTC');
      const all = await batches(rows);
      expect(all.reduce((count, batch) => count + batch.length, 0)).toBe(rows);
      for (const batch of all) {
        const copied = encodeStream(schema, [batch], 'UTC');
        const inPlace = encodeBatchStream(schemaMessage, batch);
        expect(inPlace.buffer).toBe(batch.columns[1]?.data?.buffer);
        expect(Buffer.compare(inPlace, copied)).toBe(0);
      }
    },
  );

  it('gives its memory away once: a second stream leaves the first as it was', async () => {
    const [batch] = await batches(100);
    if (batch === undefined) throw new Error('no batch');
    const first = encodeBatchStream(encodeSchemaMessage(schema, 'UTC'), batch);
    const before = Uint8Array.from(first);
    const second = encodeBatchStream(encodeSchemaMessage(schema, 'Europe/Zurich'), batch);
    expect(second.buffer).not.toBe(first.buffer);
    expect(Buffer.compare(first, before)).toBe(0);
  });

  it('is copied where its message needs more room than there is', async () => {
    const [batch] = await batches(10);
    if (batch === undefined) throw new Error('no batch');
    const large = new Uint8Array(64 * 1024);
    const stream = encodeBatchStream(large, batch);
    expect(stream.buffer).not.toBe(batch.columns[1]?.data?.buffer);
    expect(Buffer.compare(stream.subarray(large.length), encodeBatchStream(new Uint8Array(0), batch))).toBe(0);
  });
});
