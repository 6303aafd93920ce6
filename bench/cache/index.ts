import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { runJsonLine } from '../harness/json-lines-process.ts';
import { median } from '../harness/median.ts';
import { ms, ratio, type Table } from '../harness/table.ts';
import { prepareTpcData } from '../harness/tpc-data.ts';

export interface CacheJob {
  readonly parquet: string;
  readonly threads: number;
  readonly repeats: number;
}

export interface Times {
  readonly elapsedMs: readonly number[];
  /** Of all threads: what other programs of the machine do hardly changes it. */
  readonly processorMs: readonly number[];
}

export interface CacheOutcome {
  readonly csv: Times;
  readonly parquet: Times;
  /** By storage level: the action that also fills the cache, and those after it. */
  readonly cached: Readonly<Record<string, { readonly first: Times; readonly again: Times }>>;
}

const threads = 2;

function measure(job: CacheJob): Promise<CacheOutcome> {
  const program = ['--import', 'tsx', '--conditions=source', join(import.meta.dirname, 'program.ts')];
  return runJsonLine(process.execPath, program, job, { UV_THREADPOOL_SIZE: '16' });
}

function timesTable(scale: number, { csv, parquet, cached }: CacheOutcome): Table {
  const row = (what: string, times: Times, first?: Times): string[] => {
    const figures = (['elapsedMs', 'processorMs'] as const).flatMap((kind) => {
      const own = median(times[kind]);
      return [ms(own), ratio(median(csv[kind]), own), ratio(median(parquet[kind]), own)];
    });
    return [what, ...figures, first ? ms(median(first.elapsedMs)) : ''];
  };
  return {
    title: `An aggregate over all columns of lineitem, scale factor ${scale}: milliseconds`,
    columns: ['rows come from', 'elapsed', 'CSV takes', 'Parquet takes', 'processor', 'CSV takes', 'Parquet takes', 'first action'],
    rows: [
      row('CSV files', csv),
      row('a Parquet file', parquet),
      ...Object.entries(cached).map(([level, { first, again }]) => row(`the cache, ${level}`, again, first)),
    ],
    notes: ['Medians. The cache is filled from the CSV files by the first action. Goals: CSV takes 20×, Parquet 2×.'],
  };
}

export const cache: Bench = {
  name: 'cache',
  summary: 'An aggregate over all columns of a table: from CSV, from Parquet, and again when it is cached.',
  async run({ quick, scale = quick ? 0.1 : 1 }) {
    const { folder } = prepareTpcData('tpch', scale);
    const outcome = await measure({ parquet: join(folder, 'lineitem.parquet'), threads, repeats: quick ? 3 : 7 });
    return [timesTable(scale, outcome)];
  },
};
