import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startKindlingServer } from '../../scripts/kindling-server.mjs';
import { startSparkServer } from '../../scripts/spark-server.mjs';
import type { Bench } from '../harness/bench.ts';
import { buildProduct } from '../harness/build-product.ts';
import { runJsonLines } from '../harness/json-lines-process.ts';
import { median } from '../harness/median.ts';
import { residentMiB } from '../harness/memory.ts';
import { startSailServer } from '../harness/sail-server.ts';
import { ms, ratio, type Table } from '../harness/table.ts';
import { prepareTpcData } from '../harness/tpc-data.ts';
import { prepareBenchPython } from '../python-environment.mjs';

export interface CollectJob {
  readonly path: string;
  readonly threads: number;
  /** Absent for an engine in the client's own process. */
  readonly remote?: string;
  /** Measured readings, after one that is not. With 0 one only. */
  readonly repeats: number;
  /** After each batch, as a reader that is busy otherwise. */
  readonly pauseMs: number;
}
export interface CollectOutcome {
  readonly timesMs: readonly number[];
  readonly rows?: number;
  readonly bytes?: number;
}

const threads = 2;
const python = join(import.meta.dirname, '../python');

const inPython = (job: CollectJob): Promise<CollectOutcome> =>
  only(runJsonLines(prepareBenchPython(), ['-W', 'ignore', join(python, 'collect.py')], job));
const inTypeScript = (job: CollectJob): Promise<CollectOutcome> =>
  only(
    runJsonLines(process.execPath, ['--import', 'tsx', '--conditions=source', join(import.meta.dirname, 'client.ts')], job, {
      UV_THREADPOOL_SIZE: '16',
    }),
  );

async function only<T>(outcomes: AsyncGenerator<T, void>): Promise<T> {
  for await (const outcome of outcomes) return outcome;
  throw new Error('the program answered nothing');
}

function prepareSample(rows: number): string {
  const { folder } = prepareTpcData('tpch', rows > 600_000 ? 1 : 0.1);
  const path = join(folder, `../lineitem-${rows}.parquet`);
  if (!existsSync(path))
    execFileSync(prepareBenchPython(), [join(python, 'sample_lineitem.py'), join(folder, 'lineitem.parquet'), String(rows), path]);
  return path;
}

const servers = [
  { name: 'Kindling server', start: () => startKindlingServer({ args: ['--master', `local[${threads}]`] }) },
  { name: 'Sail', start: () => startSailServer() },
  { name: 'Apache Spark', start: () => startSparkServer({ driverMemory: '4g' }) },
];

async function timesTable(path: string, rows: number, repeats: number, without: ReadonlySet<string>): Promise<Table> {
  const job = { path, threads, repeats, pauseMs: 0 };
  const duckdb = median((await inPython(job)).timesMs);
  const row = (name: string, client: string, timeMs: number): string[] => [name, client, ms(timeMs), ratio(timeMs, duckdb)];
  const lines = [
    row('DuckDB', 'Python, in process', duckdb),
    row('Kindling', 'TypeScript, in process', median((await inTypeScript(job)).timesMs)),
  ];
  for (const { name, start } of servers.filter((one) => !without.has(one.name))) {
    console.error(`collecting from ${name} …`);
    const server = await start();
    try {
      const remote = server.url;
      lines.push(row(name, 'TypeScript', median((await inTypeScript({ ...job, remote })).timesMs)));
      lines.push(row(name, 'PySpark', median((await inPython({ ...job, remote })).timesMs)));
    } finally {
      await server.stop();
    }
  }
  return {
    title: `${rows.toLocaleString('en')} rows × 7 columns of lineitem as Arrow in the client: milliseconds`,
    columns: ['engine', 'client', 'median', '÷ DuckDB'],
    rows: lines,
    notes: [
      `Median of ${repeats} after one that is not counted; from Parquet, ${threads} threads. Goal for the Kindling server with 2,000,000 rows: 1200.`,
    ],
  };
}

/** Reads once with a pause after each batch, and watches the server's memory meanwhile. */
async function slowReaderTable(path: string, pauseMs: number): Promise<Table> {
  const server = await startKindlingServer({ args: ['--master', `local[${threads}]`] });
  try {
    await inTypeScript({ path, threads, remote: server.url, repeats: 0, pauseMs: 0 });
    const memory: number[] = [];
    const watch = setInterval(() => {
      const now = server.pid === undefined ? undefined : residentMiB(server.pid);
      if (now !== undefined) memory.push(now);
    }, 100);
    const startedAt = performance.now();
    const { bytes = 0 } = await inTypeScript({ path, threads, remote: server.url, repeats: 0, pauseMs });
    const seconds = (performance.now() - startedAt) / 1000;
    clearInterval(watch);
    const third = Math.floor(memory.length / 3);
    const peak = (part: readonly number[]): string => (part.length === 0 ? '–' : Math.max(...part).toFixed(0));
    return {
      title: 'Memory of the Kindling server while a slow client reads: MiB',
      columns: ['result', 'seconds', 'most in the first third', 'in the second', 'in the last'],
      rows: [
        [
          (bytes / 2 ** 20).toFixed(0),
          seconds.toFixed(1),
          peak(memory.slice(0, third)),
          peak(memory.slice(third, 2 * third)),
          peak(memory.slice(2 * third)),
        ],
      ],
      notes: [
        `The client pauses ${pauseMs} ms after each batch; resident memory, read every 100 ms, after a quick client has read the same once.`,
      ],
    };
  } finally {
    await server.stop();
  }
}

export const collect: Bench = {
  name: 'collect',
  summary: 'A large result as Arrow in a client, over the wire and in process, and the memory that it costs the server.',
  async run({ quick, without }) {
    buildProduct();
    const rows = quick ? 200_000 : 2_000_000;
    const path = prepareSample(rows);
    const leftOut = quick ? new Set([...without, 'Apache Spark']) : without;
    return [await timesTable(path, rows, quick ? 3 : 5, leftOut), await slowReaderTable(path, quick ? 100 : 200)];
  },
};
