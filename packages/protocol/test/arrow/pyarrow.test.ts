import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  arrowFieldsOf,
  type CalendarInterval,
  type DataType,
  type Decimal,
  decodeStream,
  encodeInternalRows,
  encodeSchemaMessage,
  encodeStream,
  type GeoValue,
  type InternalValue,
  internalRowsOf,
  joinChunks,
  parseSchema,
  relabelBatch,
  toJson,
  types,
  type VariantValue,
} from '../../src/index.ts';
import { arbitraryTable, type Table } from './arbitrary-batch.ts';

const python = process.env.KINDLING_PYTHON ?? fileURLToPath(new URL('../../../../.cache/python/bin/python', import.meta.url));
const script = fileURLToPath(new URL('./pyarrow-echo.py', import.meta.url));
const hasPython = existsSync(python);

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

/** The value as pyarrow-echo.py writes it. */
function plain(value: InternalValue, type: DataType): unknown {
  if (value === null) return null;
  const items = value as readonly InternalValue[];
  switch (type.kind) {
    case 'boolean':
    case 'string':
    case 'char':
    case 'varchar':
      return value;
    case 'float':
    case 'double':
      return float(value as number);
    case 'decimal':
      return String((value as Decimal).unscaled);
    case 'binary':
      return hex(value as Uint8Array);
    case 'calendar_interval': {
      const { months, days, micros } = value as CalendarInterval;
      return [months, days, String(micros)];
    }
    case 'array':
      return items.map((item) => plain(item, type.elementType));
    case 'map':
      return (items as [InternalValue, InternalValue][]).map(([key, item]) => [plain(key, type.keyType), plain(item, type.valueType)]);
    case 'struct':
      return type.fields.map((field, ordinal) => plain(items[ordinal] as InternalValue, field.dataType));
    case 'variant':
      return [hex((value as VariantValue).value), hex((value as VariantValue).metadata)];
    case 'geometry':
    case 'geography':
      return [String((value as GeoValue).srid), hex((value as GeoValue).wkb)];
    default:
      return String(value);
  }
}

interface Answer {
  readonly cases: readonly { readonly schema: string; readonly rows: readonly unknown[][] | null }[];
  readonly foreign: readonly { readonly name: string; readonly values: readonly unknown[] }[];
}

/** What pyarrow shows of the schema that Apache Spark 4.2 sends for these columns in a session in New York. */
const everyType = types.struct([
  ...parseSchema(
    `b BOOLEAN NOT NULL, y TINYINT, s SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE, dec DECIMAL(3,2), st STRING, bin BINARY, dt DATE,
     ts TIMESTAMP, tsn TIMESTAMP_NTZ, tm TIME, ym INTERVAL YEAR TO MONTH, dtx INTERVAL DAY, ci INTERVAL, n VOID, arr ARRAY<INT>,
     st2 STRUCT<a: INT, b: ARRAY<STRING>>, v VARIANT, g GEOMETRY(ANY), gg GEOGRAPHY(4326)`,
  ).fields,
  types.field('m', types.map(types.string, types.integer, false), false),
]);
const everySchemaText = `b: bool not null
y: int8
s: int16
i: int32
l: int64
f: float
d: double
dec: decimal128(3, 2)
st: string
bin: binary
dt: date32[day]
ts: timestamp[us, tz=America/New_York]
tsn: timestamp[us]
tm: time64[ns]
ym: month_interval
dtx: duration[us]
ci: month_day_nano_interval
n: null
arr: list<element: int32>
  child 0, element: int32
st2: struct<a: int32, b: list<element: string>>
  child 0, a: int32
  child 1, b: list<element: string>
      child 0, element: string
v: struct<value: binary not null, metadata: binary not null>
  child 0, value: binary not null
  child 1, metadata: binary not null
    -- field metadata --
    variant: 'true'
g: struct<srid: int32 not null, wkb: binary not null>
  child 0, srid: int32 not null
  child 1, wkb: binary not null
    -- field metadata --
    geometry: 'true'
    srid: '-1'
gg: struct<srid: int32 not null, wkb: binary not null>
  child 0, srid: int32 not null
  child 1, wkb: binary not null
    -- field metadata --
    geography: 'true'
    srid: '4326'
m: map<string, int32> not null
  child 0, entries: struct<key: string not null, value: int32 not null> not null
      child 0, key: string not null
      child 1, value: int32 not null`;

test.runIf(!hasPython)('pyarrow is at hand', ({ skip }) => {
  const message = `no Python at ${python}: set KINDLING_PYTHON to an interpreter that has pyarrow`;
  if (process.env.KINDLING_STRICT === '1') throw new Error(message);
  skip(message);
});

describe.runIf(hasPython)('pyarrow', () => {
  const tables: Table[] = [];
  let answer: Answer;
  let streams: Uint8Array[];

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'kindling-arrow-'));
    try {
      tables.push(...fc.sample(arbitraryTable(), 200), ...fc.sample(arbitraryTable(0), 50), { schema: everyType, rows: [] });
      const framed = tables.flatMap(({ schema, rows }) => {
        const bytes = encodeStream(schema, [encodeInternalRows(schema, rows)], 'America/New_York');
        return [new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes];
      });
      const [source, target] = [join(folder, 'cases'), join(folder, 'answers')];
      writeFileSync(source, joinChunks(framed));
      const run = spawnSync(python, [script, source, target], { encoding: 'utf8' });
      if (run.status !== 0) throw new Error(`pyarrow failed: ${run.stderr}`);
      answer = JSON.parse(readFileSync(target, 'utf8')) as Answer;
      const bytes = readFileSync(`${target}.bin`);
      streams = [];
      for (let at = 0; at < bytes.length; ) {
        const size = bytes.readUInt32LE(at);
        streams.push(bytes.subarray(at + 4, at + 4 + size));
        at += 4 + size;
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('reads what we write', () => {
    expect(answer.cases).toHaveLength(tables.length);
    for (const [index, { schema, rows }] of tables.entries()) {
      const seen = toJson(schema).includes('interval year') ? null : rows.map((row) => plain(row, schema));
      expect(answer.cases[index]?.rows).toEqual(seen);
    }
  });

  test('sees the schema that Apache Spark sends', () => {
    expect(answer.cases.at(-1)?.schema).toBe(everySchemaText);
  });

  test('writes what we read', () => {
    for (const [index, { schema, rows }] of tables.entries()) {
      const { batches } = decodeStream(streams[index]!);
      expect(batches.flatMap((batch) => [...internalRowsOf(relabelBatch(batch, schema))])).toEqual(rows);
    }
  });

  test('may send forms that Spark does not', () => {
    expect(answer.foreign.length).toBeGreaterThan(30);
    for (const [index, { name, values }] of answer.foreign.entries()) {
      const { schema, batches } = decodeStream(streams[tables.length + index]!);
      const { dataType } = schema.fields[0]!;
      expect(batches.map((batch) => batch.length)).toEqual([values.length, 0]);
      const expected = dataType.kind === 'float' ? values.map((value) => (value === null ? null : float(value as number))) : values;
      expect([name, [...internalRowsOf(batches[0]!)].map(([value]) => plain(value!, dataType))]).toEqual([name, expected]);
    }
  });

  test('may not compress', () => {
    expect(() => decodeStream(streams.at(-1)!)).toThrow(/UNSUPPORTED_ARROWTYPE.*uncompressed/);
  });
});

test('every type has a field', () => {
  expect(arrowFieldsOf(everyType, 'UTC').map((field) => field.name)).toEqual(everyType.fields.map((field) => field.name));
  expect(encodeSchemaMessage(everyType, 'UTC').length % 8).toBe(0);
});
