import type { StructType } from '@kindling/protocol';
import { type CatalogSchema, dataTypeToProto, type MessageInitShape } from '@kindling/protocol/messages';
import { makeRelation } from '../plan/index.ts';
import type { DataFrame } from './data-frame.ts';
import { type OptionValue, optionTexts } from './data-source-options.ts';
import type { SparkSession } from './spark-session.ts';
import { type StorageLevel, storageLevelToMessage } from './storage-level.ts';

type CatalogCall = NonNullable<MessageInitShape<typeof CatalogSchema>['catType']>;

export interface CatalogMetadata {
  name: string;
  description: string | null;
}
export interface DatabaseMetadata {
  name: string;
  catalog: string | null;
  description: string | null;
  locationUri: string;
}
export interface TableMetadata {
  name: string;
  catalog: string | null;
  namespace: string[] | null;
  description: string | null;
  tableType: string;
  isTemporary: boolean;
}
export interface ColumnMetadata {
  name: string;
  description: string | null;
  dataType: string;
  nullable: boolean;
  isPartition: boolean;
  isBucket: boolean;
  isCluster: boolean;
}
export interface FunctionMetadata {
  name: string;
  catalog: string | null;
  namespace: string[] | null;
  description: string | null;
  className: string | null;
  isTemporary: boolean;
}

export interface PartitionMetadata {
  /** As in `year=2024/month=5`. */
  partition: string;
}

/** How a table is made. */
export interface CreateTableOptions {
  readonly path?: string;
  readonly source?: string;
  readonly schema?: StructType;
  readonly description?: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/**
 * Catalogs, databases, tables, views and functions; made by `spark.catalog`.
 *
 * @example
 * ```ts
 * for (const table of await spark.catalog.listTables()) console.log(table.name);
 * ```
 */
export class Catalog {
  readonly #session: SparkSession;

  constructor(session: SparkSession) {
    this.#session = session;
  }

  /** @example `await spark.catalog.currentCatalog()` */
  async currentCatalog(): Promise<string> {
    return String(await this.#value({ case: 'currentCatalog', value: {} }));
  }
  /** @example `await spark.catalog.setCurrentCatalog('spark_catalog')` */
  async setCurrentCatalog(catalogName: string): Promise<void> {
    await this.#rows({ case: 'setCurrentCatalog', value: { catalogName } });
  }
  /** @example `await spark.catalog.listCatalogs()` */
  listCatalogs(pattern?: string): Promise<CatalogMetadata[]> {
    return this.#rows({ case: 'listCatalogs', value: { ...given({ pattern }) } });
  }
  /** @example `await spark.catalog.currentDatabase()` */
  async currentDatabase(): Promise<string> {
    return String(await this.#value({ case: 'currentDatabase', value: {} }));
  }
  /** @example `await spark.catalog.setCurrentDatabase('sales')` */
  async setCurrentDatabase(dbName: string): Promise<void> {
    await this.#rows({ case: 'setCurrentDatabase', value: { dbName } });
  }
  /** @example `await spark.catalog.listDatabases('s*')` */
  listDatabases(pattern?: string): Promise<DatabaseMetadata[]> {
    return this.#rows({ case: 'listDatabases', value: { ...given({ pattern }) } });
  }
  /** @example `await spark.catalog.getDatabase('sales')` */
  getDatabase(dbName: string): Promise<DatabaseMetadata> {
    return this.#row({ case: 'getDatabase', value: { dbName } });
  }
  /** @example `await spark.catalog.databaseExists('sales')` */
  async databaseExists(dbName: string): Promise<boolean> {
    return (await this.#value({ case: 'databaseExists', value: { dbName } })) === true;
  }
  /** @example `await spark.catalog.listTables('sales')` */
  listTables(dbName?: string, pattern?: string): Promise<TableMetadata[]> {
    return this.#rows({ case: 'listTables', value: { ...given({ dbName, pattern }) } });
  }
  /** @example `await spark.catalog.getTable('sales.orders')` */
  getTable(tableName: string): Promise<TableMetadata> {
    return this.#row({ case: 'getTable', value: { tableName } });
  }
  /** @example `await spark.catalog.tableExists('sales.orders')` */
  async tableExists(tableName: string, dbName?: string): Promise<boolean> {
    return (await this.#value({ case: 'tableExists', value: { tableName, ...given({ dbName }) } })) === true;
  }
  /** @example `await spark.catalog.listColumns('sales.orders')` */
  listColumns(tableName: string, dbName?: string): Promise<ColumnMetadata[]> {
    return this.#rows({ case: 'listColumns', value: { tableName, ...given({ dbName }) } });
  }
  /** @example `await spark.catalog.listFunctions('default', 'my_*')` */
  listFunctions(dbName?: string, pattern?: string): Promise<FunctionMetadata[]> {
    return this.#rows({ case: 'listFunctions', value: { ...given({ dbName, pattern }) } });
  }
  /** @example `await spark.catalog.getFunction('upper')` */
  getFunction(functionName: string): Promise<FunctionMetadata> {
    return this.#row({ case: 'getFunction', value: { functionName } });
  }
  /** @example `await spark.catalog.functionExists('upper')` */
  async functionExists(functionName: string, dbName?: string): Promise<boolean> {
    return (await this.#value({ case: 'functionExists', value: { functionName, ...given({ dbName }) } })) === true;
  }
  /** A new table, and its frame. @example `await spark.catalog.createTable('people', { source: 'parquet', schema })` */
  async createTable(tableName: string, table: CreateTableOptions = {}): Promise<DataFrame> {
    const { path, source, schema, description, options = {} } = table;
    const rest = given({ path, source, description });
    const type = schema === undefined ? {} : { schema: dataTypeToProto(schema) };
    await this.#rows({ case: 'createTable', value: { tableName, options: optionTexts(options), ...rest, ...type } });
    return this.#session.table(tableName);
  }
  /** True when there was one. @example `await spark.catalog.dropTempView('people')` */
  async dropTempView(viewName: string): Promise<boolean> {
    return (await this.#value({ case: 'dropTempView', value: { viewName } })) === true;
  }
  /** True when there was one. @example `await spark.catalog.dropGlobalTempView('people')` */
  async dropGlobalTempView(viewName: string): Promise<boolean> {
    return (await this.#value({ case: 'dropGlobalTempView', value: { viewName } })) === true;
  }
  /** @example `await spark.catalog.isCached('people')` */
  async isCached(tableName: string): Promise<boolean> {
    return (await this.#value({ case: 'isCached', value: { tableName } })) === true;
  }
  /** @example `await spark.catalog.cacheTable('people', StorageLevel.DISK_ONLY)` */
  async cacheTable(tableName: string, storageLevel?: StorageLevel): Promise<void> {
    const level = storageLevel === undefined ? {} : { storageLevel: storageLevelToMessage(storageLevel) };
    await this.#rows({ case: 'cacheTable', value: { tableName, ...level } });
  }
  /** @example `await spark.catalog.uncacheTable('people')` */
  async uncacheTable(tableName: string): Promise<void> {
    await this.#rows({ case: 'uncacheTable', value: { tableName } });
  }
  /** @example `await spark.catalog.clearCache()` */
  async clearCache(): Promise<void> {
    await this.#rows({ case: 'clearCache', value: {} });
  }
  /** Forgets what is known about the files of a table. @example `await spark.catalog.refreshTable('people')` */
  async refreshTable(tableName: string): Promise<void> {
    await this.#rows({ case: 'refreshTable', value: { tableName } });
  }
  /** Forgets what is known about files below a path. @example `await spark.catalog.refreshByPath('data/people')` */
  async refreshByPath(path: string): Promise<void> {
    await this.#rows({ case: 'refreshByPath', value: { path } });
  }
  /** Looks for the partitions of a table on disk. @example `await spark.catalog.recoverPartitions('people')` */
  async recoverPartitions(tableName: string): Promise<void> {
    await this.#rows({ case: 'recoverPartitions', value: { tableName } });
  }

  /** @example `await spark.catalog.createDatabase('sales', { ifNotExists: true })` */
  async createDatabase(
    dbName: string,
    database: { readonly ifNotExists?: boolean; readonly properties?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    const { ifNotExists = false, properties = {} } = database;
    await this.#rows({ case: 'createDatabase', value: { dbName, ifNotExists, properties } });
  }
  /** With `cascade` also what is in it. @example `await spark.catalog.dropDatabase('sales', { cascade: true })` */
  async dropDatabase(dbName: string, how: { readonly ifExists?: boolean; readonly cascade?: boolean } = {}): Promise<void> {
    await this.#rows({ case: 'dropDatabase', value: { dbName, ifExists: how.ifExists ?? false, cascade: how.cascade ?? false } });
  }
  /** @example `await spark.catalog.dropTable('people', { ifExists: true })` */
  async dropTable(tableName: string, how: { readonly ifExists?: boolean; readonly purge?: boolean } = {}): Promise<void> {
    await this.#rows({ case: 'dropTable', value: { tableName, ifExists: how.ifExists ?? false, purge: how.purge ?? false } });
  }
  /** @example `await spark.catalog.dropView('adults', { ifExists: true })` */
  async dropView(viewName: string, how: { readonly ifExists?: boolean } = {}): Promise<void> {
    await this.#rows({ case: 'dropView', value: { viewName, ifExists: how.ifExists ?? false } });
  }
  /** @example `await spark.catalog.listViews('sales')` */
  listViews(dbName?: string, pattern?: string): Promise<TableMetadata[]> {
    return this.#rows({ case: 'listViews', value: { ...given({ dbName, pattern }) } });
  }
  /** @example `await spark.catalog.listPartitions('people')` */
  listPartitions(tableName: string): Promise<PartitionMetadata[]> {
    return this.#rows({ case: 'listPartitions', value: { tableName } });
  }
  /** @example `(await spark.catalog.getTableProperties('people')).owner` */
  async getTableProperties(tableName: string): Promise<Record<string, string>> {
    const rows = await this.#rows<{ key: string; value: string }>({ case: 'getTableProperties', value: { tableName } });
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }
  /** The statement that would make the table. @example `console.log(await spark.catalog.getCreateTableString('people'))` */
  async getCreateTableString(tableName: string, asSerde = false): Promise<string> {
    return String(await this.#value({ case: 'getCreateTableString', value: { tableName, asSerde } }));
  }
  /** Removes all rows. @example `await spark.catalog.truncateTable('people')` */
  async truncateTable(tableName: string): Promise<void> {
    await this.#rows({ case: 'truncateTable', value: { tableName } });
  }
  /** Counts rows and bytes for the optimizer, or with `noScan` only the bytes. @example `await spark.catalog.analyzeTable('people')` */
  async analyzeTable(tableName: string, how: { readonly noScan?: boolean } = {}): Promise<void> {
    await this.#rows({ case: 'analyzeTable', value: { tableName, noScan: how.noScan ?? false } });
  }

  #rows<T>(catType: CatalogCall): Promise<T[]> {
    return this.#session.execution.collect<T>(makeRelation({ case: 'catalog', value: { catType } }));
  }

  async #row<T>(catType: CatalogCall): Promise<T> {
    return (await this.#rows<T>(catType))[0]!;
  }

  #value(catType: CatalogCall): Promise<unknown> {
    return this.#session.execution.scalar(makeRelation({ case: 'catalog', value: { catType } }));
  }
}

/** The entries that have a value. */
function given<T extends Readonly<Record<string, string | undefined>>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string };
}
