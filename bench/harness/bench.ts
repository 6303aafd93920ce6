import type { Machine } from './machine.ts';
import type { Table } from './table.ts';

export interface BenchOptions {
  /** Small data and few repetitions: under a minute in all. */
  readonly quick: boolean;
  /** Engines to leave out, by name. */
  readonly without: ReadonlySet<string>;
  /** Scale factor of the TPC data; each benchmark has its own default. */
  readonly scale: number | undefined;
}

/** One benchmark: prints nothing but progress on stderr, answers its tables. */
export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(options: BenchOptions): Promise<readonly Table[]>;
}

/** What `results/<name>.json` holds. */
export interface BenchResult {
  readonly name: string;
  readonly summary: string;
  readonly machine: Machine;
  readonly tables: readonly Table[];
}
