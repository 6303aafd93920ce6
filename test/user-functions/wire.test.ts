import { functions as F, SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KindlingServer, startKindlingServer } from '../../scripts/kindling-server.mjs';
import { javascriptFunctionTests } from './javascript-functions.ts';

let server: KindlingServer;
let spark: SparkSession;
beforeAll(async () => {
  server = await startKindlingServer({ args: ['--allow-user-code'] });
  spark = await SparkSession.builder.remote(server.url).create();
});
afterAll(async () => {
  await spark.stop();
  await server.stop();
});

const endless = F.udf((id: bigint) => {
  for (;;) if (id < 0n) return id;
}, 'long');

describe('JavaScript functions over the wire', { timeout: 60_000 }, () => {
  javascriptFunctionTests(() => spark);

  it('stops a function that loops forever with its query, and neighbours do not notice', async () => {
    const controller = new AbortController();
    const stuck = spark.range(1).select(endless('id')).collect({ signal: controller.signal });
    const stopped = expect(stuck).rejects.toThrow('enough');
    const twice = F.udf((id: bigint) => [id, id].reduce((a, b) => a + b), 'long');
    const beside = await spark.range(2).select(twice('id').alias('twice')).collect();
    expect(beside).toEqual([{ twice: 0n }, { twice: 2n }]);
    controller.abort(new Error('enough'));
    await stopped;
    expect(await spark.range(1).select(twice('id').alias('twice')).collect()).toEqual([{ twice: 0n }]);
  });

  it('ends a function that gives nothing back for too long', async () => {
    await spark.conf.set('spark.kindling.userCode.idleTimeout', 1);
    try {
      await expect(spark.range(1).select(endless('id')).collect()).rejects.toMatchObject({
        condition: 'KINDLING_USER_FUNCTION_FAILED',
        messageParameters: { message: expect.stringContaining('1 seconds') },
      });
    } finally {
      await spark.conf.unset('spark.kindling.userCode.idleTimeout');
    }
  });

  it('survives a process that dies', async () => {
    const dying = F.udf(() => process.exit(3), 'int');
    await expect(spark.range(1).select(dying()).collect()).rejects.toMatchObject({
      messageParameters: { message: expect.stringContaining('exit code 3') },
    });
    expect(await spark.range(3).count()).toBe(3);
  });

  it('runs a million rows in bounded memory', async () => {
    const half = F.udf((id: bigint) => [id / 2n][0] as bigint, 'long');
    const rows = await spark.range(1_000_000).select(half('id').alias('half')).agg(F.sum('half').alias('sum')).collect();
    expect(rows).toEqual([{ sum: 249_999_500_000n }]);
  });
});

describe('a server that was not told to run user code', { timeout: 60_000 }, () => {
  it('runs compiled functions, and refuses the others', async () => {
    const closed = await startKindlingServer();
    const session = await SparkSession.builder.remote(closed.url).create();
    try {
      const plain = F.udf((id: bigint) => id + 1n, 'long', { name: 'plain' });
      expect(await session.range(1).select(plain('id')).collect()).toEqual([{ 'plain(id)': 1n }]);
      const refused = { condition: 'KINDLING_USER_CODE_NOT_ALLOWED' };
      await expect(session.range(1).select(endless('id')).collect()).rejects.toMatchObject(refused);
      await expect(
        session
          .range(1)
          .mapPartitions((rows) => rows, 'id bigint')
          .collect(),
      ).rejects.toMatchObject(refused);
      await expect(session.udf.register('endless', endless)).rejects.toMatchObject(refused);
    } finally {
      await session.stop();
      await closed.stop();
    }
  });
});
