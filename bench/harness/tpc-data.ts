import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBenchPython } from '../python-environment.mjs';

export type Suite = 'tpch' | 'tpcds';

export interface Query {
  readonly name: string;
  readonly text: string;
}

export interface TpcData {
  readonly suite: Suite;
  readonly scale: number;
  /** A Parquet file per table. */
  readonly folder: string;
  /** As DuckDB's extension has them. */
  readonly queries: readonly Query[];
}

const root = join(import.meta.dirname, '../..');

/** The tables in .cache/bench, made by DuckDB's generator when they are not there. */
export function prepareTpcData(suite: Suite, scale: number): TpcData {
  const folder = join(root, `.cache/bench/${suite}-sf${scale}`);
  const texts = join(folder, 'queries.json');
  if (!existsSync(texts)) {
    console.error(`Making the tables of ${suite} at scale factor ${scale} …`);
    const program = join(import.meta.dirname, '../python/generate_data.py');
    execFileSync(prepareBenchPython(), [program, suite, String(scale), folder], { stdio: ['ignore', 2, 2] });
  }
  return { suite, scale, folder, queries: JSON.parse(readFileSync(texts, 'utf8')) as Query[] };
}
