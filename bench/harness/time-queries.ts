import { queriesFor } from './compare-answers.ts';
import { median } from './median.ts';
import type { QueryEngine } from './query-engine.ts';
import { ms, ratio, type Table } from './table.ts';
import type { TpcData } from './tpc-data.ts';

export interface TimingOptions {
  readonly repeats: number;
  readonly threads: number;
  /** Queries by name; all unless given. */
  readonly only?: ReadonlySet<string>;
}

type Times = ReadonlyMap<string, number>;

/** Runs all queries on each engine, one engine after the other; the first engine is the one that the others are compared with. */
export async function timeQueries(data: TpcData, engines: readonly QueryEngine[], options: TimingOptions): Promise<Table> {
  const { repeats, threads, only } = options;
  const asked = data.queries.map(({ name }) => name).filter((name) => only?.has(name) ?? true);
  const measured: Times[] = [];
  const notes: string[] = [];
  for (const engine of engines) {
    console.error(`${data.suite} at scale factor ${data.scale}: ${engine.name} …`);
    const times = new Map<string, number>();
    const queries = queriesFor(engine, data).filter(({ name }) => asked.includes(name));
    for await (const { name, timesMs, error } of engine.run({ tables: data.folder, queries, repeats, threads })) {
      if (error === undefined) times.set(name, median(timesMs));
      else notes.push(`${engine.name}, ${name}: ${error}`);
    }
    measured.push(times);
  }
  return timesTable(data, engines, measured, asked, notes, options);
}

function timesTable(
  data: TpcData,
  engines: readonly QueryEngine[],
  measured: readonly Times[],
  asked: readonly string[],
  failures: readonly string[],
  { repeats, threads }: TimingOptions,
): Table {
  const [base] = measured;
  if (base === undefined) throw new Error('there is no engine to measure');
  const cells = (valueOf: (times: Times) => number): string[] =>
    measured.flatMap((times, index) => (index === 0 ? [ms(valueOf(times))] : [ms(valueOf(times)), ratio(valueOf(times), valueOf(base))]));
  // Engines that fail at a query are compared on the queries that all can answer.
  const answered = asked.filter((name) => measured.every((times) => times.has(name)));
  const total = (times: Times): number => answered.reduce((sum, name) => sum + (times.get(name) ?? Number.NaN), 0);
  return {
    title: `${data.suite === 'tpch' ? 'TPC-H' : 'TPC-DS'}, scale factor ${data.scale}: milliseconds`,
    columns: ['query', ...engines.flatMap(({ name }, index) => (index === 0 ? [name] : [name, `÷ ${engines[0]?.name}`]))],
    rows: [
      ...asked.map((query) => [query, ...cells((times) => times.get(query) ?? Number.NaN)]),
      [`total of ${answered.length}`, ...cells(total)],
    ],
    notes: [
      `Median of ${repeats}, ${threads} threads, Parquet files, the whole answer read as Arrow by the client; Sail and Apache Spark over the wire.`,
      ...failures,
    ],
  };
}
