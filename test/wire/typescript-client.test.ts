import { startServer } from '@kindling/server';
import { functions, SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCallSites } from './call-sites.ts';
import { CuttingProxy } from './cutting-proxy.ts';

describe('the TypeScript client against the server', { timeout: 120_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    server = await startServer({ port: 0 });
  });
  afterAll(() => server.close());

  const millions = 'SELECT id, CONCAT("a text for the row ", id) AS t FROM RANGE(2000000)';

  it('reads a result whose connection is cut, whole and in order', async () => {
    const proxy = await CuttingProxy.start({ port: server.port, afterBytes: 15_000_000, cuts: 3 });
    const spark = await SparkSession.builder.remote(proxy.url).create();
    try {
      let count = 0n;
      let sum = 0n;
      for await (const row of (await spark.sql(millions)).toLocalIterator()) {
        count += 1n;
        sum += row.id as bigint;
      }
      expect({ count, sum }).toEqual({ count: 2000000n, sum: 1999999000000n });
      expect(proxy.cuts).toBeGreaterThanOrEqual(2);
    } finally {
      await spark.stop();
      await proxy.close();
    }
  });

  it('gets an error of a late row as that error', async () => {
    const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${server.port}`).create();
    const frame = await spark.sql('SELECT 1 / (id - 1900000) AS x FROM RANGE(2000000)');
    await expect(frame.collect()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO', sqlState: '22012' });
    await spark.stop();
  });

  it('stops the query on the server when its signal aborts', async () => {
    const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${server.port}`).create();
    const frame = await spark.sql('SELECT COUNT(*) FROM RANGE(100000000000) WHERE id % 3 = 1');
    await expect(frame.collect({ signal: AbortSignal.timeout(500) })).rejects.toThrow();
    expect(await spark.range(5).count()).toBe(5);
    await spark.stop();
  });

  it('hears which call made the column that fails, and so does an embedded program', async () => {
    const remote = await SparkSession.builder.remote(`sc://127.0.0.1:${server.port}`).create();
    await expectCallSites(remote);
    await remote.stop();
    const embedded = await SparkSession.builder.master('local[1]').create();
    await expectCallSites(embedded);
    await embedded.stop();
  });

  it('sends more rows than a message holds, once', async () => {
    const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${server.port}`).create();
    const frame = spark.createDataFrame(
      Array.from({ length: 1500 }, (_, id) => ({ id: BigInt(id), text: String(id % 10).repeat(100_000) })),
    );
    const sums = frame.agg(functions.sum('id').as('ids'), functions.sum(functions.length('text')).as('length'));
    expect(await sums.collect()).toMatchObject([{ ids: 1124250n, length: 150_000_000n }]);
    expect(await frame.filter('id >= 1495').select('id').count()).toBe(5);
    await spark.conf.set('spark.sql.session.localRelationSizeLimit', '1000000');
    const refused = spark.createDataFrame([['x'.repeat(2_000_000)]], 'text STRING');
    await expect(refused.collect()).rejects.toMatchObject({ condition: 'LOCAL_RELATION_SIZE_LIMIT_EXCEEDED' });
    await spark.stop();
  });
});
