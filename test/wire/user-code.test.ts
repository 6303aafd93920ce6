import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SparkSession } from 'kindling';
import { describe, expect, it, vi } from 'vitest';
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

describe('commands of TRANSFORM on the machine of the server', { timeout: 60_000 }, () => {
  it('are refused unless the server was told to run code of its users', () =>
    onServer(false, async (spark) => {
      const refused = async () => (await spark.sql("SELECT TRANSFORM(id) USING 'cat' AS (id) FROM range(3)")).collect();
      await expect(refused()).rejects.toMatchObject({ condition: 'KINDLING_SCRIPT_NOT_ALLOWED', messageParameters: { script: 'cat' } });
    }));

  it('end with their query, and all that they started', () =>
    onServer(true, async (spark) => {
      const file = join(mkdtempSync(join(tmpdir(), 'kindling-transform-')), 'pid');
      const slow = await spark.sql(`SELECT TRANSFORM(id) USING 'sleep 600 & echo $! > ${file}; wait' AS (id) FROM range(1)`);
      const controller = new AbortController();
      const stopped = expect(slow.collect({ signal: controller.signal })).rejects.toThrow('enough');
      const pid = await vi.waitFor(() => {
        const text = readFileSync(file, 'utf8').trim();
        expect(text).not.toBe('');
        return Number(text);
      }, 20_000);
      controller.abort(new Error('enough'));
      await stopped;
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 20_000);
    }));

  it('may leave lines unread, and may write more than they read', () =>
    onServer(true, async (spark) => {
      const first = await spark.sql("SELECT TRANSFORM(id) USING 'head -n 1' AS (id BIGINT) FROM range(0, 300000, 1, 1)");
      expect(await first.collect()).toEqual([{ id: 0n }]);
      const many = await spark.sql(
        "SELECT count(*) AS n FROM (SELECT TRANSFORM(id) USING 'while read x; do seq 200000; done' AS (id) FROM range(0, 3, 1, 1))",
      );
      expect(await many.collect()).toEqual([{ n: 600000n }]);
    }));
});
