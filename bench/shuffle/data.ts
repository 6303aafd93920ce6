import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBenchPython } from '../python-environment.mjs';

export interface ShuffleData {
  readonly name: 'repeating' | 'distinct';
  readonly folder: string;
  readonly users: number;
  readonly rows: number;
  readonly actions: number;
}

const root = join(import.meta.dirname, '../..');
const seed = 42;
/** Fewer users are known better, so that a memory in which a query can run at all is too small for them. */
const infoBytesAt = (scale: number): number => (scale < 1 ? 3000 : 480);

const sets = {
  // 12 and more rows for each key and action: a log of people who do the same things again.
  repeating: { users: 1_000_000, rows: 60_000_000, actions: 5 },
  // Two of three rows are the only ones with their key and action.
  distinct: { users: 10_000_000, rows: 60_000_000, actions: 20 },
} as const;

/** The two tables in .cache/bench, made when they are not there. */
export function prepareShuffleData(name: ShuffleData['name'], scale: number): ShuffleData {
  const { users, rows, actions } = sets[name];
  const sized = { users: Math.round(users * scale), rows: Math.round(rows * scale), actions };
  const folder = join(root, `.cache/bench/shuffle-${name}-${scale}`);
  if (!existsSync(join(folder, 'log.parquet'))) {
    console.error(`Making the ${name} log of ${sized.rows.toLocaleString('en')} rows …`);
    const program = join(import.meta.dirname, '../python/generate_shuffle_data.py');
    const args = [program, folder, ...[sized.users, sized.rows, sized.actions, infoBytesAt(scale), seed].map(String)];
    execFileSync(prepareBenchPython(), args, { stdio: ['ignore', 2, 2] });
  }
  return { name, folder, ...sized };
}
