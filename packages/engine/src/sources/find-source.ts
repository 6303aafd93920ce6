import type { DataSource } from './data-source.ts';
import { parquet } from './parquet/index.ts';
import { text } from './text/index.ts';

const sources: readonly DataSource[] = [parquet, text];

const byName = new Map(sources.flatMap((source) => source.names.map((name) => [name.toLowerCase(), source] as const)));

/** The source of that format, in any letter case. */
export function dataSource(name: string): DataSource | undefined {
  return byName.get(name.toLowerCase());
}
