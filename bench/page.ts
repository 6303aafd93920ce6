import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult } from './harness/bench.ts';
import { markdownTable } from './harness/table.ts';

const results = join(import.meta.dirname, 'results');
const folder = join(import.meta.dirname, '../docs/reference');

/** Makes docs/reference/benchmarks.md from what bench/results holds. */
export function writePage(): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'benchmarks.md'), benchmarksPage(readResults()));
}

export function readResults(): readonly BenchResult[] {
  if (!existsSync(results)) return [];
  return readdirSync(results)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(results, name), 'utf8')) as BenchResult);
}

export function benchmarksPage(found: readonly BenchResult[]): string {
  const sections = found.map(({ name, summary, machine, tables }) => {
    const { cpu, cores, memoryGiB, system, node, commit, measuredAt } = machine;
    return [
      `## ${name}`,
      '',
      summary,
      '',
      `Measured ${measuredAt} UTC at ${commit}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}.`,
      ...tables.flatMap((table) => ['', markdownTable(table)]),
      '',
    ].join('\n');
  });
  return `${[
    '# Benchmarks',
    '',
    '<!-- Made by `npm run bench` from bench/results. -->',
    '',
    'Medians, in milliseconds unless a column says otherwise. Compare figures of one run only: `npm run bench` prints them for your machine,',
    '`npm run bench -- --quick` in a minute each.',
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()}\n`;
}
