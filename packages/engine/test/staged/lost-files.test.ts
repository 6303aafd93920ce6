import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type InternalValue, internalRowsOf } from '@kindling/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine.ts';
import type { EngineSession } from '../../src/session/index.ts';

const engines: Engine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

function openSession(settings: Record<string, string> = {}): EngineSession {
  const config = { 'spark.master': 'local[2]', 'spark.kindling.execution.mode': 'staged', ...settings };
  const engine = new Engine({ threads: 2, config });
  engines.push(engine);
  return engine.createSession({ sessionId: 'lost', userId: 'tester' });
}

/** Does something to the disk before the set of tasks of that number starts. */
function beforeSet(session: EngineSession, isMeant: (set: number) => boolean, act: () => void): void {
  const { scheduler } = session.application;
  const submit = scheduler.submit.bind(scheduler);
  let sets = 0;
  scheduler.submit = (set, options) => {
    if (isMeant(sets++)) act();
    return submit(set, options);
  };
}

async function answer(session: EngineSession, sql: string): Promise<InternalValue[][]> {
  const { batches } = await session.execute(session.parse(sql), { signal: new AbortController().signal });
  const rows: InternalValue[][] = [];
  for await (const batch of batches) rows.push(...internalRowsOf(batch));
  return rows;
}

const exchangeFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('exchange-') && name.endsWith('.parquet'))
    .map((name) => join(folder, name));

const query = 'SELECT id % 7 AS k, count(*) AS n FROM range(0, 7000, 1, 4) GROUP BY 1 ORDER BY k';
const rows = Array.from({ length: 7 }, (_, k) => [BigInt(k), 1000n]);

describe('files of an exchange that are gone', () => {
  it('are made again, and the answer is right', async () => {
    const session = openSession({ 'spark.sql.shuffle.partitions': '3', 'spark.sql.adaptive.enabled': 'false' });
    const folder = session.application.spillDirectory('lost').replace(/\/[^/]*$/, '');
    let removed = 0;
    beforeSet(
      session,
      (set) => set === 1,
      () => {
        for (const path of exchangeFiles(folder).slice(0, 2)) {
          rmSync(path);
          removed += 1;
        }
      },
    );
    expect(await answer(session, query)).toEqual(rows);
    expect(removed).toBe(2);
  });

  it('end the job when they are gone again and again', async () => {
    const session = openSession({ 'spark.stage.maxConsecutiveAttempts': '2' });
    const folder = session.application.spillDirectory('lost').replace(/\/[^/]*$/, '');
    beforeSet(
      session,
      () => true,
      () => {
        for (const path of exchangeFiles(folder)) rmSync(path);
      },
    );
    await expect(answer(session, query)).rejects.toMatchObject({ condition: 'KINDLING_JOB_ABORTED' });
  });

  it('are all removed when the job is over', async () => {
    const session = openSession();
    const folder = session.application.spillDirectory('lost').replace(/\/[^/]*$/, '');
    expect(await answer(session, query)).toEqual(rows);
    expect(exchangeFiles(folder)).toEqual([]);
  });
});
