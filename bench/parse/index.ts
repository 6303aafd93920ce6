import { parseStatement } from '@kindling/sql';
import type { Bench } from '../harness/bench.ts';
import { sparkQueries } from '../harness/compare-answers.ts';
import { median } from '../harness/median.ts';
import { ms, type Table } from '../harness/table.ts';
import { prepareTpcData } from '../harness/tpc-data.ts';

function timeMs(sql: string, repeats: number): number {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const startedAt = performance.now();
    parseStatement(sql);
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

/** A statement of about this size, of the kind that programs write. */
function longStatement(sizeBytes: number): string {
  const parts: string[] = [];
  for (let length = 0; length < sizeBytes; length += parts.at(-1)?.length ?? 0)
    parts.push(
      `coalesce(column_${parts.length}, ${parts.length} * 2.5) + CASE WHEN a > ${parts.length} THEN 'text' ELSE b.c END AS name_${parts.length}`,
    );
  return `SELECT ${parts.join(',\n')} FROM t`;
}

export const parse: Bench = {
  name: 'parse',
  summary: 'The SQL parser alone: queries of TPC-H (a millisecond each) and TPC-DS, and one long statement.',
  async run({ quick }) {
    const repeats = quick ? 20 : 200;
    const rows: string[][] = [];
    for (const [title, suite] of [
      ['TPC-H', 'tpch'],
      ['TPC-DS', 'tpcds'],
    ] as const) {
      const timed = sparkQueries(prepareTpcData(suite, 0.01)).map(({ name, sql }) => ({
        name,
        bytes: sql.length,
        timeMs: timeMs(sql, repeats),
      }));
      const slowest = timed.reduce((worst, one) => (one.timeMs > worst.timeMs ? one : worst));
      const bytes = timed.reduce((sum, one) => sum + one.bytes, 0);
      const totalMs = timed.reduce((sum, one) => sum + one.timeMs, 0);
      rows.push([
        `${title}, ${timed.length} queries`,
        ms(median(timed.map((one) => one.timeMs))),
        `${ms(slowest.timeMs)} (${slowest.name})`,
        (bytes / 1000 / totalMs).toFixed(1),
      ]);
    }
    const long = longStatement(1_000_000);
    const longMs = timeMs(long, quick ? 3 : 9);
    rows.push(['one statement of 1 MB', ms(longMs), '', (long.length / 1000 / longMs).toFixed(1)]);
    const table: Table = {
      title: 'Parsing: milliseconds',
      columns: ['text', 'median', 'slowest', 'MB/s'],
      rows,
      notes: [`Median of ${repeats} in one process.`],
    };
    return [table];
  },
};
