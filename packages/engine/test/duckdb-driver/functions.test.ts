import { CalendarInterval, Decimal, type InternalValue } from '@kindling/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveAggregateStates } from '../../src/duckdb/driver/aggregate-function.ts';
import {
  batchOf,
  columnOf,
  type DuckDbConnection,
  type DuckDbInstance,
  fixedView,
  type NativeBatch,
  type NativeField,
  type NativeType,
  nativeTypeSql,
  openInstance,
  parseNativeType,
} from '../../src/duckdb/driver/index.ts';
import { drain, rowsOf } from './driver-fixture.ts';

const bigint: NativeType = { kind: 'BIGINT' };
const text: NativeType = { kind: 'VARCHAR' };

/** Every type, with values that are short, long, empty, NULL and extreme. */
const samples: readonly (readonly [NativeType, readonly InternalValue[]])[] = [
  [{ kind: 'BOOLEAN' }, [true, null, false]],
  [{ kind: 'TINYINT' }, [-128, null, 127]],
  [{ kind: 'SMALLINT' }, [-32768, null, 32767]],
  [{ kind: 'INTEGER' }, [-2147483648, null, 2147483647]],
  [bigint, [-9223372036854775808n, null, 9223372036854775807n]],
  [{ kind: 'FLOAT' }, [1.5, null, -0]],
  [{ kind: 'DOUBLE' }, [Number.NaN, null, -Infinity]],
  [{ kind: 'DECIMAL', precision: 4, scale: 2 }, [new Decimal(-9999n, 2), null, new Decimal(1n, 2)]],
  [{ kind: 'DECIMAL', precision: 9, scale: 0 }, [new Decimal(-999999999n, 0), null, new Decimal(7n, 0)]],
  [{ kind: 'DECIMAL', precision: 18, scale: 18 }, [new Decimal(-999999999999999999n, 18), null, new Decimal(7n, 18)]],
  [{ kind: 'DECIMAL', precision: 38, scale: 6 }, [new Decimal(-(10n ** 38n) + 1n, 6), null, new Decimal(10n ** 38n - 1n, 6)]],
  [text, ['', null, 'short', 'exactly 12 b', 'thirteen bytes and more', 'grüße 😀', '\u0000 in the middle\u0000']],
  [{ kind: 'BLOB' }, [new Uint8Array(0), null, Uint8Array.of(0, 255, 128), new Uint8Array(100).fill(9)]],
  [{ kind: 'DATE' }, [-719162, null, 2932896]],
  [{ kind: 'TIMESTAMP' }, [-62135596800000000n, null, 1n]],
  [{ kind: 'TIMESTAMPTZ' }, [-1n, null, 253402300799999999n]],
  [{ kind: 'INTERVAL' }, [new CalendarInterval(-14, 3, -1_500_000n), null, new CalendarInterval(0, 0, 0n)]],
  [{ kind: 'LIST', element: text }, [[], null, ['a', null, 'a rather long element of a list'], ['b']]],
  [{ kind: 'LIST', element: { kind: 'LIST', element: { kind: 'INTEGER' } } }, [[[1, 2], null, []], null, [], [[3]]]],
  [
    {
      kind: 'STRUCT',
      fields: [
        { name: 'a', type: bigint },
        { name: 'b "q"', type: { kind: 'LIST', element: { kind: 'BOOLEAN' } } },
      ],
    },
    [[1n, [true, null]], null, [null, null], [2n, []]],
  ],
  [
    { kind: 'MAP', key: text, value: { kind: 'DECIMAL', precision: 10, scale: 2 } },
    [
      [
        ['k', new Decimal(1n, 2)],
        ['another, longer key', null],
      ],
      null,
      [],
    ],
  ],
];

let instance: DuckDbInstance;
let connection: DuckDbConnection;
beforeAll(async () => {
  instance = await openInstance({ threads: 4 });
  connection = instance.connect();
  instance.registerScalarFunction({ name: 'add_one', parameterTypes: [bigint], returnType: bigint, apply: (value: bigint) => value + 1n });
});
afterAll(() => instance.close());

/** Values that repeat a type's samples to a length that no power of two divides. */
function many(values: readonly InternalValue[], length: number): InternalValue[] {
  return Array.from({ length }, (_, i) => values[i % values.length]!);
}

describe('values go in and come out unchanged', () => {
  it.each(samples.map(([type, values]) => [nativeTypeSql(type), type, values] as const))('%s', async (sql, type, values) => {
    const fields: NativeField[] = [
      { name: 'row', type: { kind: 'INTEGER' } },
      { name: 'v', type },
    ];
    const input = many(values, 5003);
    const batch = batchOf(
      fields,
      input.map((value, i) => [i, value]),
    );
    const empty = batchOf(fields, []);
    using rows = instance.registerRows({ fields, batches: () => [empty, batch], rowCount: 5003 });
    expect((await rowsOf(connection, `SELECT v FROM ${rows.sql}`)).map(([value]) => value)).toEqual(input);
    expect(await rowsOf(connection, `SELECT typeof(v) = typeof(NULL::${sql}) FROM ${rows.sql} LIMIT 1`)).toEqual([[true]]);

    const name = `same_${fields.length}_${samples.findIndex(([sample]) => sample === type)}`;
    const seen: InternalValue[] = [];
    instance.registerScalarFunction({
      name,
      parameterTypes: [type],
      returnType: type,
      nulls: 'pass',
      apply: (value: InternalValue) => {
        seen.push(value);
        return value;
      },
    });
    expect((await rowsOf(connection, `SELECT ${name}(v) FROM ${rows.sql} ORDER BY row`)).map(([value]) => value)).toEqual(input);
    expect(seen.length).toBe(5003);

    await connection.execute(`CREATE OR REPLACE TEMP TABLE appended (row INTEGER, v ${sql})`);
    expect(await connection.append('appended', fields, [batch, empty, batch])).toBe(10006);
    expect((await rowsOf(connection, 'SELECT v FROM appended')).map(([value]) => value)).toEqual([...input, ...input]);
  });
});

it('a text that names no type is refused', () => {
  for (const sql of ['', 'NOTHING', 'DECIMAL', 'DECIMAL(1,2', 'MAP(INTEGER)', 'INTEGER[', 'INTEGER INTEGER', 'STRUCT()', '&']) {
    expect(() => parseNativeType(sql), sql).toThrow();
  }
  expect(parseNativeType('timestamp with time zone []')).toEqual({ kind: 'LIST', element: { kind: 'TIMESTAMPTZ' } });
});

describe('scalar functions', () => {
  it('leave NULL out unless they want it', async () => {
    expect(await rowsOf(connection, 'SELECT add_one(NULL), add_one(41)')).toEqual([[null, 42n]]);
  });

  it('run from several threads of several queries', async () => {
    const threads = Array.from({ length: 4 }, () => instance.connect());
    const sums = await Promise.all(
      threads.map((thread) =>
        rowsOf(thread, 'SELECT sum(add_one(i))::BIGINT FROM (SELECT unnest(range(200000)) i), range(2) WHERE add_one(i) % 2 = 0'),
      ),
    );
    for (const sum of sums) expect(sum).toEqual([[20000200000n]]);
    await Promise.all(threads.map((thread) => thread.close()));
  });

  it('take no argument, several, or any number', async () => {
    let calls = 0n;
    instance.registerScalarFunction({
      name: 'next_number',
      parameterTypes: [],
      returnType: bigint,
      isVolatile: true,
      apply: () => ++calls,
    });
    instance.registerScalarFunction({
      name: 'three',
      parameterTypes: [text, bigint, text],
      returnType: text,
      apply: (a, b, c) => `${a}${b}${c}`,
    });
    instance.registerScalarFunction({
      name: 'join_all',
      parameterTypes: [text],
      varargs: text,
      returnType: text,
      nulls: 'pass',
      apply: (...values: (string | null)[]) => values.join('|'),
    });
    expect(await rowsOf(connection, 'SELECT next_number() FROM range(3)')).toEqual([[1n], [2n], [3n]]);
    expect(await rowsOf(connection, "SELECT three('a', 1, 'b'), three('a', NULL, 'b')")).toEqual([['a1b', null]]);
    expect(await rowsOf(connection, "SELECT join_all('a'), join_all('a', 'b', NULL, 'd')")).toEqual([['a', 'a|b||d']]);
  });

  it('work on whole columns', async () => {
    instance.registerScalarFunction({
      name: 'halve',
      parameterTypes: [{ kind: 'DOUBLE' }],
      returnType: { kind: 'DOUBLE' },
      applyVector: ([column], length) => {
        const values = (fixedView(column!.type, column!.data!, length) as Float64Array).map((value) => value / 2);
        return { ...column!, data: new Uint8Array(values.buffer) };
      },
    });
    expect(await rowsOf(connection, 'SELECT halve(i) FROM (VALUES (3.0), (NULL), (5.0)) t(i)')).toEqual([[1.5], [null], [2.5]]);
  });

  it('throw what the query then throws, the same object', async () => {
    const mine = Object.assign(new Error('my own error\0 with a NUL'), { condition: 'MINE' });
    instance.registerScalarFunction({
      name: 'fail_at',
      parameterTypes: [bigint, bigint],
      returnType: bigint,
      apply: (value: bigint, at: bigint) => {
        if (value === at) throw mine;
        return value;
      },
    });
    for (let i = 0; i < 25; i++) {
      expect(await drain(connection, 'SELECT fail_at(i, 150000) FROM range(200000) t(i)').catch((error: unknown) => error)).toBe(mine);
    }
    expect(await drain(connection, 'SELECT fail_at(1, 1)').catch((error: unknown) => error)).toBe(mine);
    expect(await drain(connection, 'SELECT fail_at(i, -1) FROM range(3000) t(i)')).toBe(3000);
  });

  it('cannot give a value that their type has not', async () => {
    const bad: InternalValue[] = [1, 1n << 64n, 'text', true];
    for (const [i, value] of bad.entries()) {
      instance.registerScalarFunction({ name: `bad_${i}`, parameterTypes: [], returnType: bigint, apply: () => value });
      await expect(drain(connection, `SELECT bad_${i}()`)).rejects.toThrow('no value of the type BIGINT');
    }
    instance.registerScalarFunction({
      name: 'short',
      parameterTypes: [bigint],
      returnType: bigint,
      applyVector: () => columnOf(bigint, []),
    });
    await expect(drain(connection, 'SELECT short(i) FROM range(5) t(i)')).rejects.toThrow('0 values for 5 rows');
  });

  it('have one name each', () => {
    expect(instance.hasFunction('ADD_ONE')).toBe(true);
    expect(() => instance.registerScalarFunction({ name: 'Add_One', parameterTypes: [], returnType: bigint, apply: () => 1n })).toThrow(
      'registered already',
    );
  });

  it('stop with their query', async () => {
    const stop = new AbortController();
    let rows = 0;
    instance.registerScalarFunction({
      name: 'stop_soon',
      parameterTypes: [bigint],
      returnType: bigint,
      apply: (value: bigint) => {
        if (++rows === 10000) stop.abort();
        return value;
      },
    });
    const reading = drain(connection, 'SELECT sum(stop_soon(i)) FROM range(100000000) t(i)', { signal: stop.signal });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(rows).toBeLessThan(1_000_000);
  });
});

describe('aggregate functions', () => {
  it('group on several threads, and give their states back', async () => {
    instance.registerAggregateFunction<bigint>({
      name: 'js_sum',
      parameterTypes: [bigint],
      returnType: bigint,
      init: () => 0n,
      update: (state, value: bigint) => state + value,
      combine: (target, source) => target + source,
      finalize: (state) => state,
    });
    await connection.execute(
      'CREATE OR REPLACE TEMP TABLE numbers AS SELECT i % 1000 AS k, CASE WHEN i % 3 <> 0 THEN i END AS v FROM range(300000) t(i)',
    );
    const both = 'SELECT k, js_sum(v) AS a, sum(v)::BIGINT AS b FROM numbers GROUP BY k';
    expect(await rowsOf(connection, `SELECT count(*), count(*) FILTER (a = b) FROM (${both})`)).toEqual([[1000n, 1000n]]);
    expect(await rowsOf(connection, 'SELECT js_sum(v) = sum(v) FROM numbers')).toEqual([[true]]);
    expect(await rowsOf(connection, 'SELECT js_sum(v) FROM numbers WHERE false')).toEqual([[0n]]);
    const window =
      'SELECT js_sum(v) OVER w AS a, sum(coalesce(v, 0)) OVER w AS b FROM numbers WHERE k < 3 WINDOW w AS (PARTITION BY k ORDER BY v ROWS 5 PRECEDING)';
    expect(await rowsOf(connection, `SELECT count(*) FILTER (a <> b) FROM (${window})`)).toEqual([[0n]]);
    expect(liveAggregateStates()).toBe(0);
  });

  it('may keep NULL, return lists, and throw', async () => {
    const mine = new Error('too many');
    instance.registerAggregateFunction<InternalValue[]>({
      name: 'js_list',
      parameterTypes: [text],
      returnType: { kind: 'LIST', element: text },
      nulls: 'pass',
      init: () => [],
      update: (state, value: string | null) => {
        if (state.length === 5) throw mine;
        return [...state, value];
      },
      combine: (target, source) => [...target, ...source],
      finalize: (state) => state,
    });
    expect(await rowsOf(connection, "SELECT js_list(v) FROM (VALUES ('a'), (NULL), ('a longer text than that')) t(v)")).toEqual([
      [['a', null, 'a longer text than that']],
    ]);
    expect(await drain(connection, 'SELECT js_list(i::VARCHAR) FROM range(100) t(i)').catch((error: unknown) => error)).toBe(mine);
    expect(liveAggregateStates()).toBe(0);
  });
});

describe('row sources', () => {
  const fields: NativeField[] = [
    { name: 'id', type: bigint },
    { name: 'name', type: text },
  ];
  function* batches(count: number): Generator<NativeBatch> {
    for (let i = 0; i < count; i++) {
      yield batchOf(
        fields,
        Array.from({ length: 3000 }, (_, row) => [BigInt(i * 3000 + row), `name of ${row}`]),
      );
    }
  }

  it('are read column by column, as far as needed, as often as wanted', async () => {
    let pulled = 0;
    using rows = instance.registerRows({
      fields,
      batches: function* () {
        for (const batch of batches(40)) {
          pulled++;
          yield batch;
        }
      },
    });
    expect(await rowsOf(connection, `SELECT count(*), max(id), count(DISTINCT name) FROM ${rows.sql}`)).toEqual([
      [120000n, 119999n, 3000n],
    ]);
    expect(pulled).toBe(40);
    expect(await rowsOf(connection, `SELECT a.id FROM ${rows.sql} a JOIN ${rows.sql} b USING (id) WHERE a.id = 77777`)).toEqual([[77777n]]);
    pulled = 0;
    await drain(connection, `SELECT name FROM ${rows.sql} LIMIT 10`);
    expect(pulled).toBeLessThan(40);
  });

  it('fail as they failed, and are gone when given back', async () => {
    const mine = new Error('source is broken');
    const rows = instance.registerRows({
      fields,
      batches: function* () {
        yield* batches(2);
        throw mine;
      },
    });
    expect(await drain(connection, `FROM ${rows.sql}`).catch((error: unknown) => error)).toBe(mine);
    rows[Symbol.dispose]();
    await expect(drain(connection, `FROM ${rows.sql}`)).rejects.toThrow('any more');
  });

  it('cannot be appended to a table of other types', async () => {
    await connection.execute('CREATE OR REPLACE TEMP TABLE narrow (id BIGINT)');
    await expect(connection.append('narrow', fields, batches(1))).rejects.toMatchObject({ name: 'DuckDbError' });
    await expect(connection.append('no_such_table', fields, batches(1))).rejects.toMatchObject({ name: 'DuckDbError' });
    const stop = new AbortController();
    function* stopped() {
      yield batchOf([fields[0]!], [[1n]]);
      stop.abort();
      yield batchOf([fields[0]!], [[2n]]);
    }
    await expect(connection.append('narrow', [fields[0]!], stopped(), { signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await connection.append('narrow', [fields[0]!], [batchOf([fields[0]!], [[3n]])])).toBe(1);
    expect(await rowsOf(connection, 'FROM narrow')).toEqual([[3n]]);
  });
});
