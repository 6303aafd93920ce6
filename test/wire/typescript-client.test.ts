import { startServer } from '@kindling/server';

import { functions, Observation, SparkSession } from 'kindling';

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

  it('observes, finds the nearest rows, and asks the catalog', async () => {
    const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${server.port}`).create();
    const { abs, array, col, count, lit } = functions;
    const observation = new Observation();
    const users = spark
      .createDataFrame(
        [
          [1, 10],
          [2, 20],
        ],
        ['user', 'score'],
      )
      .observe(observation, count(lit(1)).alias('rows'));
    const products = spark.createDataFrame(
      [
        ['A', 11],
        ['B', 22],
      ],
      ['product', 'price'],
    );
    const nearest = users.nearestByJoin(products, abs(col('score').minus(col('price'))), 1, 'exact', 'distance');
    expect(await nearest.select('user', 'product').orderBy('user').collect()).toMatchObject([
      { user: 1n, product: 'A' },
      { user: 2n, product: 'B' },
    ]);
    expect(await observation.get()).toEqual({ rows: 2n });
    expect(await spark.tvf.explode(array(lit(1), lit(2))).count()).toBe(2);
    await spark.catalog.createDatabase('shop', { ifNotExists: true });
    await products.write.mode('overwrite').partitionBy('product').saveAsTable('shop.prices');
    expect(await spark.catalog.listPartitions('shop.prices')).toMatchObject([{ partition: 'product=A' }, { partition: 'product=B' }]);
    expect(await spark.catalog.getCreateTableString('shop.prices')).toContain('CREATE TABLE');
    await spark.catalog.truncateTable('shop.prices');
    await spark.catalog.analyzeTable('shop.prices');
    expect(await spark.table('shop.prices').count()).toBe(0);
    await spark.catalog.dropTable('shop.prices');
    await spark.catalog.dropDatabase('shop', { cascade: true });
    expect(await spark.catalog.databaseExists('shop')).toBe(false);
    await spark.stop();
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
