import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sparkError, toSQLId } from '@kindling/protocol';
import type { AnalyzeTable, AnalyzeTables, RepairTable } from '@kindling/sql';
import type { PartitionEntry, TableEntry, TableStatistics } from '../catalog/index.ts';
import type { Expression, LogicalPlan } from '../plan/index.ts';
import { matchesSpec, partitionFields, partitionKey } from './partition-spec.ts';
import { partialSpecOf } from './run-table.ts';
import type { StatementContext } from './statement-context.ts';
import { sorted, valueOf } from './write-table.ts';

/** ANALYZE TABLE … COMPUTE STATISTICS: sizes, and rows unless NOSCAN. */
export async function analyzeTable(statement: AnalyzeTable, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const view = catalog.findView(nameParts);
  if (view) throw sparkError('UNSUPPORTED_FEATURE.ANALYZE_UNCACHED_TEMP_VIEW', { viewName: toSQLId(view.name) });
  const entry = context.relationNamed(nameParts, true);
  if (entry.kind === 'view') throw sparkError('UNSUPPORTED_FEATURE.ANALYZE_VIEW');
  if (Array.isArray(statement.columns)) {
    for (const { value } of statement.columns) {
      if (!entry.schema.fields.some((field) => field.name.toLowerCase() === value.toLowerCase()))
        throw sparkError('COLUMN_NOT_FOUND', { colName: toSQLId([value]), caseSensitiveConfig: '"spark.sql.caseSensitive"' });
    }
  }
  const countsRows = !statement.noScan;
  if (statement.partition === undefined) {
    catalog.store.putRelation({ ...entry, statistics: await statisticsOf(entry, entry.location, countsRows, context) });
    return;
  }
  const spec = await partialSpecOf(statement.partition, context);
  const partitions: PartitionEntry[] = [];
  for (const partition of entry.partitions) {
    const matches = matchesSpec(entry, partition.values, spec);
    partitions.push(
      matches ? { ...partition, statistics: await statisticsOf(entry, partition.location, countsRows, context, partition) } : partition,
    );
  }
  catalog.store.putRelation({ ...entry, partitions });
}

export async function analyzeTables(statement: AnalyzeTables, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const namespace = statement.namespace ? await context.nameOf(statement.namespace) : catalog.currentNamespace;
  for (const entry of catalog.store.relations(catalog.namespaceNamed(namespace))) {
    if (entry.kind === 'table')
      catalog.store.putRelation({ ...entry, statistics: await statisticsOf(entry, entry.location, !statement.noScan, context) });
  }
}

async function statisticsOf(
  table: TableEntry,
  path: string,
  countsRows: boolean,
  context: StatementContext,
  partition?: PartitionEntry,
): Promise<TableStatistics> {
  const sizeBytes = await sizeOf(path);
  if (!countsRows) return { sizeBytes };
  let child: LogicalPlan = { kind: 'unresolvedTable', nameParts: table.name, options: {} };
  if (partition) {
    const tests = partitionFields(table).map((field, i): Expression => {
      const value: Expression = {
        kind: 'cast',
        child: { kind: 'literal', value: partition.values[i] ?? null, dataType: { kind: 'string' } },
        dataType: field.dataType,
      };
      return {
        kind: 'unresolvedFunction',
        nameParts: ['<=>'],
        args: [{ kind: 'unresolvedAttribute', nameParts: [field.name] }, value],
        isInternal: true,
      };
    });
    const condition = tests.reduce(
      (left, right): Expression => ({ kind: 'unresolvedFunction', nameParts: ['and'], args: [left, right], isInternal: true }),
    );
    child = { kind: 'filter', condition, child };
  }
  const count: Expression = {
    kind: 'unresolvedFunction',
    nameParts: ['count'],
    args: [{ kind: 'literal', value: 1, dataType: { kind: 'integer' } }],
  };
  const { rows } = await context.rowsOf({
    kind: 'aggregate',
    grouping: [],
    groupingKind: { kind: 'groupBy' },
    list: [{ kind: 'alias', child: count, names: ['n'] }],
    child,
  });
  return { sizeBytes, rowCount: Number(rows[0]?.[0] ?? 0) };
}

async function sizeOf(path: string): Promise<number> {
  let total = 0;
  for (const item of await entriesOf(path)) {
    if (item.name.startsWith('_') || item.name.startsWith('.')) continue;
    const inner = join(path, item.name);
    total += item.isDirectory() ? await sizeOf(inner) : (await stat(inner)).size;
  }
  return total;
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** MSCK REPAIR TABLE: the partitions that the folders show. */
export async function repairTable(statement: RepairTable, context: StatementContext): Promise<void> {
  const nameParts = await context.nameOf(statement.name);
  const table = context.tableNamed(nameParts, 'MSCK REPAIR TABLE');
  if (table.partitionColumns.length === 0)
    throw sparkError('NOT_A_PARTITIONED_TABLE', { operation: 'MSCK REPAIR TABLE', tableIdentWithDB: toSQLId(table.name) });
  const recovered = await recoverPartitions(table, context, statement.option ?? 'add');
  context.catalog.store.putRelation(recovered);
}

export async function recoverPartitions(
  table: TableEntry,
  context: StatementContext,
  option: 'add' | 'drop' | 'sync' = 'add',
): Promise<TableEntry> {
  context.options.signal.throwIfAborted();
  const found = new Map<string, PartitionEntry>();
  const visit = async (path: string, values: readonly (string | null)[]): Promise<void> => {
    const name = table.partitionColumns[values.length];
    if (name === undefined) {
      found.set(partitionKey(values), { values, location: path, createdMs: Date.now() });
      return;
    }
    for (const item of await entriesOf(path)) {
      const equals = item.name.indexOf('=');
      if (!item.isDirectory() || item.name.slice(0, equals).toLowerCase() !== name.toLowerCase()) continue;
      await visit(join(path, item.name), [...values, valueOf(item.name.slice(equals + 1))]);
    }
  };
  await visit(table.location, []);
  const isHere = (partition: PartitionEntry) =>
    found.has(partitionKey(partition.values)) || !partition.location.startsWith(`${table.location}/`);
  const kept = option === 'add' ? table.partitions : table.partitions.filter(isHere);
  const known = new Set(kept.map((partition) => partitionKey(partition.values)));
  const added = option === 'drop' ? [] : [...found].filter(([key]) => !known.has(key)).map(([, partition]) => partition);
  return { ...table, partitions: sorted([...kept, ...added]) };
}
