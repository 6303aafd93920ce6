import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { runJsonLine } from '../harness/json-lines-process.ts';
import { median } from '../harness/median.ts';
import { kindlingEmbedded, kindlingWith } from '../harness/query-engine.ts';
import { ms, type Table } from '../harness/table.ts';
import { timeQueries } from '../harness/time-queries.ts';
import { prepareTpcData } from '../harness/tpc-data.ts';

export interface OverheadJob {
  readonly master: string;
  readonly tasks: number;
  readonly repeats: number;
}

export interface OverheadOutcome {
  /** Of a job with one task, and of one with all of them. */
  readonly oneMs: readonly number[];
  readonly allMs: readonly number[];
}

const threads = 2;
const staged = { 'spark.kindling.execution.mode': 'staged' };

export const stages: Bench = {
  name: 'stages',
  summary: 'What partitions cost: TPC-H in stages of tasks against one fused statement (at most 3×), and a task that does next to nothing.',
  async run({ quick, scale = quick ? 0.01 : 1 }) {
    const engines = [
      kindlingEmbedded,
      kindlingWith('in stages', staged),
      kindlingWith('in stages, 200 partitions', { ...staged, 'spark.sql.shuffle.partitions': '200' }),
    ];
    return [await timeQueries(prepareTpcData('tpch', scale), engines, { repeats: 3, threads }), await overheadTable(quick)];
  },
};

async function overheadTable(quick: boolean): Promise<Table> {
  const tasks = quick ? 100 : 1000;
  const rows: string[][] = [];
  for (const [master, goal] of [
    ['local[2]', '5'],
    ['local-cluster[2,1,1024]', '10'],
  ] as const) {
    const { oneMs, allMs } = await measureOverhead({ master, tasks, repeats: quick ? 3 : 5 });
    const one = median(oneMs);
    const all = median(allMs);
    rows.push([master, ms(one), ms(all), ms(((all - one) / (tasks - 1)) * threads), goal]);
  }
  return {
    title: `Jobs of one task and of ${tasks}: milliseconds`,
    columns: ['master', 'one task', 'all tasks', 'a task on its core', 'goal'],
    rows,
    notes: ['Medians. Each task counts a few numbers of a range; two cores work at a time.'],
  };
}

function measureOverhead(job: OverheadJob): Promise<OverheadOutcome> {
  const program = ['--import', 'tsx', '--conditions=source', join(import.meta.dirname, 'task-overhead.ts')];
  return runJsonLine(process.execPath, program, job, { UV_THREADPOOL_SIZE: '16' });
}
