import { type DataType, simpleString, sparkError, toSQLId } from '@kindling/protocol';
import { outputOf } from '../plan/index.ts';
import type { RoutineEntry, TempView } from './catalog-entry.ts';
import type { RelationEntry } from './catalog-store.ts';
import { isTempView } from './relation-named.ts';
import { showCreateTable } from './show-create-table.ts';
import { boolean, type CatalogAnswer, type CatalogCommandContext, type Fields, matcher, schema, text } from './statement-answer.ts';

/** Calls of spark.catalog that only ask. */
type Call = (fields: Fields, context: CatalogCommandContext) => Promise<CatalogAnswer>;

const list: DataType = { kind: 'array', elementType: text, containsNull: true };
const tableSchema = schema(
  ['name', text, true],
  ['catalog', text, true],
  ['namespace', list, true],
  ['description', text, true],
  ['tableType', text, true],
  ['isTemporary', boolean],
);
const databaseSchema = schema(['name', text, true], ['catalog', text, true], ['description', text, true], ['locationUri', text, true]);
const functionSchema = schema(
  ['name', text, true],
  ['catalog', text, true],
  ['namespace', list, true],
  ['description', text, true],
  ['className', text, true],
  ['isTemporary', boolean],
);

const value = (dataType: DataType, result: unknown): CatalogAnswer => ({ schema: schema(['value', dataType]), rows: [[result]] });
const partsOf = (fields: Fields, key: string): readonly string[] => (fields[key] as readonly string[] | undefined) ?? [];
const patternOf = (fields: Fields): string | undefined => fields.pattern as string | undefined;

/** `dbName` in older calls stands before the name. */
function nameOf(fields: Fields, key: string): readonly string[] {
  return [...partsOf(fields, 'dbNameParts'), ...partsOf(fields, key)];
}

function tableRow(entry: TempView | RelationEntry): readonly unknown[] {
  if (isTempView(entry)) return [entry.name.at(-1), null, entry.name.slice(0, -1), entry.comment ?? null, 'TEMPORARY', true];
  return [entry.name[2], entry.name[0], [entry.name[1]], entry.comment ?? null, entry.kind === 'view' ? 'VIEW' : entry.type, false];
}

function databaseRow({ catalog }: CatalogCommandContext, name: string): readonly unknown[] {
  const entry = catalog.store.namespace(name);
  return [name, catalog.currentCatalog, entry?.comment ?? '', `file:${entry?.location ?? ''}`];
}

function entriesIn(fields: Fields, { catalog }: CatalogCommandContext): readonly (TempView | RelationEntry)[] {
  const parts = partsOf(fields, 'dbNameParts');
  const namespace = catalog.namespaceNamed(parts.length === 0 ? catalog.currentNamespace : parts);
  const matches = matcher(patternOf(fields));
  const globals = namespace === 'global_temp' ? catalog.globalTempViews : [];
  return [...catalog.store.relations(namespace), ...globals, ...catalog.tempViews].filter((entry) => matches(entry.name.at(-1) as string));
}

function found(nameParts: readonly string[], { catalog }: CatalogCommandContext): TempView | RelationEntry | undefined {
  return catalog.findView(nameParts) ?? catalog.findRelation(nameParts);
}

function notFound(nameParts: readonly string[], { catalog }: CatalogCommandContext): never {
  throw sparkError('TABLE_OR_VIEW_NOT_FOUND', {
    relationName: toSQLId(nameParts),
    searchPath: `[${[
      ['system', 'builtin'],
      ['system', 'session'],
      [catalog.currentCatalog, ...catalog.currentNamespace],
    ]
      .map(toSQLId)
      .join(', ')}]`,
  });
}

interface NamedFunction {
  readonly name: string;
  readonly row: readonly unknown[];
}

function functionRowOf(entry: RoutineEntry): readonly unknown[] {
  const isTemporary = entry.name.length === 1;
  return [
    entry.name.at(-1),
    isTemporary ? null : entry.name[0],
    isTemporary ? null : [entry.name[1]],
    (entry.kind === 'sqlFunction' ? entry.comment : undefined) ?? null,
    entry.kind === 'sqlFunction' ? 'sqlFunction.' : entry.className,
    isTemporary,
  ];
}

const userFunctionRow = (name: string): readonly unknown[] => [name, null, null, null, 'javascriptFunction', true];

function functionsIn(fields: Fields, { catalog, functions = [] }: CatalogCommandContext): readonly NamedFunction[] {
  const parts = partsOf(fields, 'dbNameParts');
  const namespace = catalog.namespaceNamed(parts.length === 0 ? catalog.currentNamespace : parts);
  const builtin = functions
    .filter(({ family }) => family !== 'internal')
    .flatMap(({ name, aliases = [], summary }) =>
      [name, ...aliases].map((one): NamedFunction => ({ name: one, row: [one, null, null, summary, '', true] })),
    );
  const own = [
    ...[...catalog.tempFunctions, ...catalog.store.functions(namespace)].map(
      (entry): NamedFunction => ({ name: entry.name.at(-1) as string, row: functionRowOf(entry) }),
    ),
    ...catalog.userFunctions.map(({ name }): NamedFunction => ({ name, row: userFunctionRow(name) })),
  ];
  const matches = matcher(patternOf(fields));
  return [...builtin, ...own].filter(({ name }) => matches(name)).sort((left, right) => (left.name < right.name ? -1 : 1));
}

function functionRow(fields: Fields, context: CatalogCommandContext): readonly unknown[] | undefined {
  const nameParts = nameOf(fields, 'functionNameParts');
  const last = nameParts.at(-1)?.toLowerCase();
  const builtin = nameParts.length === 1 ? functionsIn({}, context).find(({ name }) => name.toLowerCase() === last) : undefined;
  if (builtin) return builtin.row;
  const entry = context.catalog.findFunction(nameParts);
  if (entry) return functionRowOf(entry);
  const definition = context.catalog.findUserFunction(nameParts);
  return definition && userFunctionRow(definition.name);
}

const columnSchema = schema(
  ['name', text, true],
  ['description', text, true],
  ['dataType', text, true],
  ['nullable', boolean],
  ['isPartition', boolean],
  ['isBucket', boolean],
  ['isCluster', boolean],
);

const listColumns: Call = async (fields, context) => {
  const nameParts = nameOf(fields, 'tableNameParts');
  const entry = found(nameParts, context);
  const columns = outputOf(await context.analyze({ kind: 'unresolvedTable', nameParts, options: {} }));
  const table = entry && !isTempView(entry) && entry.kind === 'table' ? entry : undefined;
  const rows = columns.map((column, i) => {
    const comment = column.metadata?.comment;
    const declared = table?.schema.fields[i]?.dataType ?? column.dataType;
    const isPartition = table?.partitionColumns.includes(column.name) ?? false;
    const isBucket = table?.bucketSpec?.columns.includes(column.name) ?? false;
    return [
      column.name,
      typeof comment === 'string' ? comment : null,
      simpleString(declared),
      column.nullable,
      isPartition,
      isBucket,
      false,
    ];
  });
  return { schema: columnSchema, rows };
};

export const catalogCalls: Readonly<Record<string, Call>> = {
  'catalog.currentDatabase': async (_, { catalog }) => value(text, catalog.currentNamespace.join('.')),
  'catalog.currentCatalog': async (_, { catalog }) => value(text, catalog.currentCatalog),
  'catalog.listCatalogs': async (fields) => ({
    schema: schema(['name', text, true], ['description', text, true]),
    rows: ['spark_catalog'].filter(matcher(patternOf(fields))).map((name) => [name, null]),
  }),
  'catalog.listDatabases': async (fields, context) => ({
    schema: databaseSchema,
    rows: context.catalog.store
      .namespaces()
      .map(({ name }) => name)
      .filter(matcher(patternOf(fields)))
      .map((name) => databaseRow(context, name)),
  }),
  'catalog.getDatabase': async (fields, context) => ({
    schema: databaseSchema,
    rows: [databaseRow(context, context.catalog.namespaceNamed(partsOf(fields, 'dbNameParts')))],
  }),
  'catalog.databaseExists': async (fields, { catalog }) => value(boolean, catalog.hasNamespace(partsOf(fields, 'dbNameParts'))),
  'catalog.listTables': async (fields, context) => ({ schema: tableSchema, rows: entriesIn(fields, context).map(tableRow) }),
  'catalog.listViews': async (fields, context) => ({
    schema: tableSchema,
    rows: entriesIn(fields, context)
      .filter((entry) => isTempView(entry) || entry.kind === 'view')
      .map(tableRow),
  }),
  'catalog.getTable': async (fields, context) => {
    const nameParts = nameOf(fields, 'tableNameParts');
    return { schema: tableSchema, rows: [tableRow(found(nameParts, context) ?? notFound(nameParts, context))] };
  },
  'catalog.tableExists': async (fields, context) => value(boolean, found(nameOf(fields, 'tableNameParts'), context) !== undefined),
  'catalog.isCached': async (fields, context) => {
    const nameParts = nameOf(fields, 'tableNameParts');
    if (found(nameParts, context) === undefined) notFound(nameParts, context);
    return value(boolean, await context.isCached(nameParts));
  },
  'catalog.listFunctions': async (fields, context) => ({
    schema: functionSchema,
    rows: functionsIn(fields, context).map(({ row }) => row),
  }),
  'catalog.getFunction': async (fields, context) => {
    const row = functionRow(fields, context);
    if (row) return { schema: functionSchema, rows: [row] };
    const { currentCatalog, currentNamespace } = context.catalog;
    const searchPath = [
      ['system', 'builtin'],
      ['system', 'session'],
      [currentCatalog, ...currentNamespace],
    ].map(toSQLId);
    throw sparkError('UNRESOLVED_ROUTINE', {
      routineName: toSQLId(nameOf(fields, 'functionNameParts')),
      searchPath: `[${searchPath.join(', ')}]`,
    });
  },
  'catalog.functionExists': async (fields, context) => value(boolean, functionRow(fields, context) !== undefined),
  'catalog.listColumns': listColumns,
  'catalog.listPartitions': async (fields, context) => {
    const nameParts = nameOf(fields, 'tableNameParts');
    const entry = found(nameParts, context) ?? notFound(nameParts, context);
    if (isTempView(entry) || entry.kind === 'view')
      throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(entry.name), operation: 'SHOW PARTITIONS' });
    const rows = entry.partitions.map((partition) => [
      entry.partitionColumns.map((column, i) => `${column}=${partition.values[i]}`).join('/'),
    ]);
    return { schema: schema(['partition', text]), rows };
  },
  'catalog.getTableProperties': async (fields, context) => {
    const nameParts = nameOf(fields, 'tableNameParts');
    const entry = found(nameParts, context) ?? notFound(nameParts, context);
    return { schema: schema(['key', text], ['value', text]), rows: Object.entries(entry.properties) };
  },
  'catalog.getCreateTableString': async (fields, context) =>
    showCreateTable(
      { table: fields.tableNameParts, asSerde: fields.asSerde },
      { ...context, nameOf: async (name) => name as readonly string[] },
    ),
};
