/**
 * Measures, prints the tables and keeps them in bench/results, from which docs/reference/benchmarks.md is made.
 *
 *     npm run bench                              all benchmarks, about half an hour
 *     npm run bench -- startup tpch --quick      some of them, each in less than a minute; keeps nothing
 *     npm run bench -- tpch --scale 0.1 --without "Apache Spark" --without answers
 *
 * Figures are medians, and comparisons are made in one run on one machine. Nothing is asserted: a busy machine is no bug.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cache } from './cache/index.ts';
import { collect } from './collect/index.ts';
import type { BenchResult } from './harness/bench.ts';
import { describeMachine } from './harness/machine.ts';
import { printTable } from './harness/table.ts';
import { memory } from './memory/index.ts';
import { writePage } from './page.ts';
import { parse } from './parse/index.ts';
import { shuffle } from './shuffle/index.ts';
import { stages } from './stages/index.ts';
import { startup } from './startup/index.ts';
import { tpcds } from './tpcds/index.ts';
import { tpch } from './tpch/index.ts';

const benches = [startup, collect, tpch, tpcds, stages, shuffle, memory, cache, parse];
const results = join(import.meta.dirname, 'results');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, without: { type: 'string', multiple: true }, scale: { type: 'string' } },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0)
  throw new Error(`there is no benchmark ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}`);

// Servers that a benchmark started end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const scale = values.scale === undefined ? undefined : Number(values.scale);
const without = new Set(values.without);
// What is a part of the figures only is not kept as if it were all.
const keeps = !values.quick && scale === undefined && without.size === 0;
for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const machine = describeMachine();
  console.log(`\n${bench.name}: ${bench.summary}\n`);
  const tables = await bench.run({ quick: values.quick, without, scale });
  for (const table of tables) console.log(`${printTable(table)}\n`);
  if (!keeps) continue;
  mkdirSync(results, { recursive: true });
  const result: BenchResult = { name: bench.name, summary: bench.summary, machine, tables };
  writeFileSync(join(results, `${bench.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
}
if (keeps) writePage();
