import { SparkSession } from 'kindling';
import { describe, expect, it } from 'vitest';
import { startKindlingServer } from '../../scripts/kindling-server.mjs';

async function onServer(allowUserCode: boolean, work: (spark: SparkSession) => Promise<void>): Promise<void> {
  const server = await startKindlingServer({ args: allowUserCode ? ['--allow-user-code'] : [] });
  const spark = await SparkSession.builder.remote(server.url).create();
  try {
    await work(spark);
  } finally {
    await spark.stop();
    await server.stop();
  }
}

describe("JavaScript of clients on the server's machine", { timeout: 60_000 }, () => {
  it('is refused unless the server was told to run it', () =>
    onServer(false, async (spark) => {
      await expect(spark.range(3).foreach((row) => console.log(row))).rejects.toMatchObject({
        condition: 'KINDLING_USER_CODE_NOT_ALLOWED',
      });
    }));

  it('runs once per partition, and its failure is the error of the call', () =>
    onServer(true, async (spark) => {
      await spark
        .range(10)
        .repartition(3)
        .foreachPartition((rows) => {
          for (const row of rows) if ((row.id as bigint) > 100n) throw new Error('too large');
        });
      const failing = spark.range(10).foreach((row) => {
        if (row.id === 7n) throw new Error('no sevens');
      });
      await expect(failing).rejects.toMatchObject({
        condition: 'KINDLING_USER_FUNCTION_FAILED',
        messageParameters: { message: expect.stringContaining('no sevens') },
      });
    }));
});
