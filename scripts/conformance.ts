/**
 * Scores Kindling on Spark's own examples and golden files, and writes docs/reference/conformance.md.
 *
 *     npm run conformance                                  all sets
 *     npm run conformance -- sql-tests interval            one set, files whose name has the word; writes no page
 *
 *     npm run conformance -- --mode staged sql-tests       every query in stages of tasks, which must give the same answers; writes no page
 *
 * The data is no part of the project: KINDLING_CONFORMANCE names its folder, ../shared/conformance unless set.
 * What is not exact, query by query, goes to .cache/conformance.json.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseGoldenFile } from './conformance/golden-file.ts';
import type { Job } from './conformance/job.ts';
import type { Scored } from './conformance/mark.ts';
import { conformanceReport } from './conformance/report.ts';
import { runJobs } from './conformance/run-jobs.ts';
import { scoreDoctests } from './conformance/score-doctests.ts';
import { scoreParserCases } from './conformance/score-parser-cases.ts';
import type { FunctionExample } from './conformance/score-query.ts';

const allSets = ['function-examples', 'parser-cases', 'sql-tests', 'pyspark-doctests'];
const examplesPerJob = 60;

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({ options: { only: { type: 'string' }, mode: { type: 'string' } }, allowPositionals: true });
const [part, ...tooMany] = positionals.filter((name) => !allSets.includes(name));
const only = values.only ?? part ?? '';
const named = positionals.filter((name) => allSets.includes(name));
if (tooMany.length > 0) throw new Error(`one part of a file name at most, not also ${tooMany.join(', ')}; sets are ${allSets.join(', ')}`);
const sets = named.length > 0 ? named : allSets;

const folder = process.env.KINDLING_CONFORMANCE ?? resolve(root, '../shared/conformance');
if (!existsSync(join(folder, 'function-examples.jsonl'))) {
  console.error(
    `There is no conformance data in ${folder}. Name its folder in KINDLING_CONFORMANCE; nothing else in this project needs it.`,
  );
  process.exit(1);
}

// The children that run the queries read it.
if (values.mode !== undefined) process.env.KINDLING_EXECUTION_MODE = values.mode;

const scored: Scored[] = [];

/** Prints how a group went, and takes its queries into the report. */
function add(group: readonly Scored[]): void {
  scored.push(...group);
  const exact = group.filter((one) => one.mark === 'exact').length;
  const [first] = group;
  if (first !== undefined) console.log(`${first.set.padEnd(18)} ${first.group.padEnd(60)} ${exact}/${group.length} exact`);
}

const jsonLines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

async function scoreExamples(): Promise<void> {
  const examples = jsonLines<FunctionExample>(join(folder, 'function-examples.jsonl'));
  const jobs: Job[] = [];
  for (let from = 0; from < examples.length; from += examplesPerJob) {
    const to = Math.min(from + examplesPerJob, examples.length);
    jobs.push({ kind: 'examples', name: `examples ${from + 1} to ${to}`, folder, from, to, skip: [] });
  }
  const found: Scored[] = [];
  await runJobs(jobs, (job, outcomes) => {
    for (let index = job.from; index < job.to; index += 1) {
      const { family, query } = examples[index] as FunctionExample;
      const outcome = outcomes.get(index) ?? { mark: 'wrong', why: 'not run' };
      found.push({ set: 'function-examples', group: family, query, ...outcome });
    }
  });
  addGroups(found);
}

/** Files of functions that only Spark's own test program registers. */
const needsTestFunctions = (file: string): boolean => /^(udf\/|udaf|udtf)/.test(file) || file.includes('scripting');

async function scoreGoldenFiles(): Promise<void> {
  const results = join(folder, 'sql-tests/results');
  const leftOutPath = join(folder, 'sql-tests/not-reproducible.jsonl');
  const leftOut = new Set(
    existsSync(leftOutPath) ? jsonLines<{ file: string; n: number }>(leftOutPath).map(({ file, n }) => `${file}:${n}`) : [],
  );
  const files = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql.out') && !needsTestFunctions(file) && file.includes(only))
    .sort();
  const jobs = files.map((name): Job => ({ kind: 'golden', name, folder, from: 0, to: Number.MAX_SAFE_INTEGER, skip: [] }));
  await runJobs(jobs, ({ name }, outcomes) => {
    const queries = parseGoldenFile(readFileSync(join(results, name), 'utf8')).filter(({ index }) => !leftOut.has(`${name}:${index}`));
    add(
      queries.map(({ index, sql }): Scored => {
        const outcome = outcomes.get(index) ?? { mark: 'wrong', why: 'not run' };
        return { set: 'sql-tests', group: name.replace(/\.sql\.out$/, ''), query: sql, ...outcome };
      }),
    );
  });
}

function addGroups(found: readonly Scored[]): void {
  for (const group of [...new Set(found.map((one) => one.group))].sort()) add(found.filter((one) => one.group === group));
}

if (sets.includes('parser-cases')) addGroups(scoreParserCases(join(folder, 'parser-cases.jsonl')));
if (sets.includes('function-examples')) await scoreExamples();
if (sets.includes('sql-tests')) await scoreGoldenFiles();
if (sets.includes('pyspark-doctests')) addGroups(await scoreDoctests(folder, only === '' ? [] : [only]));

for (const set of sets) {
  const ofSet = scored.filter((one) => one.set === set);
  const exact = ofSet.filter((one) => one.mark === 'exact').length;
  console.log(`${set}: ${exact} of ${ofSet.length} exact (${((100 * exact) / Math.max(1, ofSet.length)).toFixed(1)} %)`);
}
const gaps = scored.filter((one) => one.mark !== 'exact');
mkdirSync(join(root, '.cache'), { recursive: true });
writeFileSync(join(root, '.cache/conformance.json'), JSON.stringify(gaps, undefined, 1));
if (positionals.length === 0 && only === '' && values.mode === undefined) {
  mkdirSync(join(root, 'docs/reference'), { recursive: true });
  // The order in which jobs end is no news.
  const order = (one: Scored): string => `${allSets.indexOf(one.set)} ${one.group}`;
  scored.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
  writeFileSync(join(root, 'docs/reference/conformance.md'), conformanceReport(scored));
}
