import { answersTable } from '../harness/answers-table.ts';
import type { Bench } from '../harness/bench.ts';
import { compareAnswers, sparkQueries } from '../harness/compare-answers.ts';
import { apacheSpark, kindlingEmbedded, rawDuckdb, sail } from '../harness/query-engine.ts';
import { timeQueries } from '../harness/time-queries.ts';
import { prepareTpcData } from '../harness/tpc-data.ts';

const threads = 2;

export const tpch: Bench = {
  name: 'tpch',
  summary:
    'The 22 queries of TPC-H on Parquet files: time against raw DuckDB on the same files (at most 1.25×), and answers against Apache Spark’s.',
  async run({ quick, without, scale = quick ? 0.01 : 1 }) {
    const data = prepareTpcData('tpch', scale);
    const engines = [rawDuckdb, kindlingEmbedded, ...(quick ? [] : [sail, apacheSpark(false)])].filter(({ name }) => !without.has(name));
    const times = await timeQueries(data, engines, { repeats: 3, threads });
    if (without.has('answers')) return [times];
    const compared = [answersTable(data, await compareAnswers(data, sparkQueries(data), threads))];
    if (scale === 1) {
      const small = prepareTpcData('tpch', 0.1);
      compared.push(answersTable(small, await compareAnswers(small, sparkQueries(small), threads)));
    }
    return [times, ...compared];
  },
};
