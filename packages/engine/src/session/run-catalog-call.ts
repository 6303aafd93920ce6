import { quoteStringLiteral, toDdl, toSQLId } from '@kindling/protocol';
import type { StorageLevel } from '../events/index.ts';
import type { CatalogCommand } from '../plan/index.ts';
import { nothing, rows } from './command-answer.ts';
import type { QueryResult } from './engine-session.ts';
import { cacheTableLazily, refreshPath } from './run-cache.ts';
import type { StatementContext } from './statement-context.ts';
import { uncacheView } from './uncache-view.ts';

type Fields = CatalogCommand['fields'];
type Call = (fields: Fields, context: StatementContext, command: CatalogCommand) => Promise<QueryResult>;

const tableName = (fields: Fields): string => toSQLId(fields.tableNameParts as readonly string[]);
const when = (condition: unknown, text: string): string => (condition === true ? text : '');

/** Runs the statement that says the same. */
async function say(text: string, context: StatementContext): Promise<QueryResult> {
  return context.session.execute(context.session.parse(text), context.options);
}

function dropped(wasThere: boolean, context: StatementContext): QueryResult {
  return rows(context.state, { kind: 'struct', fields: [{ name: 'value', dataType: { kind: 'boolean' }, nullable: false }] }, [[wasThere]]);
}

async function uncacheNamed(nameParts: readonly string[], context: StatementContext): Promise<void> {
  const view = context.catalog.findView(nameParts);
  if (view) await uncacheView(view, context.session);
}

/** A level as a message has it. */
function levelOf(value: unknown): StorageLevel | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { useDisk, useMemory, useOffHeap, deserialized, replication } = value as StorageLevel;
  return { useDisk, useMemory, useOffHeap, deserialized, replication };
}

function pairs(options: unknown): string {
  return Object.entries((options ?? {}) as Readonly<Record<string, string>>)
    .map(([key, value]) => `${quoteStringLiteral(key)} = ${quoteStringLiteral(value)}`)
    .join(', ');
}

const createTable: Call = async (fields, context, command) => {
  const columns = command.schema && command.schema.fields.length > 0 ? ` (${toDdl(command.schema)})` : '';
  const source = typeof fields.source === 'string' && fields.source !== '' ? ` USING ${toSQLId([fields.source])}` : '';
  const options = pairs(fields.options);
  const path = typeof fields.path === 'string' && fields.path !== '' ? ` LOCATION ${quoteStringLiteral(fields.path)}` : '';
  const comment =
    typeof fields.description === 'string' && fields.description !== '' ? ` COMMENT ${quoteStringLiteral(fields.description)}` : '';
  await say(
    `CREATE TABLE ${tableName(fields)}${columns}${source}${options === '' ? '' : ` OPTIONS (${options})`}${comment}${path}`,
    context,
  );
  return say(`TABLE ${tableName(fields)}`, context);
};

/** Calls of spark.catalog that change something. */
export const changingCalls: Readonly<Record<string, Call>> = {
  'catalog.setCurrentDatabase': async (fields, context) => {
    context.catalog.useNamespace(fields.dbNameParts as readonly string[]);
    return nothing(context.state);
  },
  'catalog.setCurrentCatalog': async (fields, context) => {
    context.catalog.useCatalog(String(fields.catalogName));
    return nothing(context.state);
  },
  'catalog.createTable': createTable,
  'catalog.createExternalTable': createTable,
  'catalog.dropTempView': async (fields, context) => {
    await uncacheNamed([String(fields.viewName)], context);
    return dropped(context.catalog.dropTempView(String(fields.viewName)), context);
  },
  'catalog.dropGlobalTempView': async (fields, context) => {
    await uncacheNamed(['global_temp', String(fields.viewName)], context);
    return dropped(context.catalog.dropGlobalTempView(String(fields.viewName)), context);
  },
  'catalog.dropTable': (fields, context) =>
    say(`DROP TABLE ${when(fields.ifExists, 'IF EXISTS ')}${tableName(fields)}${when(fields.purge, ' PURGE')}`, context),
  'catalog.dropView': (fields, context) =>
    say(`DROP VIEW ${when(fields.ifExists, 'IF EXISTS ')}${toSQLId(context.session.parseTableName(String(fields.viewName)))}`, context),
  'catalog.createDatabase': (fields, context) => {
    const properties = pairs(fields.properties);
    const name = toSQLId(fields.dbNameParts as readonly string[]);
    return say(
      `CREATE DATABASE ${when(fields.ifNotExists, 'IF NOT EXISTS ')}${name}${properties === '' ? '' : ` WITH DBPROPERTIES (${properties})`}`,
      context,
    );
  },
  'catalog.dropDatabase': (fields, context) =>
    say(
      `DROP DATABASE ${when(fields.ifExists, 'IF EXISTS ')}${toSQLId(fields.dbNameParts as readonly string[])}${when(fields.cascade, ' CASCADE')}`,
      context,
    ),
  'catalog.truncateTable': (fields, context) => say(`TRUNCATE TABLE ${tableName(fields)}`, context),
  'catalog.analyzeTable': (fields, context) =>
    say(`ANALYZE TABLE ${tableName(fields)} COMPUTE STATISTICS${when(fields.noScan, ' NOSCAN')}`, context),
  'catalog.recoverPartitions': (fields, context) => say(`ALTER TABLE ${tableName(fields)} RECOVER PARTITIONS`, context),
  'catalog.cacheTable': async (fields, context) => {
    await cacheTableLazily(fields.tableNameParts as readonly string[], levelOf(fields.storageLevel), context);
    return nothing(context.state);
  },
  'catalog.uncacheTable': (fields, context) => say(`UNCACHE TABLE ${tableName(fields)}`, context),
  'catalog.clearCache': (_, context) => say('CLEAR CACHE', context),
  'catalog.refreshTable': (fields, context) => say(`REFRESH TABLE ${tableName(fields)}`, context),
  'catalog.refreshByPath': async (fields, context) => {
    await refreshPath(String(fields.path), context);
    return nothing(context.state);
  },
};
