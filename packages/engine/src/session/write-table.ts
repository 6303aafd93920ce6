import { dirname, join } from 'node:path';
import type { PartitionEntry, TableEntry } from '../catalog/index.ts';
import type { LogicalPlan } from '../plan/index.ts';
import { DEFAULT_PARTITION_NAME, unescapePathName } from '../sources/index.ts';
import { matchesSpec, partitionKey } from './partition-spec.ts';
import type { StatementContext } from './statement-context.ts';
import { type Overwrite, writeRelation } from './write-files.ts';

export interface WriteMode {
  /** All rows, those of the partitions that a specification names, or those of the partitions that get new ones. */
  readonly overwrite: 'none' | 'all' | 'dynamic' | { readonly spec: ReadonlyMap<string, string | null> };
}

/** Writes rows with the table's columns into its files; the catalog learns of the table and its new partitions. */
export async function writeTable(table: TableEntry, analyzed: LogicalPlan, mode: WriteMode, context: StatementContext): Promise<void> {
  const { session, state, options, catalog } = context;
  const written = await writeRelation(
    analyzed,
    {
      format: table.provider,
      path: table.location,
      options: table.options,
      partitionBy: table.partitionColumns,
      overwrite: overwriteOf(table, mode),
    },
    session,
    state,
    options,
  );
  const known = new Map(table.partitions.map((partition) => [partitionKey(partition.values), partition]));
  if (typeof mode.overwrite === 'object') {
    for (const [key, partition] of known) if (matchesSpec(table, partition.values, mode.overwrite.spec)) known.delete(key);
  } else if (mode.overwrite === 'all') known.clear();
  if (table.partitionColumns.length > 0) {
    for (const directory of new Set(written.map((file) => dirname(file)))) {
      const values = directory.split('/').map((segment) => valueOf(segment.slice(segment.indexOf('=') + 1)));
      const key = partitionKey(values);
      if (!known.has(key)) known.set(key, { values, location: join(table.location, directory), createdMs: Date.now() });
    }
  }
  const { statistics: _, ...entry } = table;
  catalog.store.putRelation({ ...entry, partitions: sorted([...known.values()]) });
}

function overwriteOf(table: TableEntry, { overwrite }: WriteMode): Overwrite {
  if (typeof overwrite !== 'object') return overwrite === 'all' || overwrite === 'none' ? overwrite : 'sameDirectories';
  const { spec } = overwrite;
  if (table.partitionColumns.length === 0) return 'all';
  return {
    directories: table.partitions.filter((partition) => matchesSpec(table, partition.values, spec)).map((partition) => partition.location),
  };
}

/** The value in a directory's name. */
export function valueOf(text: string): string | null {
  return text === DEFAULT_PARTITION_NAME ? null : unescapePathName(text);
}

export function sorted(partitions: readonly PartitionEntry[]): readonly PartitionEntry[] {
  return [...partitions].sort((left, right) => (partitionKey(left.values) < partitionKey(right.values) ? -1 : 1));
}
