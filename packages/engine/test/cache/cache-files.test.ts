import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { blocksInMemory, rowsOf, TestEngine } from './engine-fixture.ts';

// Processes start from sources here, which takes seconds each.
vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'kindling-cache-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function blocksOnDisk(): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).filter((path) => /rdd_\d/.test(path));
}

it('leaves nothing behind when the engine closes', async () => {
  {
    await using engine = new TestEngine({ tempDirectory: folder });
    const session = engine.session();
    await rowsOf(session, 'CACHE TABLE a AS SELECT id FROM range(1000)');
    await rowsOf(session, "CACHE TABLE b OPTIONS('storageLevel' 'DISK_ONLY') AS SELECT id + 1 AS id FROM range(1000)");
    expect(blocksOnDisk().length).toBeGreaterThan(0);
  }
  expect(readdirSync(folder)).toEqual([]);
  expect(blocksInMemory()).toEqual([]);
});

it('leaves nothing behind of an engine that was killed, once the next one starts', async () => {
  const program = fileURLToPath(new URL('./cache-program.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid as number;
  await once(createInterface({ input: child.stdout }), 'line');
  const left = blocksInMemory(pid);
  if (process.platform === 'linux') expect(left.length).toBeGreaterThan(0);
  expect(blocksOnDisk().length).toBeGreaterThan(0);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  await using engine = new TestEngine({ tempDirectory: folder });
  await rowsOf(engine.session(), 'SELECT 1');
  expect(blocksOnDisk()).toEqual([]);
  expect(left.filter((path) => existsSync(path))).toEqual([]);
});

it('serves executors in processes of their own', async () => {
  await using engine = new TestEngine({ tempDirectory: folder, config: { 'spark.master': 'local-cluster[2,1,512]' } });
  const session = engine.session();
  await rowsOf(session, "CACHE TABLE a AS SELECT id, concat('text ', id) AS text FROM range(0, 100000, 1, 4)");
  expect(await engine.newBlocks()).toHaveLength(4);
  const query = 'SELECT count(*), sum(id), max(length(text)) FROM a';
  expect(await rowsOf(session, query)).toEqual([[100_000n, 4_999_950_000n, 10]]);
  const [first] = session.application.cache.filesOf('0');
  rmSync(first as string);
  expect(await rowsOf(session, query)).toEqual([[100_000n, 4_999_950_000n, 10]]);
  expect(await engine.newBlocks()).toEqual(['rdd_0_0']);
  expect(await rowsOf(session, 'SELECT count(*) FROM a l JOIN a r ON l.id = r.id')).toEqual([[100_000n]]);
  await rowsOf(session, 'UNCACHE TABLE a');
  expect(blocksInMemory()).toEqual([]);
});
