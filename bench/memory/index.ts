import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { buildProduct } from '../harness/build-product.ts';
import { runJsonLine } from '../harness/json-lines-process.ts';
import type { Table } from '../harness/table.ts';
import { prepareBenchPython } from '../python-environment.mjs';
import { prepareShuffleData, type ShuffleData } from '../shuffle/data.ts';

export interface MemoryJob {
  readonly tables: string;
  readonly sql: string;
  readonly memoryMiB: number;
  readonly threads: number;
}

interface MemoryOutcome {
  readonly seconds?: number;
  /** Most resident memory of the process, in MiB. */
  readonly residentMiB: number;
  readonly answer?: string;
  readonly error?: string;
}

const threads = 2;

const queries = [
  {
    name: 'join and count',
    sql: 'SELECT l.action_name, u.info, count(*) AS actions FROM log l JOIN users u ON l.key = u.key GROUP BY l.action_name, u.info ORDER BY 1, 2',
    limitsMiB: [4096, 1024, 500, 250],
  },
  {
    name: 'count by key and action',
    sql: 'SELECT count(*) AS found, sum(n) AS total, max(n) AS most FROM (SELECT key, action_name, count(*) AS n FROM log GROUP BY key, action_name)',
    limitsMiB: [4096, 500],
  },
  {
    name: 'list of the actions of a key',
    sql: 'SELECT count(*) AS found, sum(size(actions)) AS total, max(size(actions)) AS most FROM (SELECT key, collect_list(action_name) AS actions FROM log GROUP BY key)',
    limitsMiB: [4096, 500],
  },
] as const;

export const memory: Bench = {
  name: 'memory',
  summary: 'Queries that are larger than the memory that they may use: they finish, and the process stays near its limit.',
  async run({ quick, without, scale = 1 }) {
    buildProduct();
    const data = prepareShuffleData('distinct', scale);
    const rows: string[][] = [];
    const notes: string[] = [];
    for (const { name, sql, limitsMiB } of queries) {
      const answers = new Set<string>();
      for (const memoryMiB of limitsMiB.filter((limit) => !quick || limit === 500)) {
        const job = { tables: data.folder, sql, memoryMiB, threads };
        console.error(`${name}, ${memoryMiB} MiB …`);
        const own = await runJsonLine<MemoryOutcome>(
          process.execPath,
          [kindlingCommand, 'run', join(import.meta.dirname, 'program.ts')],
          job,
        );
        const raw = without.has('DuckDB')
          ? undefined
          : await runJsonLine<MemoryOutcome>(
              prepareBenchPython(),
              ['-W', 'ignore', join(import.meta.dirname, '../python/run_limited_duckdb.py')],
              job,
            );
        if (own.answer !== undefined) answers.add(own.answer);
        for (const [engine, error] of [
          ['Kindling', own.error],
          ['DuckDB', raw?.error],
        ])
          if (error) notes.push(`${engine}, ${name} in ${memoryMiB} MiB: ${error.split('\n')[0]}`);
        rows.push([name, String(memoryMiB), ...cells(own), ...(raw ? cells(raw) : ['', ''])]);
      }
      if (answers.size > 1) notes.push(`THE ANSWERS OF ${name} DIFFER.`);
    }
    return [tableOf(data, rows, notes)];
  },
};

const kindlingCommand = join(import.meta.dirname, '../../packages/kindling/bin/kindling.cjs');

const cells = ({ seconds, residentMiB }: MemoryOutcome): string[] => [
  seconds === undefined ? 'refused' : seconds.toFixed(1),
  residentMiB.toFixed(0),
];

function tableOf(data: ShuffleData, rows: readonly string[][], notes: readonly string[]): Table {
  return {
    title: `${data.users.toLocaleString('en')} users, ${data.rows.toLocaleString('en')} log rows of ${data.actions} actions`,
    columns: ['query', 'memory MiB', 'Kindling s', 'resident MiB', 'DuckDB s', 'resident MiB'],
    rows,
    notes: [
      'Memory is what the setting allows (spark.memory.offHeap.size; memory_limit of DuckDB); resident is the most that the whole process took.',
      'Goal: resident memory of the join at most the limit and 250 MiB.',
      ...notes,
    ],
  };
}
