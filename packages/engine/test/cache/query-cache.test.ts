import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { EngineSession, LogicalPlan, StorageLevel } from '../../src/index.ts';
import { blocksInMemory, rowsOf, signal, TestEngine } from './engine-fixture.ts';

vi.setConfig({ testTimeout: 60_000 });

const MIB = 1024 * 1024;
const level = (useDisk: boolean, useMemory: boolean): StorageLevel => ({
  useDisk,
  useMemory,
  useOffHeap: false,
  deserialized: false,
  replication: 1,
});
const memoryOnly = level(false, true);
const memoryAndDisk = level(true, true);
const diskOnly = level(true, false);

const persist = (session: EngineSession, query: string, given?: StorageLevel) => session.persist(session.parse(query), given, signal);
const unpersist = (session: EngineSession, query: string) => session.unpersist(session.parse(query), signal);
const only = (session: EngineSession) => session.application.cache.entries()[0];
/** Each row of the session's queries takes about a hundred bytes that nothing compresses. */
const wide = (from: number, to: number) =>
  `SELECT id, concat(sha2(string(id), 256), sha2(string(-id), 256)) AS text FROM range(${from}, ${to}, 1, 4)`;
const summary = (query: string) => `SELECT count(*), sum(id), max(text) FROM (${query})`;
const grouped = 'SELECT id % 10 AS k, sum(id) AS s FROM range(1000) GROUP BY id % 10';

describe('the cache', () => {
  it('computes nothing before a query needs it, then all partitions, and gives their room back', async () => {
    await using engine = new TestEngine();
    const session = engine.session();
    const query = wide(0, 1000);
    await persist(session, query);
    expect(await session.storageLevel(session.parse(query), signal)).toMatchObject({ useDisk: true, useMemory: true });
    expect(only(session)).toMatchObject({ partitions: undefined, cachedPartitions: 0, memoryBytes: 0 });
    await rowsOf(session, `SELECT id FROM (${query}) LIMIT 1`);
    expect(await engine.newBlocks()).toEqual(['rdd_0_0', 'rdd_0_1', 'rdd_0_2', 'rdd_0_3']);
    const { memoryBytes = 0, ...entry } = only(session) ?? {};
    expect(entry).toMatchObject({ partitions: 4, cachedPartitions: 4, diskBytes: 0 });
    expect(memoryBytes).toBeGreaterThan(100_000);
    if (process.platform === 'linux') expect(blocksInMemory()).toHaveLength(4);
    await unpersist(session, query);
    expect(blocksInMemory()).toEqual([]);
    expect(session.application.cache.entries()).toEqual([]);
    expect(await session.storageLevel(session.parse(query), signal)).toMatchObject({ useDisk: false, useMemory: false });
    await engine.newBlocks();
    await rowsOf(session, query);
    expect(await engine.newBlocks()).toEqual([]);
  });

  it('finds a plan again by what it does, whatever its columns and its sessions are called', async () => {
    await using engine = new TestEngine();
    const [one, other] = [engine.session(), engine.session()];
    await persist(one, 'WITH c AS (SELECT id FROM range(5)) SELECT id + 1 AS a FROM c');
    const again = 'WITH d AS (SELECT id FROM range(5)) SELECT id + 1 AS b FROM d';
    expect(await rowsOf(other, `SELECT sum(b) FROM (${again}) AS x`)).toEqual([[15n]]);
    expect(await engine.newBlocks()).toHaveLength(2);
    expect(await other.storageLevel(other.parse(again), signal)).toMatchObject({ useMemory: true });
    expect(await other.storageLevel(other.parse('SELECT id + 2 AS b FROM range(5)'), signal)).toMatchObject({ useMemory: false });
    const text = (await rowsOf(other, `EXPLAIN SELECT sum(b) FROM (${again}) AS x`))[0]?.[0];
    expect(text).toContain('InMemoryTableScan [b#');
    expect(text).toContain('StorageLevel(disk, memory, deserialized, 1 replicas)');
  });

  it('does not take rows that depend on the time zone for those of another one', async () => {
    await using engine = new TestEngine();
    const query = 'SELECT string(timestamp_seconds(id)) AS t FROM range(1)';
    const utc = engine.session({ 'spark.sql.session.timeZone': 'UTC' });
    await persist(utc, query);
    expect(await rowsOf(utc, query)).toEqual([['1970-01-01 00:00:00']]);
    const tokyo = engine.session({ 'spark.sql.session.timeZone': 'Asia/Tokyo' });
    expect(await rowsOf(tokyo, query)).toEqual([['1970-01-01 09:00:00']]);
  });

  it('computes once what several need at once, also when the first of them gives up', async () => {
    await using engine = new TestEngine();
    const sessions = [engine.session(), engine.session(), engine.session()] as const;
    const query = wide(0, 200_000);
    await persist(sessions[0], query);
    const ending = new AbortController();
    const first = rowsOf(sessions[0], summary(query), ending.signal);
    const others = Promise.all(sessions.slice(1).map((session) => rowsOf(session, summary(query))));
    setTimeout(() => ending.abort(new Error('enough')), 50);
    await expect(first).rejects.toThrow('enough');
    const [a, b] = await others;
    expect(a).toEqual(b);
    expect(a?.[0]?.slice(0, 2)).toEqual([200_000n, 19_999_900_000n]);
    expect(await engine.newBlocks()).toHaveLength(4);
  });

  it('keeps the partitions visible, and the order of sorted rows', async () => {
    await using engine = new TestEngine();
    const session = engine.session();
    const query = wide(0, 400);
    await persist(session, query);
    const partitions = `SELECT p, count(*) FROM (SELECT spark_partition_id() AS p FROM (${query})) GROUP BY p ORDER BY p`;
    expect(await rowsOf(session, partitions)).toEqual([0, 1, 2, 3].map((p) => [p, 100n]));
    const sorted = 'SELECT id FROM range(100000) ORDER BY id % 1000, id';
    const expected = await rowsOf(session, sorted);
    await persist(session, sorted);
    expect(await rowsOf(session, sorted)).toEqual(expected);
  });

  it('computes a lost block with its own task, and all of them where tasks read what others made', async () => {
    await using engine = new TestEngine();
    const session = engine.session();
    const query = wide(0, 1000);
    await persist(session, query, diskOnly);
    const expected = await rowsOf(session, summary(query));
    expect(await engine.newBlocks()).toHaveLength(4);
    rmSync(fileOf(session, query, 2));
    expect(await rowsOf(session, summary(query))).toEqual(expected);
    expect(await engine.newBlocks()).toEqual(['rdd_0_2']);
    await persist(session, grouped, diskOnly);
    const groups = await rowsOf(session, `SELECT sum(s), count(*) FROM (${grouped})`);
    await engine.newBlocks();
    rmSync(fileOf(session, grouped, 0));
    expect(await rowsOf(session, `SELECT sum(s), count(*) FROM (${grouped})`)).toEqual(groups);
    expect((await engine.newBlocks()).every((block) => block.startsWith('rdd_1_'))).toBe(true);
  });

  it('moves blocks to disk when memory is short, the least used first', async () => {
    await using engine = new TestEngine({ memoryLimitBytes: 64 * MIB });
    const session = engine.session();
    const queries = [0, 1, 2, 3].map((i) => wide(i * 1_000_000, i * 1_000_000 + 150_000));
    const answers = new Map<string, unknown>();
    for (const query of queries) {
      answers.set(query, await rowsOf(session, summary(query)));
      await persist(session, query, memoryAndDisk);
      expect(await rowsOf(session, summary(query))).toEqual(answers.get(query));
    }
    const entries = session.application.cache.entries().toReversed();
    expect(entries.reduce((sum, entry) => sum + entry.memoryBytes, 0)).toBeLessThanOrEqual(64 * MIB);
    expect(entries[0]).toMatchObject({ memoryBytes: 0, cachedPartitions: 4 });
    expect(entries[3]).toMatchObject({ diskBytes: 0, cachedPartitions: 4 });
    await engine.newBlocks();
    for (const query of queries) expect(await rowsOf(session, summary(query))).toEqual(answers.get(query));
    expect((await engine.newBlocks()).length).toBeLessThan(16);
  });

  it('drops blocks that may be in memory only, and computes them when they are needed', async () => {
    await using engine = new TestEngine({ memoryLimitBytes: 64 * MIB });
    const session = engine.session();
    const queries = [0, 1].map((i) => wide(i * 1_000_000, i * 1_000_000 + 350_000));
    for (const query of queries) {
      const expected = await rowsOf(session, summary(query));
      await persist(session, query, memoryOnly);
      expect(await rowsOf(session, summary(query))).toEqual(expected);
      expect(await rowsOf(session, summary(query))).toEqual(expected);
    }
    for (const entry of session.application.cache.entries()) expect(entry.diskBytes).toBe(0);
    const [second, first] = session.application.cache.entries();
    expect(second?.cachedPartitions).toBeGreaterThan(0);
    expect(first?.cachedPartitions).toBeLessThan(4);
    // What does not fit as a whole is right all the same.
    const large = wide(5_000_000, 5_800_000);
    const expected = await rowsOf(session, summary(large));
    await persist(session, large, memoryOnly);
    expect(await rowsOf(session, summary(large))).toEqual(expected);
    expect(await rowsOf(session, summary(large))).toEqual(expected);
    expect(only(session)?.cachedPartitions).toBeLessThan(4);
  });

  it('keeps rows while a query reads them, and removes them when it ends', async () => {
    await using engine = new TestEngine();
    const session = engine.session();
    const query = wide(0, 300_000);
    await persist(session, query);
    await rowsOf(session, `SELECT count(*) FROM (${query})`);
    const reading = await session.execute(session.parse(query), { signal });
    let rows = 0;
    for await (const batch of reading.batches) {
      if (rows === 0) await unpersist(session, query);
      rows += batch.length;
    }
    expect(rows).toBe(300_000);
    expect(blocksInMemory()).toEqual([]);
  });
});

describe('files behind a cached plan', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-cache-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are looked at again by each query', async () => {
    await using engine = new TestEngine();
    const session = engine.session();
    const path = join(folder, 'numbers');
    const write = (from: number, mode: string) =>
      rowsOf(session, `INSERT ${mode} DIRECTORY '${path}' USING parquet SELECT id FROM range(${from}, ${from + 10})`);
    await write(0, 'OVERWRITE');
    const query = `SELECT sum(id) FROM parquet.\`${path}\``;
    await rowsOf(session, `CACHE TABLE numbers AS SELECT * FROM parquet.\`${path}\``);
    await engine.newBlocks();
    expect(await rowsOf(session, query)).toEqual([[45n]]);
    expect(await engine.newBlocks()).toEqual([]);
    await write(100, 'OVERWRITE');
    expect(await rowsOf(session, query)).toEqual([[1045n]]);
    expect((await engine.newBlocks()).length).toBeGreaterThan(0);
    expect(await rowsOf(session, 'SELECT sum(id) FROM numbers')).toEqual([[1045n]]);
    await rowsOf(session, `REFRESH '${path}'`);
    expect(await rowsOf(session, 'SELECT sum(id) FROM numbers')).toEqual([[1045n]]);
    expect((await engine.newBlocks()).length).toBeGreaterThan(0);
  });
});

describe('checkpoints', () => {
  const request = { isLocal: true, isEager: true } as const;
  const joined = (relation: LogicalPlan): LogicalPlan => ({
    kind: 'join',
    joinType: 'inner',
    usingColumns: ['k'],
    left: relation,
    right: relation,
  });

  it('read rows that are kept, not the plan, until they are released', async () => {
    await using engine = new TestEngine();
    const session = engine.session();
    const { relation } = await session.checkpoint(session.parse(grouped), request, { signal });
    expect(relation.kind).toBe('cachedRelation');
    expect(await rowsOf(session, joined(relation))).toHaveLength(10);
    expect(only(session)).toMatchObject({ cachedPartitions: 1 });
    await session.releaseCheckpoint(relation);
    expect(blocksInMemory()).toEqual([]);
    await expect(rowsOf(session, relation)).rejects.toMatchObject({ condition: 'CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND' });
  });

  it('are computed by the first query when they are not eager, and are lost with a block', async () => {
    await using engine = new TestEngine();
    const session = engine.session();
    const lazy = await session.checkpoint(session.parse(wide(0, 100)), { ...request, isEager: false, storageLevel: diskOnly }, { signal });
    expect(await engine.newBlocks()).toEqual([]);
    expect(await rowsOf(session, lazy.relation)).toHaveLength(100);
    expect(await engine.newBlocks()).toHaveLength(4);
    const [block] = blocksOf(session, lazy.relation.cacheId);
    rmSync(block as string);
    await expect(rowsOf(session, lazy.relation)).rejects.toMatchObject({
      condition: 'CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND',
      messageParameters: { rddBlockId: 'rdd_0_0' },
    });
  });

  it('go to a folder that is set, or nowhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kindling-checkpoint-'));
    try {
      await using engine = new TestEngine();
      const without = engine.session();
      const reliable = { isLocal: false, isEager: true };
      await expect(without.checkpoint(without.parse(grouped), reliable, { signal })).rejects.toMatchObject({
        condition: '_LEGACY_ERROR_TEMP_3016',
      });
      const session = engine.session({ 'spark.checkpoint.dir': folder });
      const { relation } = await session.checkpoint(session.parse(grouped), reliable, { signal });
      expect(readdirSync(folder)).toHaveLength(1);
      expect(blocksInMemory()).toEqual([]);
      expect(await rowsOf(session, relation)).toHaveLength(10);
      await engine[Symbol.asyncDispose]();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Files of the blocks of an entry, by partition. */
function blocksOf(session: EngineSession, cacheId: string): readonly string[] {
  return session.application.cache.filesOf(cacheId);
}

function fileOf(session: EngineSession, query: string, partition: number): string {
  const entry = session.application.cache.entries().find(({ rddId }) => rddId === (query === grouped ? 1 : 0));
  const path = blocksOf(session, String(entry?.rddId))[partition] as string;
  expect(existsSync(path)).toBe(true);
  return path;
}
