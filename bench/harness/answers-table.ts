import { doubleTolerance } from './answer.ts';
import type { Comparison } from './compare-answers.ts';
import type { Table } from './table.ts';
import type { TpcData } from './tpc-data.ts';

const suiteTitles = { tpch: 'TPC-H', tpcds: 'TPC-DS' };

/** How many answers equal Apache Spark's, and a line for each that does not. */
export function answersTable({ suite, scale }: TpcData, compared: readonly Comparison[]): Table {
  const count = (verdict: Comparison['verdict']): string => String(compared.filter((one) => one.verdict === verdict).length);
  return {
    title: `${suiteTitles[suite]}, scale factor ${scale}: answers against Apache Spark's`,
    columns: ['queries', 'equal', 'equal without their limit', 'different', 'failed'],
    rows: [[String(compared.length), count('equal'), count('equal without the limit'), count('different'), count('failed')]],
    notes: [
      `Names, types and rows as a multiset; doubles may differ by ${doubleTolerance} of their value. Where rows tie at a LIMIT, the answers without it are compared.`,
      ...compared.flatMap(({ name, verdict, why }) => (why === undefined ? [] : [`${name} ${verdict}: ${why}`])),
    ],
  };
}
