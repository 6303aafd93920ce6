import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startKindlingServer } from '../../scripts/kindling-server.mjs';
import { startSparkServer } from '../../scripts/spark-server.mjs';
import type { Bench } from '../harness/bench.ts';
import { buildProduct } from '../harness/build-product.ts';
import { runJsonLines } from '../harness/json-lines-process.ts';
import { median } from '../harness/median.ts';
import { startSailServer } from '../harness/sail-server.ts';
import { ms, type Table } from '../harness/table.ts';
import { prepareBenchPython } from '../python-environment.mjs';

const command = join(import.meta.dirname, '../../packages/kindling/bin/kindling.cjs');

const runKindling = (program: string): string =>
  execFileSync(process.execPath, [command, 'run', join(import.meta.dirname, program)], { encoding: 'utf8' });

function processTimesMs(repeats: number, run: () => unknown): number[] {
  return Array.from({ length: repeats }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
}

function startTable(quick: boolean): Table {
  const repeats = quick ? 5 : 15;
  const whole = processTimesMs(repeats, () => runKindling('count-ten.ts'));
  const bare = processTimesMs(repeats, () => execFileSync(process.execPath, ['-e', '0']));
  const inside = Array.from(
    { length: repeats },
    () => JSON.parse(runKindling('first-queries.ts')) as { sessionMs: number; queriesMs: number[] },
  );
  const row = (what: string, values: readonly number[], goal: string): string[] => [
    what,
    ms(median(values)),
    ms(Math.min(...values)),
    ms(Math.max(...values)),
    goal,
  ];
  return {
    title: 'From nothing to an answer: milliseconds',
    columns: ['what', 'median', 'least', 'most', 'goal'],
    rows: [
      row('whole process of `kindling run`: spark.range(10).count()', whole, '600'),
      row('… of which an empty Node process', bare, ''),
      row(
        'a session',
        inside.map((one) => one.sessionMs),
        '',
      ),
      row(
        'first query of the process',
        inside.map((one) => one.queriesMs[0] ?? Number.NaN),
        '150',
      ),
      row(
        'second query',
        inside.map((one) => one.queriesMs[1] ?? Number.NaN),
        '10',
      ),
      row(
        'later queries',
        inside.flatMap((one) => one.queriesMs.slice(10)),
        '',
      ),
    ],
    notes: [`${repeats} processes.`],
  };
}

interface Trivial {
  readonly firstMs: number;
  readonly timesMs: Readonly<Record<string, readonly number[]>>;
}

async function wireTable(quick: boolean, without: ReadonlySet<string>): Promise<Table> {
  const servers = [
    { name: 'Kindling', start: () => startKindlingServer() },
    { name: 'Sail', start: () => startSailServer() },
    ...(quick ? [] : [{ name: 'Apache Spark', start: () => startSparkServer() }]),
  ].filter(({ name }) => !without.has(name));
  const rows: string[][] = [];
  const job = { warmUp: quick ? 5 : 20, repeats: quick ? 20 : 100 };
  for (const { name, start } of servers) {
    console.error(`trivial queries on ${name} …`);
    const server = await start();
    try {
      const script = join(import.meta.dirname, '../python/time_trivial_queries.py');
      const lines = runJsonLines<Trivial>(prepareBenchPython(), ['-W', 'ignore', script], { ...job, remote: server.url });
      for await (const { firstMs, timesMs } of lines)
        rows.push([name, ms(firstMs), ...Object.values(timesMs).map((times) => ms(median(times)))]);
    } finally {
      await server.stop();
    }
  }
  return {
    title: 'Trivial queries from PySpark over the wire: milliseconds',
    columns: ['server', 'session and first', 'spark.range(10).count()', 'spark.sql("SELECT 1").collect()'],
    rows,
    notes: [
      `Median of ${job.repeats} after ${job.warmUp}; the first with the session on a server that has just started. Goal for Kindling: 10.`,
    ],
  };
}

export const startup: Bench = {
  name: 'startup',
  summary: 'How long one waits for the first answer, and for small ones.',
  async run({ quick, without }) {
    buildProduct();
    return [startTable(quick), await wireTable(quick, without)];
  },
};
