import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedCollation, type StructField, type StructType, sparkError, toSQLId } from '@kindling/protocol';
import type { CreateTable, CreateTableLike, DropTable, PartitionSpec, ReplaceTable, TableClauses, TruncateTable } from '@kindling/sql';
import type { FullName, TableEntry } from '../catalog/index.ts';
import { type LogicalPlan, schemaOf } from '../plan/index.ts';
import { dataSource, fileUri, localPath } from '../sources/index.ts';
import { matchesSpec } from './partition-spec.ts';
import type { StatementContext } from './statement-context.ts';
import { columnsOf, partitionColumnOf, refuseDuplicates, withoutDefaultMetadata } from './table-columns.ts';
import { uncacheView } from './uncache-view.ts';
import { writeTable } from './write-table.ts';

/** CREATE TABLE, with or without a query. */
export async function createTable(
  statement: CreateTable | ReplaceTable,
  query: LogicalPlan | undefined,
  context: StatementContext,
): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const name = catalog.fullName(nameParts);
  if (statement.kind === 'replaceTable') throw unsupported(name, statement.query ? 'REPLACE TABLE AS SELECT' : 'REPLACE TABLE');
  if (statement.fileFormat || statement.rowFormat || statement.provider?.parts.at(-1)?.value.toLowerCase() === 'hive')
    throw sparkError('NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT', { cmd: 'CREATE Hive TABLE (AS SELECT)' });
  checkCatalog(name);
  catalog.namespaceNamed([name[1]]);
  const existing = catalog.store.relation(name[1], name[2]);
  if (existing) {
    if (statement.ifNotExists) return;
    throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(name) });
  }
  const { provider, options } = await storageOf(statement, context);
  const analyzed = query && (await context.analyze(query));
  const definitions = statement.elements.filter((element) => element.kind === 'columnDefinition');
  if (statement.elements.some((element) => element.kind === 'constraint' || element.constraint !== undefined))
    throw unsupported(name, 'CONSTRAINT');
  const declared = analyzed
    ? querySchema(schemaOf(analyzed))
    : await columnsOf(definitions, 'CREATE TABLE', context.collatedBy(statement.collation?.value));
  if (analyzed)
    refuseDuplicates(
      declared.fields.map((field) => field.name),
      context,
    );
  const path = Object.entries(options).find(([key]) => key.toLowerCase() === 'path')?.[1];
  const location = statement.location === undefined ? path : context.stringOf(statement.location);
  const directory = location === undefined ? managedLocation(name, context) : localPath(location);
  const schema =
    declared.fields.length > 0 || location === undefined ? declared : await inferredSchema(provider, directory, options, context);
  if (schema.fields.length === 0) throw sparkError('UNABLE_TO_INFER_SCHEMA', { format: dataSource(provider) ? title(provider) : provider });
  const { fields, partitionColumns } = partitioned(schema, statement, name, context);
  const entry: TableEntry = {
    kind: 'table',
    name,
    type: location === undefined ? 'MANAGED' : 'EXTERNAL',
    provider,
    schema: { kind: 'struct', fields },
    partitionColumns,
    ...bucketSpecOf(statement),
    location: directory,
    options: Object.fromEntries(Object.entries(options).filter(([key]) => key.toLowerCase() !== 'path')),
    properties: propertiesOf(statement),
    ...(statement.comment === undefined ? {} : { comment: context.stringOf(statement.comment) }),
    ...(statement.collation === undefined ? {} : { collation: checkedCollation(statement.collation.value).name }),
    createdMs: Date.now(),
    partitions: [],
  };
  if (entry.type === 'MANAGED') await claimDirectory(entry);
  if (analyzed) await writeTable(entry, analyzed, { overwrite: 'none' }, context);
  else catalog.store.putRelation(entry);
}

export function unsupported(name: readonly string[], operation: string): Error {
  return sparkError('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: toSQLId(name), operation });
}

export function checkCatalog(name: FullName): void {
  if (name[0] !== 'spark_catalog')
    throw sparkError('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: 'spark_catalog', identifier: toSQLId(name) });
}

export function managedLocation(name: FullName, context: StatementContext): string {
  const database = context.catalog.store.namespace(name[1]);
  return join(localPath(database?.location ?? ''), name[2]);
}

async function storageOf(
  statement: TableClauses,
  context: StatementContext,
): Promise<{ readonly provider: string; readonly options: Readonly<Record<string, string>> }> {
  const written = statement.provider?.parts.map((part) => part.value).join('.') ?? context.state.config.get('spark.sql.sources.default');
  const source = dataSource(written);
  if (!source) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider: written });
  const options: Record<string, string> = {};
  for (const { key, value } of statement.options) {
    if (value === undefined) continue;
    const computed =
      value.kind === 'literal' && value.type === 'string' ? value.value : String((await context.evaluateSyntax(value)).value);
    options[key] = computed;
  }
  return { provider: written, options };
}

const title = (provider: string) => (provider.toLowerCase() === 'parquet' ? 'Parquet' : provider.toUpperCase());

async function inferredSchema(
  format: string,
  path: string,
  options: Readonly<Record<string, string>>,
  context: StatementContext,
): Promise<StructType> {
  const others = Object.fromEntries(Object.entries(options).filter(([key]) => key.toLowerCase() !== 'path'));
  const analyzed = await context.analyze({ kind: 'unresolvedDataSource', format, paths: [path], options: others });
  return schemaOf(analyzed);
}

/** Columns of a query as those of a table: all may be NULL, and none has a default. */
export function querySchema(schema: StructType): StructType {
  return {
    kind: 'struct',
    fields: schema.fields.map(({ metadata, ...field }) => {
      const kept = withoutDefaultMetadata(metadata);
      return { ...field, nullable: true, ...(Object.keys(kept).length > 0 ? { metadata: kept } : {}) } as StructField;
    }),
  };
}

/** The columns with those of the partitioning at the end. */
function partitioned(
  schema: StructType,
  statement: TableClauses,
  table: FullName,
  context: StatementContext,
): { readonly fields: readonly StructField[]; readonly partitionColumns: readonly string[] } {
  const names: string[] = [];
  const added: StructField[] = [];
  for (const field of statement.partitionedBy) {
    if (field.kind === 'structField') {
      added.push(partitionColumnOf(field, context));
      names.push(field.name.value);
    } else if (field.kind === 'multipartIdentifier') {
      if (field.parts.length > 1)
        throw sparkError('UNSUPPORTED_FEATURE.PARTITION_WITH_NESTED_COLUMN_IS_UNSUPPORTED', {
          cols: toSQLId(field.parts.map((part) => part.value)),
        });
      names.push(field.parts[0]?.value as string);
    } else {
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `partitioning by ${field.name.value}(…)` });
    }
  }
  return partitionedBy({ kind: 'struct', fields: [...schema.fields, ...added] }, names, table, context);
}

export function partitionedBy(
  schema: StructType,
  names: readonly string[],
  table: FullName,
  context: StatementContext,
): { readonly fields: readonly StructField[]; readonly partitionColumns: readonly string[] } {
  refuseDuplicates(
    schema.fields.map((field) => field.name),
    context,
  );
  refuseDuplicates(names, context);
  const columns = names.map((name) => {
    const found = schema.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    throw sparkError('COLUMN_NOT_DEFINED_IN_TABLE', {
      colType: 'partition',
      colName: toSQLId([name]),
      tableName: toSQLId(table),
      tableCols: schema.fields.map((field) => toSQLId([field.name])).join(', '),
    });
  });
  if (columns.length > 0 && columns.length === schema.fields.length) throw sparkError('ALL_PARTITION_COLUMNS_NOT_ALLOWED');
  return {
    fields: [...schema.fields.filter((field) => !columns.includes(field)), ...columns],
    partitionColumns: columns.map((column) => column.name),
  };
}

function bucketSpecOf(statement: TableClauses): Pick<TableEntry, 'bucketSpec'> {
  const { bucketSpec } = statement;
  if (!bucketSpec) return {};
  return {
    bucketSpec: {
      numBuckets: Number(bucketSpec.buckets),
      columns: bucketSpec.columns.map((column) => column.value),
      sortColumns: bucketSpec.sortedBy.map((column) => column.name.value),
    },
  };
}

function propertiesOf(statement: Pick<TableClauses, 'properties'>): Readonly<Record<string, string>> {
  return Object.fromEntries(statement.properties.map(({ key, value }) => [key, value ?? '']));
}

/** A managed table has its folder to itself. */
export async function claimDirectory(entry: TableEntry): Promise<void> {
  await mkdir(entry.location, { recursive: true });
  if ((await readdir(entry.location)).length > 0)
    throw sparkError('LOCATION_ALREADY_EXISTS', { location: fileUri(entry.location), identifier: toSQLId(entry.name) });
}

/** CREATE TABLE … LIKE. */
export async function createTableLike(statement: CreateTableLike, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const name = catalog.fullName(await context.nameOf(statement.name));
  catalog.namespaceNamed([name[1]]);
  const sourceName = await context.nameOf(statement.source);
  const source = catalog.findView(sourceName) ?? context.relationNamed(sourceName);
  if (catalog.store.relation(name[1], name[2])) {
    if (statement.ifNotExists) return;
    throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(name) });
  }
  const table = 'kind' in source && source.kind === 'table' ? source : undefined;
  const schema =
    'kind' in source && source.kind === 'table'
      ? source.schema
      : schemaOf(await context.analyze({ kind: 'unresolvedTable', nameParts: sourceName, options: {} }));
  const provider =
    statement.provider?.parts.map((part) => part.value).join('.') ??
    table?.provider ??
    context.state.config.get('spark.sql.sources.default');
  if (!dataSource(provider)) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider });
  const location = statement.location === undefined ? undefined : localPath(context.stringOf(statement.location));
  const entry: TableEntry = {
    kind: 'table',
    name,
    type: location === undefined ? 'MANAGED' : 'EXTERNAL',
    provider,
    schema: querySchemaWithDefaults(schema),
    partitionColumns: table?.partitionColumns ?? [],
    ...(table?.bucketSpec ? { bucketSpec: table.bucketSpec } : {}),
    location: location ?? managedLocation(name, context),
    options: table?.options ?? {},
    properties: propertiesOf(statement),
    createdMs: Date.now(),
    partitions: [],
  };
  if (entry.type === 'MANAGED') await claimDirectory(entry);
  catalog.store.putRelation(entry);
}

const querySchemaWithDefaults = (schema: StructType): StructType => ({
  kind: 'struct',
  fields: schema.fields.map((field) => ({ ...field, nullable: true })),
});

/** DROP TABLE, which takes views as well, as Spark's does. */
export async function dropTable(statement: DropTable, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const view = catalog.findView(nameParts);
  if (view) {
    await uncacheView(view, context.session);
    if (view.name.length === 2) catalog.dropGlobalTempView(view.name[1] as string);
    else catalog.dropTempView(view.name[0] as string);
    return;
  }
  const entry = catalog.findRelation(nameParts);
  if (entry === undefined) {
    if (statement.ifExists) return;
    throw sparkError('TABLE_OR_VIEW_NOT_FOUND', {
      relationName: toSQLId(catalog.fullName(nameParts)),
      searchPath: `[${toSQLId(catalog.fullName(nameParts).slice(0, 2))}]`,
    });
  }
  catalog.store.deleteRelation(entry.name[1], entry.name[2]);
  if (entry.kind === 'table' && entry.type === 'MANAGED') await rm(entry.location, { recursive: true, force: true });
  await context.session.application.cache.removeReading(entry.name);
}

/** The values of PARTITION (a = 1, b): `undefined` for those that the query gives. */
export async function specOf(spec: PartitionSpec, context: StatementContext): Promise<ReadonlyMap<string, string | null | undefined>> {
  const values = new Map<string, string | null | undefined>();
  for (const { name, value } of spec.values) {
    const key = name.value.toLowerCase();
    if (value === undefined) values.set(key, undefined);
    else if (value === 'default') values.set(key, null);
    else {
      const { rows } = await context.rowsOf({
        kind: 'project',
        list: [
          { kind: 'alias', child: { kind: 'cast', child: context.expressionOf(value), dataType: { kind: 'string' } }, names: ['value'] },
        ],
        child: { kind: 'oneRow' },
      });
      values.set(key, (rows[0]?.[0] ?? null) as string | null);
    }
  }
  return values;
}

/** A specification as far as it gives values. */
export async function partialSpecOf(spec: PartitionSpec, context: StatementContext): Promise<ReadonlyMap<string, string | null>> {
  const given = [...(await specOf(spec, context))].filter((entry): entry is [string, string | null] => entry[1] !== undefined);
  return new Map(given);
}

export async function truncateTable(statement: TruncateTable, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const entry = context.tableNamed(nameParts, 'TRUNCATE TABLE');
  if (entry.type === 'EXTERNAL') throw sparkError('CANNOT_TRUNCATE_EXTERNAL_TABLE', { tableName: toSQLId(entry.name) });
  const spec = statement.partition && (await partialSpecOf(statement.partition, context));
  if (spec && entry.partitionColumns.length === 0) throw sparkError('_LEGACY_ERROR_TEMP_1267', { tableIdentWithDB: toSQLId(entry.name) });
  if (spec === undefined && entry.partitionColumns.length === 0) {
    await rm(entry.location, { recursive: true, force: true });
    await mkdir(entry.location, { recursive: true });
    return;
  }
  for (const partition of entry.partitions) {
    if (spec && !matchesSpec(entry, partition.values, spec)) continue;
    await rm(partition.location, { recursive: true, force: true });
    await mkdir(partition.location, { recursive: true });
  }
  catalog.store.putRelation(entry);
}
