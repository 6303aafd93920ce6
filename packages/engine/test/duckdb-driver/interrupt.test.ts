import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DuckDbInstance, openInstance, QuerySlots, querySlots } from '../../src/duckdb/driver/index.ts';
import { slotsForPool } from '../../src/duckdb/driver/query-slots.ts';
import { drain, endlessQuery, rowsOf } from './driver-fixture.ts';

let instance: DuckDbInstance;
beforeAll(async () => {
  instance = await openInstance({ threads: 2 });
});
afterAll(() => instance.close());

it('stops a running query at once, and the connection goes on', async () => {
  await using connection = instance.connect();
  for (let i = 0; i < 20; i++) {
    const stop = new AbortController();
    const reading = drain(connection, endlessQuery, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), i * 3);
    await expect(reading).rejects.toThrow('enough');
    expect(await rowsOf(connection, 'SELECT 1')).toEqual([[1]]);
  }
});

it('stops between two batches', async () => {
  await using connection = instance.connect();
  const stop = new AbortController();
  const read = async () => {
    for await (const batch of await connection.query('SELECT i FROM range(100000000) t(i)', { signal: stop.signal })) {
      expect(batch.length).toBeGreaterThan(0);
      stop.abort();
    }
  };
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
  expect(await drain(connection, 'SELECT 1')).toBe(1);
});

it('an interrupt without a signal is DuckDB’s own error', async () => {
  await using connection = instance.connect();
  const reading = drain(connection, endlessQuery);
  setTimeout(() => connection.interrupt(), 50);
  await expect(reading).rejects.toMatchObject({ name: 'DuckDbError', type: 'INTERRUPT' });
});

it('cancels at once what still waits for a slot, and what runs, with every slot busy', async () => {
  const connections = Array.from({ length: querySlots.size + 3 }, () => instance.connect());
  const stops = connections.map(() => new AbortController());
  const readings = connections.map((connection, i) =>
    drain(connection, endlessQuery, { signal: stops[i]!.signal }).catch((e: Error) => e.name),
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(querySlots.waiting).toBe(3);
  stops.at(-1)!.abort();
  expect(await readings.at(-1)).toBe('AbortError');
  for (const stop of stops) stop.abort();
  expect(new Set(await Promise.all(readings))).toEqual(new Set(['AbortError']));
  expect(querySlots.waiting).toBe(0);
  await Promise.all(connections.map((connection) => connection.close()));
});

it('results that nobody reads hold no slot', async () => {
  const connections = Array.from({ length: querySlots.size + 2 }, () => instance.connect());
  const results = await Promise.all(connections.map((connection) => connection.query('SELECT i FROM range(10000000) t(i)')));
  for (const result of results) expect((await result.next())!.length).toBe(65536);
  await using another = instance.connect();
  expect(await rowsOf(another, 'SELECT 7')).toEqual([[7]]);
  await Promise.all(connections.map((connection) => connection.close()));
});

it('closing an instance stops what runs in it', async () => {
  const own = await openInstance({ threads: 2 });
  const reading = drain(own.connect(), endlessQuery);
  const outcome = expect(reading).rejects.toThrow('Interrupted');
  await new Promise((resolve) => setTimeout(resolve, 50));
  await Promise.all([own.close(), own.close()]);
  await outcome;
  expect(() => own.connect()).toThrow('closed');
});

it('the gate takes a quarter of the pool for others and serves in order', async () => {
  expect([undefined, '4', '16', '1', '128', 'x'].map(slotsForPool)).toEqual([3, 3, 12, 1, 96, 3]);
  const gate = new QuerySlots(1);
  const order: number[] = [];
  await Promise.all([3, 1, 2].map((n) => gate.run(async () => void order.push(n))));
  expect(order).toEqual([3, 1, 2]);
  await expect(gate.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await gate.run(async () => 'free again')).toBe('free again');
});

it.each(['closed', 'idle', 'reading'])('a process ends by itself with an instance that is %s', (state) => {
  const script = fileURLToPath(new URL('process-end.ts', import.meta.url));
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--conditions=source', script, state], { encoding: 'utf8', timeout: 20_000 });
  expect([run.status, run.signal, run.stderr, run.stdout.trim()]).toEqual([0, null, '', '42']);
});
