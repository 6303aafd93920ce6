import { startServer } from '@kindling/server';
import { SparkSession } from 'kindling';
import { describe, expect, it } from 'vitest';

describe('a server that does not answer as hoped', { timeout: 60_000 }, () => {
  it('is not there: tried again for a while, then host, port and what to check', async () => {
    const server = await startServer({ port: 0 });
    const { port } = server;
    await server.close();
    const count = async () => {
      const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${port}`).create();
      return spark.range(3).count();
    };
    await expect(count()).rejects.toMatchObject({
      condition: 'KINDLING_SERVER_UNREACHABLE',
      message: expect.stringMatching(new RegExp(`sc://127\\.0\\.0\\.1:${port}: .*ECONNREFUSED.*Check the URL`)),
    });
  });

  it('wants another token', async () => {
    const server = await startServer({ port: 0, token: 'right' });
    try {
      const count = async () => {
        const spark = await SparkSession.builder.remote(`sc://localhost:${server.port}/;token=wrong`).create();
        return spark.range(3).count();
      };
      await expect(count()).rejects.toMatchObject({ condition: 'KINDLING_RPC_FAILED', messageParameters: { code: 'UNAUTHENTICATED' } });
    } finally {
      await server.close();
    }
  });

  it('takes no message of this size, and goes on', async () => {
    const server = await startServer({ port: 0, maxMessageSizeBytes: 100_000 });
    const spark = await SparkSession.builder.remote(`sc://127.0.0.1:${server.port}`).create();
    try {
      await expect(spark.sql(`SELECT length('${'x'.repeat(110_000)}')`)).rejects.toMatchObject({
        condition: 'KINDLING_RPC_FAILED',
        messageParameters: { code: 'RESOURCE_EXHAUSTED' },
      });
      expect(await spark.range(3).count()).toBe(3);
    } finally {
      await spark.stop();
      await server.close();
    }
  });
});
