import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Answer, differenceOf } from './answer.ts';
import { apacheSpark, kindlingServer, type QueryEngine } from './query-engine.ts';
import { sparkText, withoutLimit } from './spark-text.ts';
import type { TpcData } from './tpc-data.ts';

type Asked = { readonly name: string; readonly sql: string };
type Answered = ReadonlyMap<string, Answer | { readonly error: string }>;

const root = join(import.meta.dirname, '../..');

export interface Comparison {
  readonly name: string;
  readonly verdict: 'equal' | 'equal without the limit' | 'different' | 'failed';
  readonly why?: string;
}

/** Compares what Kindling answers over the wire with what Apache Spark answers, whose answers are kept in .cache/bench. */
export async function compareAnswers(data: TpcData, queries: readonly Asked[], threads: number): Promise<readonly Comparison[]> {
  const first = await compare(data, queries, threads);
  const again = new Set(first.filter(({ verdict }) => verdict === 'different').map(({ name }) => name));
  const limited = queries.flatMap(({ name, sql }) => {
    const whole = withoutLimit(sql);
    return again.has(name) && whole !== undefined ? [{ name, sql: whole }] : [];
  });
  if (limited.length === 0) return first;
  const second = new Map((await compare(data, limited, threads)).map((one) => [one.name, one]));
  return first.map((one) =>
    second.get(one.name)?.verdict === 'equal' ? { name: one.name, verdict: 'equal without the limit' } : (second.get(one.name) ?? one),
  );
}

async function compare(data: TpcData, queries: readonly Asked[], threads: number): Promise<readonly Comparison[]> {
  const expected = await answersOfSpark(data, queries, threads);
  const actual = await answersOf(kindlingServer(true), data, queries, threads);
  return queries.map(({ name }): Comparison => {
    const [wanted, found] = [expected.get(name), actual.get(name)];
    if (wanted === undefined || 'error' in wanted) return { name, verdict: 'failed', why: `Apache Spark: ${wanted?.error ?? 'no answer'}` };
    if (found === undefined || 'error' in found) return { name, verdict: 'failed', why: found?.error ?? 'no answer' };
    const why = differenceOf(wanted, found);
    return why === undefined ? { name, verdict: 'equal' } : { name, verdict: 'different', why };
  });
}

async function answersOfSpark(data: TpcData, queries: readonly Asked[], threads: number): Promise<Answered> {
  const pathOf = ({ name, sql }: Asked): string => {
    const hash = createHash('sha256').update(sql).digest('hex').slice(0, 8);
    return join(root, `.cache/bench/answers/${data.suite}-sf${data.scale}/${name}-${hash}.json`);
  };
  const missing = queries.filter((query) => !existsSync(pathOf(query)));
  const asked = new Map<string, Answer | { readonly error: string }>();
  if (missing.length > 0) {
    console.error(`Asking Apache Spark ${missing.length} queries of ${data.suite} at scale factor ${data.scale} …`);
    const paths = new Map(missing.map((query) => [query.name, pathOf(query)]));
    // Each is kept as it comes: the whole suite takes minutes, and whoever interrupts it need not begin anew. What failed is
    // asked again the next time: it may have been the server that failed.
    await answersOf(apacheSpark(true), data, missing, threads, (name, answered) => {
      asked.set(name, answered);
      if ('error' in answered) return;
      const path = paths.get(name) as string;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(answered));
    });
  }
  const kept = (query: Asked): Answer => JSON.parse(readFileSync(pathOf(query), 'utf8')) as Answer;
  return new Map(
    queries.map((query) => [query.name, asked.get(query.name) ?? (existsSync(pathOf(query)) ? kept(query) : { error: 'no answer' })]),
  );
}

async function answersOf(
  engine: QueryEngine,
  data: TpcData,
  queries: readonly Asked[],
  threads: number,
  onAnswer?: (name: string, answered: Answer | { readonly error: string }) => void,
): Promise<Answered> {
  const answers = new Map<string, Answer | { readonly error: string }>();
  const job = { tables: data.folder, queries, repeats: 0, threads };
  for await (const { name, answer, error } of engine.run(job)) {
    const answered = answer ?? { error: error ?? 'no answer' };
    answers.set(name, answered);
    onAnswer?.(name, answered);
  }
  return answers;
}

/** The queries of a suite as Spark SQL. */
export function sparkQueries(data: TpcData): readonly Asked[] {
  return data.queries.map(({ name, text }) => ({ name, sql: sparkText(text) }));
}

/** The queries of a suite for an engine. */
export function queriesFor(engine: QueryEngine, data: TpcData): readonly Asked[] {
  return engine.dialect === 'spark' ? sparkQueries(data) : data.queries.map(({ name, text }) => ({ name, sql: text }));
}
