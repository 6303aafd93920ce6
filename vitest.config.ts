import { defineConfig } from 'vitest/config';

// DuckDB's calls run on libuv's pool, whose size is read once, when a process starts: the forks below inherit it from here.
process.env.UV_THREADPOOL_SIZE ??= '16';

// The command runs from its sources, which no stale build hides; `npm test` makes a fresh build first, whose processes start faster.
const env = { KINDLING_FROM_SOURCE: process.env.KINDLING_FROM_SOURCE ?? '1' };

const conditions = ['source', 'import', 'module', 'node', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['source'] } },
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/count-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'packages', include: ['packages/*/test/**/*.test.ts'], env } },
      { extends: true, test: { name: 'outside', include: ['test/**/*.test.ts'], exclude: ['test/packaging/**', 'test/spark/**'], env } },
      {
        extends: true,
        test: {
          name: 'packaging',
          include: ['test/packaging/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'spark',
          env,
          include: ['test/spark/**/*.test.ts'],
          globalSetup: ['test/spark/spark-server.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
