import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sparkError, toSQLId } from '@kindling/protocol';
import type { AlterNamespace, CommentOn, CreateNamespace, DropNamespace } from '@kindling/sql';
import { localPath } from '../sources/index.ts';
import type { StatementContext } from './statement-context.ts';

export async function createNamespace(statement: CreateNamespace, context: StatementContext): Promise<void> {
  const { store, currentCatalog } = context.catalog;
  const parts = withoutCatalog(await context.nameOf(statement.name));
  if (statement.collation) throw sparkError('UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS');
  if (parts.length > 1) throw sparkError('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: currentCatalog, identifier: toSQLId(parts) });
  const name = (parts[0] as string).toLowerCase();
  if (store.namespace(name)) {
    if (statement.ifNotExists) return;
    throw sparkError('SCHEMA_ALREADY_EXISTS', { schemaName: toSQLId([name]) });
  }
  const location =
    statement.location === undefined ? join(warehouse(context), `${name}.db`) : localPath(context.stringOf(statement.location));
  store.putNamespace({
    name,
    location,
    ...(statement.comment === undefined ? {} : { comment: context.stringOf(statement.comment) }),
    properties: Object.fromEntries(statement.properties.map(({ key, value }) => [key, value ?? ''])),
  });
}

function withoutCatalog(parts: readonly string[]): readonly string[] {
  return parts.length > 1 && parts[0]?.toLowerCase() === 'spark_catalog' ? parts.slice(1) : parts;
}

export function warehouse(context: StatementContext): string {
  return localPath(context.catalog.store.namespace('default')?.location ?? 'spark-warehouse');
}

export async function dropNamespace(statement: DropNamespace, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const parts = withoutCatalog(await context.nameOf(statement.name));
  const entry = parts.length === 1 ? catalog.store.namespace((parts[0] as string).toLowerCase()) : undefined;
  if (entry === undefined) {
    if (statement.ifExists) return;
    throw sparkError('SCHEMA_NOT_FOUND', { schemaName: toSQLId([catalog.currentCatalog, ...parts]) });
  }
  if (entry.name === 'default')
    throw sparkError('UNSUPPORTED_FEATURE.DROP_DATABASE', { database: toSQLId([catalog.currentCatalog, 'default']) });
  const relations = catalog.store.relations(entry.name);
  if (!statement.cascade && (relations.length > 0 || catalog.store.functions(entry.name).length > 0))
    throw sparkError('SCHEMA_NOT_EMPTY', { schemaName: toSQLId([entry.name]) });
  for (const relation of relations)
    if (relation.kind === 'table' && relation.type === 'MANAGED') await rm(relation.location, { recursive: true, force: true });
  for (const relation of relations) await context.session.application.cache.removeReading(relation.name);
  await rm(localPath(entry.location), { recursive: true, force: true });
  catalog.store.deleteNamespace(entry.name);
}

export async function alterNamespace(statement: AlterNamespace, context: StatementContext): Promise<void> {
  if (statement.action.kind === 'setCollation') throw sparkError('UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS');
  const { catalog } = context;
  const name = catalog.namespaceNamed(await context.nameOf(statement.name));
  const entry = catalog.store.namespace(name);
  if (entry === undefined) return;
  const { action } = statement;
  switch (action.kind) {
    case 'setProperties':
      catalog.store.putNamespace({
        ...entry,
        properties: { ...entry.properties, ...Object.fromEntries(action.properties.map(({ key, value }) => [key, value ?? ''])) },
      });
      return;
    case 'unsetProperties':
      catalog.store.putNamespace({
        ...entry,
        properties: Object.fromEntries(Object.entries(entry.properties).filter(([key]) => !action.keys.includes(key))),
      });
      return;
    case 'setLocation':
      catalog.store.putNamespace({ ...entry, location: localPath(context.stringOf(action.location)) });
      return;
  }
}

/** COMMENT ON DATABASE and COMMENT ON TABLE. */
export async function commentOn(statement: CommentOn, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const comment = statement.comment === undefined ? '' : context.stringOf(statement.comment);
  if (statement.target === 'namespace') {
    const entry = catalog.store.namespace(catalog.namespaceNamed(nameParts));
    if (entry) catalog.store.putNamespace({ ...entry, comment });
    return;
  }
  const table = context.tableNamed(nameParts, 'COMMENT ON TABLE');
  catalog.store.putRelation({ ...table, comment });
}
