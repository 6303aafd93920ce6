import { CalendarInterval, Decimal } from '@kindling/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDbConnection, DuckDbError, type DuckDbInstance, openInstance } from '../../src/duckdb/driver/index.ts';
import { drain, endlessQuery, rowsOf } from './driver-fixture.ts';

let instance: DuckDbInstance;
let connection: DuckDbConnection;
beforeAll(async () => {
  instance = await openInstance({ threads: 2 });
  connection = instance.connect();
});
afterAll(() => instance.close());

describe('values', () => {
  it('reads every type, and NULL of it', async () => {
    const columns: [string, unknown][] = [
      ['true', true],
      ['(-5)::TINYINT', -5],
      ['(-500)::SMALLINT', -500],
      ['(-70000)::INTEGER', -70000],
      ['9223372036854775807::BIGINT', 9223372036854775807n],
      ['1.5::FLOAT', 1.5],
      ["'-inf'::DOUBLE", -Infinity],
      ['(-1.25)::DECIMAL(4,2)', new Decimal(-125n, 2)],
      ['99999999999999999999999999999999999.999::DECIMAL(38,3)', new Decimal(99999999999999999999999999999999999999n, 3)],
      ['(-99999999999999999999999999999999999.999)::DECIMAL(38,3)', new Decimal(-99999999999999999999999999999999999999n, 3)],
      ['170141183460469231731687303715884105727::HUGEINT', 170141183460469231731687303715884105727n],
      ["'grüße 😀, longer than twelve bytes'", 'grüße 😀, longer than twelve bytes'],
      ["''", ''],
      ["'\\x00\\xFF'::BLOB", Uint8Array.of(0, 255)],
      ["'1969-12-31'::DATE", -1],
      ["'1970-01-01 00:00:01.5'::TIMESTAMP", 1_500_000n],
      ["'1970-01-01 00:00:01+00'::TIMESTAMPTZ", 1_000_000n],
      ["INTERVAL '14 months 3 days 1.5 seconds'", new CalendarInterval(14, 3, 1_500_000n)],
      ['[1, NULL, 3]', [1, null, 3]],
      ["{'a': 1, 'b': {'c': 'x'}}", [1, ['x']]],
      [
        "MAP {'a': [1], 'b': NULL}",
        [
          ['a', [1]],
          ['b', null],
        ],
      ],
      ['uuid_nil_text::UUID', '00000000-0000-0000-0000-000000000000'],
    ];
    const from = "FROM (SELECT '00000000-0000-0000-0000-000000000000' AS uuid_nil_text)";
    const list = columns.map(([sql]) => sql).join(', ');
    const nulls = columns.map(([sql]) => `CASE WHEN i = 0 THEN ${sql} END`).join(', ');
    expect(await rowsOf(connection, `SELECT ${list} ${from}`)).toEqual([columns.map(([, value]) => value)]);
    expect(await rowsOf(connection, `SELECT ${nulls} ${from}, range(2) t(i) ORDER BY i`)).toEqual([
      columns.map(([, value]) => value),
      columns.map(() => null),
    ]);
  });

  it('joins chunks of odd sizes', async () => {
    const sql = `SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 2 = 0 END, CASE WHEN i % 5 <> 0 THEN 'text ' || i END,
      CASE WHEN i % 7 <> 0 THEN [i, i + 1] END FROM range(100000) t(i) WHERE hash(i) % 11 <> 3`;
    const rows = await rowsOf(connection, sql, { batchRows: 30_000 });
    expect(rows.length).toBeGreaterThan(80_000);
    for (const [i, flag, text, list] of rows as [bigint, unknown, unknown, unknown][]) {
      const expected = [i % 3n === 0n ? null : i % 2n === 0n, i % 5n === 0n ? null : `text ${i}`, i % 7n === 0n ? null : [i, i + 1n]];
      if (flag !== expected[0] || text !== expected[1] || String(list) !== String(expected[2]))
        expect([i, flag, text, list]).toEqual([i, ...expected]);
    }
  });

  it('names the columns and their types, also of an empty result', async () => {
    await using result = await connection.query('SELECT 1 AS "a b", [1.5] AS c WHERE false');
    expect(result.fields).toEqual([
      { name: 'a b', type: { kind: 'INTEGER' } },
      { name: 'c', type: { kind: 'LIST', element: { kind: 'DECIMAL', precision: 2, scale: 1 } } },
    ]);
    expect(await result.next()).toBeUndefined();
    expect(await result.next()).toBeUndefined();
  });

  it('binds parameters', async () => {
    const parameters = [null, true, 5n, 2.5, 'π', Uint8Array.of(1, 2)];
    expect(await rowsOf(connection, 'SELECT ?, ?, ?, ?, ?, ?', { parameters })).toEqual([parameters]);
    await expect(connection.query('SELECT ?', { parameters: [] })).rejects.toThrow('1 parameters');
  });

  it('refuses a NUL in the text, which C would cut there', async () => {
    await expect(connection.query("SELECT 'a\0b'")).rejects.toThrow(RangeError);
    expect(await drain(connection, 'SELECT 1')).toBe(1);
  });
});

describe('batches', () => {
  it('have the wanted size', async () => {
    const sizes: number[] = [];
    for await (const batch of await connection.query('SELECT i FROM range(200000) t(i)')) sizes.push(batch.length);
    expect(sizes).toEqual([65536, 65536, 65536, 3392]);
    const bytes: number[] = [];
    for await (const batch of await connection.query("SELECT repeat('x', 1000) FROM range(20000)", { batchBytes: 1 << 20 })) {
      bytes.push(batch.columns[0]!.data!.length);
    }
    expect(Math.max(...bytes)).toBeLessThan(4 << 20);
    expect(bytes.length).toBeGreaterThan(4);
  });

  it('wait for a slow reader in flat memory', async () => {
    const sql = "SELECT i, 'a comment that is somewhat long ' || i AS c, i * 2 AS d FROM range(6000000) t(i)";
    let rows = 0;
    let peak = 0;
    const start = process.memoryUsage().rss;
    for await (const batch of await connection.query(sql)) {
      rows += batch.length;
      if (rows < 1_000_000) await new Promise((resolve) => setTimeout(resolve, 20));
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(rows).toBe(6_000_000);
    expect((peak - start) / 1e6).toBeLessThan(200);
  });

  it('stop when the reader leaves', async () => {
    for await (const batch of await connection.query('SELECT i FROM range(1000000000) t(i)')) {
      expect(batch.length).toBe(65536);
      break;
    }
    expect(await drain(connection, 'SELECT 1')).toBe(1);
  });
});

describe('errors', () => {
  it('have DuckDB’s type', async () => {
    const types: [string, string][] = [
      ['SELEC 1', 'PARSER'],
      ['SELECT nothing', 'BINDER'],
      ['SELECT * FROM nothing', 'CATALOG'],
      ["SELECT 'x'::INTEGER", 'CONVERSION'],
      ['SELECT 9223372036854775807 + i FROM range(3) t(i)', 'OUT_OF_RANGE'],
      ["SELECT * FROM 'nowhere.parquet'", 'IO'],
      ["SELECT error('mine')", 'INVALID_INPUT'],
    ];
    for (const [sql, type] of types) {
      const error = await drain(connection, sql).catch((e: unknown) => e);
      expect(error, sql).toBeInstanceOf(DuckDbError);
      expect((error as DuckDbError).type, sql).toBe(type);
      expect((error as DuckDbError).message).not.toMatch(/^[A-Z][a-z]+ Error:/);
    }
  });

  it('reach the reader from the middle of a result', async () => {
    let rows = 0;
    const read = async () => {
      const sql = "SELECT CASE WHEN i = 1900000 THEN error('in row ' || i) ELSE i::VARCHAR END FROM range(2000000) t(i)";
      for await (const batch of await connection.query(sql)) rows += batch.length;
    };
    await expect(read()).rejects.toThrow('in row 1900000');
    expect(rows).toBeGreaterThan(1_000_000);
    expect(rows).toBeLessThan(1_900_001);
  });

  it('refuse a second statement while the first is read', async () => {
    await using result = await connection.query('SELECT 1');
    await expect(connection.query('SELECT 2')).rejects.toThrow('still runs');
    expect(result.fields.length).toBe(1);
  });

  it('of a setting or a file that is not there', async () => {
    await expect(openInstance({ settings: { no_such_setting: '1' } })).rejects.toThrow('no_such_setting');
    await expect(openInstance({ path: '/nowhere/at/all.db' })).rejects.toThrow(DuckDbError);
    await expect(instance.loadExtension('/nowhere/x.duckdb_extension')).rejects.toThrow(DuckDbError);
  });
});

describe('statements', () => {
  it('run several at once for their effect', async () => {
    const { rowsChanged } = await connection.execute('CREATE TEMP TABLE s (a INT); INSERT INTO s VALUES (1), (2), (3)');
    expect(rowsChanged).toBe(3);
    expect(await rowsOf(connection, 'SELECT sum(a)::BIGINT FROM s')).toEqual([[6n]]);
    await expect(connection.execute('INSERT INTO s VALUES (4); SELECT nothing')).rejects.toThrow(DuckDbError);
  });

  it('report progress', async () => {
    const seen: number[] = [];
    const stop = new AbortController();
    const reading = drain(connection, endlessQuery, {
      signal: stop.signal,
      progressIntervalMs: 50,
      onProgress: ({ percentage }) => {
        seen.push(percentage);
        if (seen.length === 6) stop.abort();
      },
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.length).toBeGreaterThanOrEqual(6);
  });

  it('report a profile by operator', async () => {
    await using own = instance.connect();
    expect(own.profile()).toBeUndefined();
    await own.execute("SET enable_profiling = 'no_output'; SET profiling_mode = 'detailed'");
    await drain(own, 'SELECT i % 10, count(*) FROM range(100000) t(i) GROUP BY 1');
    const profile = own.profile()!;
    expect(Object.keys(profile.metrics)).toEqual(
      expect.arrayContaining(['system_peak_buffer_memory', 'system_peak_temp_dir_size', 'latency']),
    );
    const operators: string[] = [];
    const walk = (node: typeof profile) => {
      if (node.metrics.operator_cardinality !== undefined)
        operators.push(`${node.metrics.operator_type} ${node.metrics.operator_cardinality}`);
      node.children.forEach(walk);
    };
    walk(profile);
    expect(operators.join('\n')).toMatch(/TABLE_SCAN 100000/);
  });

  it('need no network and no extension to be installed', async () => {
    const loaded = await rowsOf(connection, 'SELECT extension_name FROM duckdb_extensions() WHERE loaded ORDER BY 1');
    expect(loaded.flat()).toEqual(expect.arrayContaining(['core_functions', 'icu', 'json', 'parquet']));
    expect(
      await rowsOf(connection, "SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')"),
    ).toEqual([[false, false]]);
  });
});

describe('a small result, made by one call', () => {
  const small = { isSmall: true };

  it('has the rows, or none', async () => {
    expect(await rowsOf(connection, "SELECT range, 'x' || range FROM range(3)", small)).toEqual([
      [0n, 'x0'],
      [1n, 'x1'],
      [2n, 'x2'],
    ]);
    expect(await rowsOf(connection, 'SELECT 1 WHERE false', small)).toEqual([]);
  });

  it('may be larger than was thought', async () => {
    expect(await rowsOf(connection, 'SELECT range FROM range(10000)', small)).toHaveLength(10_000);
  });

  it('fails with what DuckDB says, and leaves the connection free', async () => {
    await expect(connection.query("SELECT error('no')", small)).rejects.toThrow(DuckDbError);
    expect(await rowsOf(connection, 'SELECT 1', small)).toEqual([[1]]);
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const running = connection.query(`SELECT count(*) FROM (${endlessQuery})`, { ...small, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(running).rejects.toThrow('enough');
    expect(await rowsOf(connection, 'SELECT 1', small)).toEqual([[1]]);
  });
});
