import { startServer } from '@kindling/server';
import { describe, expect, it } from 'vitest';
import { hasPySpark, runPySpark } from './run-pyspark.ts';

describe('the door of the server', () => {
  it('does not open to other machines without a token', async () => {
    await expect(startServer({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ condition: 'KINDLING_TOKEN_REQUIRED' });
  });

  it('says when its port is taken', async () => {
    const first = await startServer({ port: 0 });
    await expect(startServer({ port: first.port })).rejects.toMatchObject({ condition: 'KINDLING_CANNOT_LISTEN' });
    await first.close();
  });

  it.skipIf(!hasPySpark())('opens to the right token only', { timeout: 60_000 }, async () => {
    const server = await startServer({ port: 0, token: 'correct horse' });
    // PySpark sends a token without TLS to this name only.
    const url = `sc://localhost:${server.port}/`;
    try {
      const right = await runPySpark('one-query', `${url};token=correct%20horse`, 'SELECT 42');
      expect(right.stdout, right.stderr).toBe('42\n');
      const wrong = await runPySpark('one-query', `${url};token=wrong`, 'SELECT 42');
      expect(wrong.stdout, wrong.stderr).toContain('UNAUTHENTICATED');
      const none = await runPySpark('one-query', url, 'SELECT 42');
      expect(none.stdout, none.stderr).toContain('UNAUTHENTICATED');
    } finally {
      await server.close();
    }
  });

  it.skipIf(!hasPySpark())('refuses a message that is too large, and goes on', { timeout: 60_000 }, async () => {
    const server = await startServer({ port: 0, maxMessageSizeBytes: 100_000 });
    const url = `sc://127.0.0.1:${server.port}`;
    try {
      const large = await runPySpark('one-query', url, `SELECT LENGTH('${'x'.repeat(110_000)}')`);
      expect(large.stdout, large.stderr).toContain('RESOURCE_EXHAUSTED');
      const small = await runPySpark('one-query', url, 'SELECT 1');
      expect(small.stdout, small.stderr).toBe('1\n');
    } finally {
      await server.close();
    }
  });
});
