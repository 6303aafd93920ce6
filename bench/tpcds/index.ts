import { answersTable } from '../harness/answers-table.ts';
import type { Bench } from '../harness/bench.ts';
import { compareAnswers, sparkQueries } from '../harness/compare-answers.ts';
import { planningTable } from '../harness/planning.ts';
import { apacheSpark, kindlingEmbedded, rawDuckdb, sail } from '../harness/query-engine.ts';
import { timeQueries } from '../harness/time-queries.ts';
import { prepareTpcData } from '../harness/tpc-data.ts';

const threads = 2;

export const tpcds: Bench = {
  name: 'tpcds',
  summary:
    'The 99 queries of TPC-DS: answers against Apache Spark’s, time against raw DuckDB; and the time to plan a query of either suite.',
  async run({ quick, without, scale = quick ? 0.01 : 0.1 }) {
    const data = prepareTpcData('tpcds', scale);
    const planning = [await planningTable(prepareTpcData('tpch', 0.01), 5), await planningTable(data, 15)];
    if (without.has('runs')) return planning;
    const engines = [rawDuckdb, kindlingEmbedded, ...(quick ? [] : [sail, apacheSpark(false)])].filter(({ name }) => !without.has(name));
    const times = await timeQueries(data, engines, { repeats: quick ? 1 : 3, threads });
    // Apache Spark alone takes longer than a quick run may.
    if (quick || without.has('answers')) return [...planning, times];
    return [...planning, times, answersTable(data, await compareAnswers(data, sparkQueries(data), threads))];
  },
};
