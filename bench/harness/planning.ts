import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, type EngineSession } from '@kindling/engine';
import { sparkQueries } from './compare-answers.ts';
import { median } from './median.ts';
import { ms, type Table } from './table.ts';
import type { TpcData } from './tpc-data.ts';

const repeats = 9;
const { signal } = new AbortController();

/** Runs a statement to its end. */
async function run(session: EngineSession, sql: string): Promise<void> {
  const { batches } = await session.execute(session.parse(sql), { signal });
  for await (const _batch of batches);
}

async function timeMs(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

/** How long the engine takes from text to a query that DuckDB can run, in this process and warm. */
export async function planningTable(data: TpcData, goalMs: number): Promise<Table> {
  const engine = new Engine({ threads: 2 });
  const session = engine.createSession({ sessionId: crypto.randomUUID(), userId: 'bench' });
  for (const file of readdirSync(data.folder).filter((name) => name.endsWith('.parquet')))
    await run(session, `CREATE TEMPORARY VIEW ${file.replace('.parquet', '')} AS SELECT * FROM parquet.\`${join(data.folder, file)}\``);
  // Functions of ours that a later query needs are compiled by then.
  for (const { sql } of sparkQueries(data)) await run(session, `EXPLAIN ${sql}`).catch(() => undefined);
  const rows: { name: string; parseMs: number; analyzeMs: number; allMs: number }[] = [];
  const failures: string[] = [];
  for (const { name, sql } of sparkQueries(data)) {
    try {
      const parseMs = await timeMs(() => session.parse(sql));
      const plan = session.parse(sql);
      const analyzeMs = await timeMs(() => session.analyze(plan, signal));
      rows.push({ name, parseMs, analyzeMs, allMs: await timeMs(() => run(session, `EXPLAIN ${sql}`)) });
    } catch (error) {
      failures.push(`${name}: ${String(error).split('\n')[0]}`);
    }
  }
  await engine.close();
  rows.sort((a, b) => b.allMs - a.allMs);
  const line = (name: string, of: (one: (typeof rows)[number]) => number): string =>
    ms(of(rows.find((row) => row.name === name) ?? { name, parseMs: 0, analyzeMs: 0, allMs: 0 }));
  const slowest = rows.slice(0, 5).map(({ name }) => name);
  const medians = [median(rows.map((one) => one.parseMs)), median(rows.map((one) => one.analyzeMs)), median(rows.map((one) => one.allMs))];
  return {
    title: `${data.suite === 'tpch' ? 'TPC-H' : 'TPC-DS'}: milliseconds from text to plan (goal ${goalMs})`,
    columns: ['query', 'parse', 'analyse', 'all, as EXPLAIN'],
    rows: [
      ...slowest.map((name) => [
        name,
        line(name, (one) => one.parseMs),
        line(name, (one) => one.analyzeMs),
        line(name, (one) => one.allMs),
      ]),
      [`median of ${rows.length}`, ...medians.map(ms)],
      ['over the goal', '', '', String(rows.filter(({ allMs }) => allMs > goalMs).length)],
    ],
    notes: [`The slowest five; median of ${repeats} each.`, ...failures],
  };
}
