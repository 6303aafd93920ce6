import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KindlingServer, startKindlingServer } from '../../scripts/kindling-server.mjs';
import { CuttingProxy } from './cutting-proxy.ts';
import { hasPySpark, runPySpark } from './run-pyspark.ts';

const TIMEOUT_MS = 120_000;

describe.skipIf(!hasPySpark())('PySpark against kindling server', { timeout: TIMEOUT_MS }, () => {
  let server: KindlingServer;
  beforeAll(async () => {
    server = await startKindlingServer();
  });
  afterAll(() => server.stop());

  it.each(['cache', 'columns', 'core', 'data-frames', 'errors', 'interrupt', 'local-data', 'progress', 'writers'])(
    'runs %s.py',
    async (name) => {
      const end = await runPySpark(name, server.url);
      expect(end.stderr.split('\n').slice(-12).join('\n')).not.toContain('Error');
      expect(end).toMatchObject({ stdout: expect.stringContaining('complete\n'), exitCode: 0 });
    },
  );

  it('takes a result up again whose connection was cut, and it is complete', async () => {
    const port = Number(new URL(server.url.replace('sc:', 'http:')).port);
    const proxy = await CuttingProxy.start({ port, afterBytes: 15_000_000, cuts: 3 });
    try {
      const end = await runPySpark('read-all', proxy.url);
      expect(end.stdout, end.stderr).toBe('2000000 1999999000000\n');
      expect(proxy.cuts).toBeGreaterThanOrEqual(2);
    } finally {
      await proxy.close();
    }
  });
});
