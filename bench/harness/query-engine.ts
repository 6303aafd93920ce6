import { join } from 'node:path';
import { startKindlingServer } from '../../scripts/kindling-server.mjs';
import { startSparkServer } from '../../scripts/spark-server.mjs';
import { prepareBenchPython } from '../python-environment.mjs';
import type { Answer } from './answer.ts';
import { runJsonLines } from './json-lines-process.ts';
import { startSailServer } from './sail-server.ts';

export interface QueryJob {
  /** Folder with a Parquet file per table. */
  readonly tables: string;
  readonly queries: readonly { readonly name: string; readonly sql: string }[];
  readonly repeats: number;
  readonly threads: number;
}

export interface KindlingJob extends QueryJob {
  readonly settings: Readonly<Record<string, string>>;
}

export interface QueryOutcome {
  readonly name: string;
  /** One per repetition that went well. */
  readonly timesMs: readonly number[];
  readonly error?: string;
  readonly answer?: Answer;
}

/** What can run queries on Parquet files, in a process of its own. */
export interface QueryEngine {
  readonly name: string;
  /** Speaks DuckDB's SQL, not Spark's. */
  readonly dialect: 'spark' | 'duckdb';
  run(job: QueryJob): AsyncGenerator<QueryOutcome, void>;
}

const python = (script: string): [string, string[]] => [
  prepareBenchPython(),
  ['-W', 'ignore', join(import.meta.dirname, '../python', script)],
];

export const rawDuckdb: QueryEngine = {
  name: 'DuckDB',
  dialect: 'duckdb',
  run: (job) => runJsonLines<QueryOutcome>(...python('run_duckdb.py'), job),
};

/** The embedded engine with settings of its own. */
export const kindlingWith = (name: string, settings: Readonly<Record<string, string>>): QueryEngine => ({
  name,
  dialect: 'spark',
  run: (job) =>
    runJsonLines<QueryOutcome>(
      process.execPath,
      ['--import', 'tsx', '--conditions=source', join(import.meta.dirname, 'kindling-worker.ts')],
      { ...job, settings } satisfies KindlingJob,
      // As `kindling run` starts: the pool must be large before the first query.
      { UV_THREADPOOL_SIZE: '16' },
    ),
});

export const kindlingEmbedded = kindlingWith('Kindling', {});

interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

function overTheWire(name: string, start: (job: QueryJob) => Promise<RunningServer>, answers: boolean): QueryEngine {
  return {
    name,
    dialect: 'spark',
    async *run(job) {
      const server = await start(job);
      try {
        yield* runJsonLines<QueryOutcome>(...python('run_connect.py'), { ...job, remote: server.url, answers });
      } finally {
        await server.stop();
      }
    },
  };
}

export const kindlingServer = (answers: boolean): QueryEngine =>
  overTheWire('Kindling server', ({ threads }) => startKindlingServer({ args: ['--master', `local[${threads}]`] }), answers);
export const sail = overTheWire('Sail', startSailServer, false);
export const apacheSpark = (answers: boolean): QueryEngine =>
  overTheWire(
    'Apache Spark',
    async ({ threads }) => {
      // One that runs already, for others too, answers as well; its times would say little.
      const url = process.env.KINDLING_SPARK_URL;
      if (answers && url) return { url, stop: async () => undefined };
      return startSparkServer({ driverMemory: '6g', settings: { 'spark.sql.shuffle.partitions': String(threads) } });
    },
    answers,
  );
