import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedCollation, type StructField, sparkError, toSQLId, toSQLType } from '@kindling/protocol';
import type { AlterColumnAction, AlterTable, AlterTableAction, ColumnAddition, ColumnPosition, PartitionSpec } from '@kindling/sql';
import type { PartitionEntry, TableEntry } from '../catalog/index.ts';
import { dataTypeOf } from '../frontend/index.ts';
import { localPath } from '../sources/index.ts';
import { checkSpec, completeSpec, matchesSpec, partitionKey, partitionPath } from './partition-spec.ts';
import { recoverPartitions } from './run-analyze-table.ts';
import { cacheTableLazily } from './run-cache.ts';
import { managedLocation, partialSpecOf, unsupported } from './run-table.ts';
import { plainType } from './sized-text.ts';
import type { StatementContext } from './statement-context.ts';
import { CURRENT_DEFAULT, checkDefault, columnOf, refuseDuplicates, withMetadata } from './table-columns.ts';
import { sorted } from './write-table.ts';

type Action<K extends AlterTableAction['kind']> = Extract<AlterTableAction, { readonly kind: K }>;

const operations: Readonly<Partial<Record<AlterTableAction['kind'], string>>> = {
  addColumns: 'ADD COLUMNS',
  renameColumn: 'RENAME COLUMN',
  dropColumns: 'DROP COLUMN',
  rename: 'RENAME TO',
  setProperties: 'SET TBLPROPERTIES',
  unsetProperties: 'UNSET TBLPROPERTIES',
  alterColumns: 'ALTER COLUMN',
  changeColumn: 'CHANGE COLUMN',
  replaceColumns: 'REPLACE COLUMNS',
  addPartitions: 'ADD PARTITION',
  renamePartition: 'RENAME PARTITION',
  dropPartitions: 'DROP PARTITION',
  setLocation: 'SET LOCATION',
  recoverPartitions: 'RECOVER PARTITIONS',
  setSerde: 'SET SERDE/SERDEPROPERTIES',
};

export async function alterTable(statement: AlterTable, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const { action } = statement;
  const nameParts = await context.nameOf(statement.name);
  const view = catalog.findView(nameParts);
  if (action.kind === 'rename' && view && view.name.length === 1) {
    const name = action.newName.parts.at(-1)?.value as string;
    if (catalog.findView([name])) throw sparkError('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId([name]) });
    catalog.dropTempView(view.name[0] as string);
    catalog.putTempView({ ...view, name: [name] }, false);
    return;
  }
  const operation = `ALTER TABLE ... ${operations[action.kind] ?? action.kind}`;
  if (view) throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(view.name), operation });
  const table = context.relationNamed(nameParts, true);
  if (table.kind === 'view') {
    if (action.kind === 'rename')
      throw sparkError('EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW', { viewName: toSQLId(nameParts), operation: 'ALTER TABLE' });
    throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(table.name), operation });
  }
  const { cache } = context.session.application;
  const read = { kind: 'unresolvedTable', options: {} } as const;
  const cached =
    action.kind === 'rename' && !cache.isEmpty ? cache.find(await context.analyze({ ...read, nameParts: table.name })) : undefined;
  const changed = await change(table, action, context);
  if (changed) catalog.store.putRelation(changed);
  if (action.kind === 'rename' || action.kind === 'addColumns') await cache.removeReading(table.name);
  // Under its other name a table stays cached.
  if (cached && changed) await cacheTableLazily(changed.name.slice(-1), cached.level, context);
}

async function change(table: TableEntry, action: AlterTableAction, context: StatementContext): Promise<TableEntry | undefined> {
  switch (action.kind) {
    case 'addColumns':
      return addColumns(table, action, context);
    case 'alterColumns': {
      let result = table;
      for (const { column, action: columnAction } of action.columns)
        result = await alterColumn(
          result,
          column.parts.map((part) => part.value),
          columnAction,
          context,
        );
      return result;
    }
    case 'changeColumn':
      return changeColumn(table, action, context);
    case 'rename':
      return renameTable(table, action, context);
    case 'setProperties':
      return {
        ...table,
        properties: { ...table.properties, ...Object.fromEntries(action.properties.map(({ key, value }) => [key, value ?? ''])) },
      };
    case 'unsetProperties':
      return { ...table, properties: Object.fromEntries(Object.entries(table.properties).filter(([key]) => !action.keys.includes(key))) };
    case 'addPartitions':
      return addPartitions(table, action, context);
    case 'dropPartitions':
      return dropPartitions(table, action, context);
    case 'renamePartition':
      return renamePartition(table, action, context);
    case 'setLocation':
      return setLocation(table, action, context);
    case 'recoverPartitions':
      return recoverPartitions(table, context);
    case 'setSerde':
      if (action.serde !== undefined || action.partition !== undefined)
        throw sparkError('UNSUPPORTED_FEATURE.ALTER_TABLE_SERDE_FOR_DATASOURCE_TABLE', { tableName: toSQLId(table.name) });
      return {
        ...table,
        options: { ...table.options, ...Object.fromEntries(action.properties.map(({ key, value }) => [key, value ?? ''])) },
      };
    case 'setCollation':
      return { ...table, collation: checkedCollation(action.collation.value).name };
    case 'renameColumn':
    case 'dropColumns':
    case 'replaceColumns':
      throw unsupported(table.name, operations[action.kind] ?? action.kind);
    case 'addConstraint':
    case 'dropConstraint':
      throw unsupported(table.name, action.kind === 'addConstraint' ? 'ADD CONSTRAINT' : 'DROP CONSTRAINT');
    case 'clusterBy':
      throw unsupported(table.name, 'CLUSTER BY');
  }
}

/** New columns come before those of the partitioning; rows that exist have their default. */
async function addColumns(table: TableEntry, action: Action<'addColumns'>, context: StatementContext): Promise<TableEntry> {
  const added: StructField[] = [];
  for (const column of action.columns) {
    refuseNested(column, table);
    if (column.position) throw unsupported(table.name, 'ADD COLUMN with positions');
    if (!column.nullable) throw unsupported(table.name, 'ADD COLUMN with v1 tables cannot specify NOT NULL.');
    added.push(
      await columnOf(column, column.name.parts[0]?.value as string, 'ALTER TABLE ADD COLUMNS', context.collatedBy(table.collation)),
    );
  }
  const partitionCount = table.partitionColumns.length;
  const { fields } = table.schema;
  const all = [...fields.slice(0, fields.length - partitionCount), ...added, ...fields.slice(fields.length - partitionCount)];
  refuseDuplicates(
    all.map((field) => field.name),
    context,
  );
  return { ...table, schema: { kind: 'struct', fields: all } };
}

function refuseNested(column: ColumnAddition, table: TableEntry): void {
  if (column.name.parts.length > 1) fieldNamed(table, [column.name.parts[0]?.value as string]);
  if (column.name.parts.length > 1) throw unsupported(table.name, 'ADD COLUMN with nested columns');
}

function fieldNamed(table: TableEntry, name: readonly string[]): StructField {
  const field =
    name.length === 1 ? table.schema.fields.find((candidate) => candidate.name.toLowerCase() === name[0]?.toLowerCase()) : undefined;
  if (field) return field;
  if (name.length > 1) throw unsupported(table.name, 'ALTER COLUMN with nested columns');
  throw sparkError('UNRESOLVED_COLUMN.WITH_SUGGESTION', {
    objectName: toSQLId(name),
    proposal: table.schema.fields.map((candidate) => toSQLId([candidate.name])).join(', '),
  });
}

function replaceField(table: TableEntry, field: StructField, changed: StructField): TableEntry {
  return {
    ...table,
    schema: { kind: 'struct', fields: table.schema.fields.map((candidate) => (candidate === field ? changed : candidate)) },
  };
}

async function alterColumn(
  table: TableEntry,
  name: readonly string[],
  action: AlterColumnAction,
  context: StatementContext,
): Promise<TableEntry> {
  if (action.kind === 'setPosition') throw unsupported(table.name, 'ALTER COLUMN ... FIRST | AFTER');
  if (action.kind === 'setNotNull') throw unsupported(table.name, 'ALTER COLUMN ... SET NOT NULL');
  const field = fieldNamed(table, name);
  switch (action.kind) {
    case 'setComment':
      return replaceField(table, field, withMetadata(field, { ...field.metadata, comment: context.stringOf(action.comment) }));
    case 'setType':
      return replaceField(table, field, {
        ...field,
        dataType: checkedType(table, field, field.name, dataTypeOf(action.dataType, context.frontend)),
      });
    case 'setDefault': {
      await checkDefault(action.default, field.name, field.dataType, 'ALTER TABLE ALTER COLUMN', context);
      return replaceField(table, field, withMetadata(field, { ...field.metadata, [CURRENT_DEFAULT]: action.default.text }));
    }
    case 'dropDefault': {
      const { [CURRENT_DEFAULT]: _, ...metadata } = field.metadata ?? {};
      return replaceField(table, field, withMetadata(field, metadata));
    }
    case 'dropNotNull':
      throw unsupported(table.name, 'ALTER COLUMN ... DROP NOT NULL');
  }
}

/** Files hold the old type: only what they can be read as may be declared. */
function checkedType(table: TableEntry, field: StructField, newName: string, dataType: StructField['dataType']): StructField['dataType'] {
  const isSame = toSQLType(dataType) === toSQLType(field.dataType);
  const isText = plainType(field.dataType).kind === 'string' && plainType(dataType).kind === 'string';
  const widens =
    isText &&
    (dataType.kind === 'string' || (dataType.kind === 'varchar' && 'length' in field.dataType && dataType.length >= field.dataType.length));
  if (newName.toLowerCase() === field.name.toLowerCase() && (isSame || widens)) return dataType;
  throw sparkError('NOT_SUPPORTED_CHANGE_COLUMN', {
    table: toSQLId(table.name),
    originName: toSQLId([field.name]),
    originType: toSQLType(field.dataType),
    newName: toSQLId([newName]),
    newType: toSQLType(dataType),
  });
}

async function changeColumn(table: TableEntry, action: Action<'changeColumn'>, context: StatementContext): Promise<TableEntry> {
  refusePosition(table, action.position);
  const name = action.column.parts.map((part) => part.value);
  const newName = action.definition.name.value;
  if (name.length === 1 && name[0]?.toLowerCase() !== newName.toLowerCase())
    throw sparkError('_LEGACY_ERROR_TEMP_0034', {
      operation: 'Renaming column',
      command: 'ALTER COLUMN',
      msg: ', please run RENAME COLUMN instead',
    });
  const field = fieldNamed(table, name);
  const dataType = checkedType(table, field, newName, dataTypeOf(action.definition.dataType, context.frontend));
  const comment = action.definition.comment === undefined ? {} : { comment: context.stringOf(action.definition.comment) };
  return replaceField(table, field, withMetadata({ ...field, dataType }, { ...field.metadata, ...comment }));
}

function refusePosition(table: TableEntry, position: ColumnPosition | undefined): void {
  if (position) throw unsupported(table.name, 'ALTER COLUMN ... FIRST | AFTER');
}

async function renameTable(table: TableEntry, action: Action<'rename'>, context: StatementContext): Promise<TableEntry> {
  const { catalog } = context;
  const parts = action.newName.parts.map((part) => part.value);
  const target =
    parts.length === 1 ? ([table.name[0], table.name[1], (parts[0] as string).toLowerCase()] as const) : catalog.fullName(parts);
  if (target[1] !== table.name[1]) throw sparkError('_LEGACY_ERROR_TEMP_1073', { db: table.name[1], newDb: target[1] });
  if (catalog.store.relation(target[1], target[2])) throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(target) });
  catalog.store.deleteRelation(table.name[1], table.name[2]);
  if (table.type === 'EXTERNAL') return { ...table, name: target };
  const location = managedLocation(target, context);
  await rename(table.location, location);
  const partitions = table.partitions.map((partition) =>
    partition.location.startsWith(`${table.location}/`)
      ? { ...partition, location: location + partition.location.slice(table.location.length) }
      : partition,
  );
  return { ...table, name: target, location, partitions };
}

function refuseUnpartitioned(table: TableEntry, action: string): void {
  if (table.partitionColumns.length === 0)
    throw sparkError('_LEGACY_ERROR_TEMP_1251', { action: `ALTER TABLE ${action}`, tableName: table.name[2] });
}

function specText(spec: ReadonlyMap<string, string | null>): string {
  return `PARTITION (${[...spec].map(([name, value]) => `${toSQLId([name])} = ${value}`).join(', ')})`;
}

async function addPartitions(table: TableEntry, action: Action<'addPartitions'>, context: StatementContext): Promise<TableEntry> {
  refuseUnpartitioned(table, 'ADD PARTITION');
  const known = new Map(table.partitions.map((partition) => [partitionKey(partition.values), partition]));
  const added: PartitionEntry[] = [];
  for (const { partition, location } of action.partitions) {
    const spec = await checkedSpec(table, partition, context);
    const values = completeSpec(table, spec, table.name.join('.'));
    if (known.has(partitionKey(values))) {
      if (action.ifNotExists) continue;
      throw sparkError('PARTITIONS_ALREADY_EXIST', { partitionList: specText(spec), tableName: toSQLId(table.name.slice(1)) });
    }
    const path = location === undefined ? join(table.location, partitionPath(table, values)) : localPath(context.stringOf(location));
    await mkdir(path, { recursive: true });
    added.push({ values, location: path, createdMs: Date.now() });
  }
  return { ...table, partitions: sorted([...table.partitions, ...added]) };
}

async function checkedSpec(
  table: TableEntry,
  partition: PartitionSpec,
  context: StatementContext,
): Promise<ReadonlyMap<string, string | null>> {
  const spec = await partialSpecOf(partition, context);
  checkSpec(table, spec);
  return spec;
}

async function dropPartitions(table: TableEntry, action: Action<'dropPartitions'>, context: StatementContext): Promise<TableEntry> {
  refuseUnpartitioned(table, 'DROP PARTITION');
  let { partitions } = table;
  for (const partition of action.partitions) {
    const spec = await checkedSpec(table, partition, context);
    const dropped = partitions.filter((candidate) => matchesSpec(table, candidate.values, spec));
    if (dropped.length === 0 && !action.ifExists)
      throw sparkError('PARTITIONS_NOT_FOUND', { partitionList: specText(spec), tableName: toSQLId(table.name.slice(1)) });
    if (table.type === 'MANAGED') for (const one of dropped) await rm(one.location, { recursive: true, force: true });
    partitions = partitions.filter((candidate) => !dropped.includes(candidate));
  }
  return { ...table, partitions };
}

async function renamePartition(table: TableEntry, action: Action<'renamePartition'>, context: StatementContext): Promise<TableEntry> {
  refuseUnpartitioned(table, 'RENAME PARTITION');
  const from = await checkedSpec(table, action.from, context);
  const to = completeSpec(table, await checkedSpec(table, action.to, context), table.name.join('.'));
  const found = table.partitions.find((candidate) => matchesSpec(table, candidate.values, from));
  if (found === undefined)
    throw sparkError('PARTITIONS_NOT_FOUND', { partitionList: specText(from), tableName: toSQLId(table.name.slice(1)) });
  const location = join(table.location, partitionPath(table, to));
  await mkdir(join(location, '..'), { recursive: true });
  await rename(found.location, location);
  return {
    ...table,
    partitions: sorted([...table.partitions.filter((candidate) => candidate !== found), { ...found, values: to, location }]),
  };
}

async function setLocation(table: TableEntry, action: Action<'setLocation'>, context: StatementContext): Promise<TableEntry> {
  const location = localPath(context.stringOf(action.location));
  if (action.partition === undefined) return { ...table, location };
  const spec = await checkedSpec(table, action.partition, context);
  const found = table.partitions.find((candidate) => matchesSpec(table, candidate.values, spec));
  if (found === undefined)
    throw sparkError('PARTITIONS_NOT_FOUND', { partitionList: specText(spec), tableName: toSQLId(table.name.slice(1)) });
  return { ...table, partitions: sorted([...table.partitions.filter((candidate) => candidate !== found), { ...found, location }]) };
}
