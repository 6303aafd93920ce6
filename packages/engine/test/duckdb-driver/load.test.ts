import { afterAll, beforeAll, expect, it } from 'vitest';
import { columnOf, type DuckDbInstance, openInstance } from '../../src/duckdb/driver/index.ts';
import { drain, endlessQuery, rowsOf } from './driver-fixture.ts';

/** What native code does wrong shows under load: freed too early, freed twice, called on the wrong thread. Collect often meanwhile. */
let instance: DuckDbInstance;
beforeAll(async () => {
  instance = await openInstance({ threads: 4, memoryLimitBytes: 1 << 30 });
  instance.registerScalarFunction({
    name: 'shout',
    parameterTypes: [{ kind: 'VARCHAR' }],
    returnType: { kind: 'VARCHAR' },
    apply: (value: string) => value.toUpperCase(),
  });
  await using connection = instance.connect();
  await connection.execute(`CREATE TABLE lines AS SELECT i::BIGINT AS orderkey, i % 7 AS line, (i * 1.01)::DECIMAL(15,2) AS price,
    DATE '1992-01-01' + (i % 2000)::INTEGER AS ship, 'R' || i % 3 AS flag, CASE WHEN i % 5 <> 0 THEN 'comment number ' || i END AS remark,
    [i, i + 1] AS pair FROM range(200000) t(i)`);
});
afterAll(() => instance.close());

it('reads 25 results of 200,000 rows, the same each time', async () => {
  await using connection = instance.connect();
  for (let i = 0; i < 25; i++) {
    let rows = 0;
    let bytes = 0;
    let nulls = 0;
    for await (const batch of await connection.query('FROM lines')) {
      rows += batch.length;
      bytes += batch.columns[5]!.data!.length;
      nulls += batch.columns[5]!.nullCount;
    }
    expect([rows, bytes, nulls]).toEqual([200000, 3271112, 40000]);
  }
});

it('runs many queries of every kind side by side', async () => {
  const work = async (worker: number) => {
    await using connection = instance.connect();
    for (let round = 0; round < 12; round++) {
      switch ((worker + round) % 6) {
        case 0:
          expect(await drain(connection, 'FROM lines')).toBe(200000);
          break;
        case 1:
          expect(await rowsOf(connection, 'SELECT count(DISTINCT shout(remark)) FROM lines')).toEqual([[160000n]]);
          break;
        case 2: {
          const sql = "SELECT CASE WHEN orderkey = 190000 THEN error('late') ELSE shout(flag) END FROM lines";
          await expect(drain(connection, sql)).rejects.toThrow('late');
          break;
        }
        case 3:
          await expect(drain(connection, endlessQuery, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
            name: 'TimeoutError',
          });
          break;
        case 4:
          for await (const batch of await connection.query('SELECT shout(remark), pair FROM lines')) {
            expect(batch.columns[1]!.children![0]!.length).toBe(batch.length * 2);
            break;
          }
          break;
        default: {
          const fields = [{ name: 's', type: { kind: 'VARCHAR' } as const }];
          const column = columnOf(
            fields[0]!.type,
            Array.from({ length: 10000 }, (_, i) => `value ${i} of worker ${worker}`),
          );
          using rows = instance.registerRows({ fields, batches: () => [{ length: 10000, columns: [column] }] });
          expect(await rowsOf(connection, `SELECT count(*) FROM ${rows.sql} WHERE shout(s) LIKE '%WORKER ${worker}'`)).toEqual([[10000n]]);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, worker) => work(worker)));
});

it('opens and closes instances with all that hangs on them', async () => {
  for (let i = 0; i < 20; i++) {
    await using own = await openInstance({ threads: 2 });
    own.registerScalarFunction({ name: 'one', parameterTypes: [], returnType: { kind: 'BIGINT' }, apply: () => 1n });
    const connection = own.connect();
    expect(await rowsOf(connection, 'SELECT one()')).toEqual([[1n]]);
    await connection.query('SELECT i FROM range(1000000) t(i)');
    void drain(own.connect(), 'SELECT sum(one() + i) FROM range(1000000) t(i)').catch((error: unknown) => error);
  }
});

it('gives memory back', async () => {
  await using connection = instance.connect();
  const read = async (times: number) => {
    for (let i = 0; i < times; i++) {
      expect(await drain(connection, 'SELECT shout(remark), remark, pair FROM lines')).toBe(200000);
      await drain(connection, "SELECT error('x')").catch((error: unknown) => error);
    }
    return process.memoryUsage().rss;
  };
  const warm = await read(10);
  expect((await read(20)) - warm).toBeLessThan(80e6);
});
