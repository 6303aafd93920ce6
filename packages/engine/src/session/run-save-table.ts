import { catalogString, sparkError, toSQLId } from '@kindling/protocol';
import type { TableEntry } from '../catalog/index.ts';
import { type CatalogCommand, type Expression, type LogicalPlan, type SaveMode, schemaOf, type UnresolvedFunction } from '../plan/index.ts';
import { dataSource, localPath } from '../sources/index.ts';
import { type InsertLayout, insertedTable, insertRows } from './run-insert.ts';
import { claimDirectory, managedLocation, partitionedBy, querySchema } from './run-table.ts';
import type { StatementContext } from './statement-context.ts';
import { writeTable } from './write-table.ts';

const childOf = (command: CatalogCommand): LogicalPlan => command.child ?? { kind: 'oneRow' };
const layout = (overwrite: boolean, byName: boolean, options: Readonly<Record<string, string>>): InsertLayout => ({
  overwrite,
  byName,
  columns: [],
  partition: new Map(),
  options,
});

interface SaveAsTable {
  readonly nameParts: readonly string[];
  readonly format: string;
  readonly mode: SaveMode;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly bucketBy?: { readonly columns: readonly string[]; readonly numBuckets: number };
  readonly sortBy?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** df.write.saveAsTable. */
export async function saveAsTable(command: CatalogCommand, context: StatementContext): Promise<void> {
  const fields = command.fields as unknown as SaveAsTable;
  const name = context.catalog.fullName(fields.nameParts);
  const existing = context.catalog.store.relation(name[1], name[2]);
  if (existing === undefined) return create(fields, childOf(command), context);
  if (fields.mode === 'ignore') return;
  if (fields.mode === 'errorIfExists') throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(name) });
  if (existing.kind === 'view')
    throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(name), operation: 'saveAsTable' });
  if (fields.mode === 'append') await checkAppend(existing, fields, childOf(command), context);
  if (fields.mode === 'append') return insertRows(existing, childOf(command), layout(false, true, fields.options), context);
  await replace(existing, fields, childOf(command), context);
}

/** What Spark calls the sources of files where it compares them. */
const providerNames: Readonly<Record<string, string>> = { csv: 'CSV', json: 'Json', orc: 'Orc', parquet: 'Parquet', text: 'Text' };
const providerName = (format: string): string => {
  const name = providerNames[format.toLowerCase()];
  return name === undefined ? format : `${name}DataSourceV2`;
};

/** Rows are added to a table as it is: of its format, with all of its columns and no others, in its partitions. */
async function checkAppend(table: TableEntry, fields: SaveAsTable, query: LogicalPlan, context: StatementContext): Promise<void> {
  const tableName = table.name.join('.');
  const format = fields.format === '' ? context.state.config.get('spark.sql.sources.default') : fields.format;
  const [specifiedProvider, existingProvider] = [format, table.provider].map(providerName) as [string, string];
  if (specifiedProvider !== existingProvider)
    throw sparkError('_LEGACY_ERROR_TEMP_1159', { tableName, existingProvider, specifiedProvider });
  const given = schemaOf(await context.analyze(query));
  if (given.fields.length !== table.schema.fields.length) {
    throw sparkError('_LEGACY_ERROR_TEMP_1161', {
      tableName,
      existingTableSchema: catalogString(table.schema),
      querySchema: catalogString(given),
    });
  }
  const names = given.fields.map(({ name }) => name);
  const isCaseSensitive = context.state.config.isOn('spark.sql.caseSensitive');
  const key = (name: string) => (isCaseSensitive ? name : name.toLowerCase());
  const missing = table.schema.fields.find(({ name }) => !names.some((candidate) => key(candidate) === key(name)));
  if (missing) throw sparkError('_LEGACY_ERROR_TEMP_1162', { col: missing.name, inputColumns: names.join(', ') });
  const isSamePartitioning =
    fields.partitionBy.length === table.partitionColumns.length &&
    fields.partitionBy.every((name, i) => key(name) === key(table.partitionColumns[i] as string));
  if (fields.partitionBy.length > 0 && !isSamePartitioning) {
    throw sparkError('_LEGACY_ERROR_TEMP_1163', {
      tableName,
      specifiedPartCols: fields.partitionBy.join(', '),
      existingPartCols: table.partitionColumns.join(', '),
    });
  }
}

async function create(fields: SaveAsTable, query: LogicalPlan, context: StatementContext): Promise<void> {
  const { entry, analyzed } = await entryOf(fields, query, context);
  if (entry.type === 'MANAGED') await claimDirectory(entry);
  await writeTable(entry, analyzed, { overwrite: entry.type === 'MANAGED' || fields.mode !== 'overwrite' ? 'none' : 'all' }, context);
}

/** The new table takes the place of the old one, in the old one's folder when it is managed. */
async function replace(existing: TableEntry, fields: SaveAsTable, query: LogicalPlan, context: StatementContext): Promise<void> {
  const { entry, analyzed } = await entryOf(fields, query, context);
  await writeTable(
    { ...entry, location: entry.type === 'MANAGED' ? existing.location : entry.location },
    analyzed,
    { overwrite: 'all' },
    context,
  );
}

async function entryOf(
  fields: SaveAsTable,
  query: LogicalPlan,
  context: StatementContext,
): Promise<{ readonly entry: TableEntry; readonly analyzed: LogicalPlan }> {
  const name = context.catalog.fullName(fields.nameParts);
  context.catalog.namespaceNamed([name[1]]);
  const provider = fields.format === '' ? context.state.config.get('spark.sql.sources.default') : fields.format;
  if (!dataSource(provider)) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider });
  const given = await context.analyze(query);
  const columns = partitionedBy(querySchema(schemaOf(given)), fields.partitionBy, name, context);
  const list = columns.fields.map((field): Expression => ({ kind: 'unresolvedAttribute', nameParts: [field.name] }));
  const analyzed = fields.partitionBy.length === 0 ? given : await context.analyze({ kind: 'project', list, child: given });
  const unknown = fields.bucketBy?.columns.find(
    (column) => !columns.fields.some((field) => field.name.toLowerCase() === column.toLowerCase()),
  );
  if (unknown !== undefined) {
    throw sparkError('COLUMN_NOT_DEFINED_IN_TABLE', {
      colType: 'bucket',
      colName: toSQLId([unknown]),
      tableName: toSQLId(name),
      tableCols: columns.fields.map((field) => toSQLId([field.name])).join(', '),
    });
  }
  const path = Object.entries(fields.options).find(([key]) => key.toLowerCase() === 'path')?.[1];
  const entry: TableEntry = {
    kind: 'table',
    name,
    type: path === undefined ? 'MANAGED' : 'EXTERNAL',
    provider,
    schema: { kind: 'struct', fields: columns.fields },
    partitionColumns: columns.partitionColumns,
    ...(fields.bucketBy ? { bucketSpec: { ...fields.bucketBy, sortColumns: fields.sortBy ?? [] } } : {}),
    location: path === undefined ? managedLocation(name, context) : localPath(path),
    options: Object.fromEntries(Object.entries(fields.options).filter(([key]) => key.toLowerCase() !== 'path')),
    properties: fields.properties ?? {},
    createdMs: Date.now(),
    partitions: [],
  };
  return { entry, analyzed };
}

/** df.write.insertInto. */
export async function insertFromWriter(command: CatalogCommand, context: StatementContext): Promise<void> {
  const { nameParts, overwrite, options } = command.fields as unknown as {
    nameParts: readonly string[];
    overwrite: boolean;
    options: Readonly<Record<string, string>>;
  };
  await insertRows(insertedTable(nameParts, context), childOf(command), layout(overwrite, false, options), context);
}

type WriteToMode = 'create' | 'overwrite' | 'overwritePartitions' | 'append' | 'replace' | 'createOrReplace';

/** df.writeTo(table). */
export async function writeToTable(command: CatalogCommand, context: StatementContext): Promise<void> {
  const { nameParts, format, options, mode, properties } = command.fields as unknown as {
    nameParts: readonly string[];
    format: string;
    options: Readonly<Record<string, string>>;
    mode: WriteToMode;
    properties: Readonly<Record<string, string>>;
  };
  const name = context.catalog.fullName(nameParts);
  const partitionBy = (command.expressions ?? []).map((expression) => {
    if (expression.kind === 'unresolvedAttribute') return expression.nameParts.join('.');
    const transform = toSQLId([expression.kind === 'unresolvedFunction' ? transformText(expression) : expression.kind]);
    throw sparkError('UNSUPPORTED_PARTITION_TRANSFORM', { transform });
  });
  switch (mode) {
    case 'create':
      if (context.catalog.store.relation(name[1], name[2]))
        throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(name) });
      return create({ nameParts, format, mode: 'errorIfExists', options, partitionBy, properties }, childOf(command), context);
    case 'append':
      return insertRows(insertedTable(nameParts, context), childOf(command), layout(false, true, options), context);
    case 'overwritePartitions':
      return insertRows(
        insertedTable(nameParts, context),
        childOf(command),
        layout(true, true, { ...options, partitionOverwriteMode: 'dynamic' }),
        context,
      );
    default:
      throw sparkError('UNSUPPORTED_FEATURE.TABLE_OPERATION', {
        tableName: toSQLId(name),
        operation: mode === 'overwrite' ? 'OVERWRITE BY EXPRESSION' : 'REPLACE TABLE AS SELECT',
      });
  }
}

function transformText({ nameParts, args }: UnresolvedFunction): string {
  const shown = args.map((arg) =>
    arg.kind === 'unresolvedAttribute' ? arg.nameParts.join('.') : arg.kind === 'literal' ? String(arg.value) : arg.kind,
  );
  return `${nameParts.join('.')}(${shown.join(', ')})`;
}
