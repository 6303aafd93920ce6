import { collationRows, type StructType, sparkError, toSQLId } from '@kindling/protocol';
import { schemaOf } from '../plan/index.ts';
import type { TableEntry, TempView } from './catalog-entry.ts';
import type { RelationEntry } from './catalog-store.ts';
import { informationText, partitionDetails } from './describe-entry.ts';
import { isTempView, relationNamed } from './relation-named.ts';
import { showCreateTable } from './show-create-table.ts';
import { boolean, type CatalogAnswer, type CatalogCommandContext, type Fields, matcher, schema, text } from './statement-answer.ts';

type Handler = (fields: Fields, context: CatalogCommandContext) => Promise<CatalogAnswer>;

/** The pattern of LIKE; a bare name is one, too. */
async function patternOf(pattern: unknown, context: CatalogCommandContext): Promise<string | undefined> {
  if (pattern === undefined) return undefined;
  const isName = typeof pattern === 'object' && pattern !== null && 'kind' in pattern && pattern.kind === 'multipartIdentifier';
  return isName ? (await context.nameOf(pattern)).join('.') : context.stringOf(pattern);
}

interface Listed {
  readonly namespace: string;
  readonly name: string;
  readonly entry: TempView | RelationEntry;
}

/** Relations of a namespace by name, temporary views after them. */
async function listed(fields: Fields, context: CatalogCommandContext): Promise<readonly Listed[]> {
  const { catalog } = context;
  const namespace = fields.namespace ? await context.nameOf(fields.namespace) : catalog.currentNamespace;
  const name = catalog.namespaceNamed(namespace);
  const matches = matcher(await patternOf(fields.pattern, context));
  const byName = (left: Listed, right: Listed) => (left.name < right.name ? -1 : 1);
  const stored = catalog.store.relations(name).map((entry): Listed => ({ namespace: name, name: entry.name[2], entry }));
  const globals =
    name === 'global_temp'
      ? catalog.globalTempViews.map((entry): Listed => ({ namespace: name, name: (entry.name[1] as string).toLowerCase(), entry }))
      : [];
  const locals = catalog.tempViews.map((entry): Listed => ({ namespace: '', name: (entry.name[0] as string).toLowerCase(), entry }));
  return [...[...stored, ...globals].sort(byName), ...locals.sort(byName)].filter((item) => matches(item.name));
}

const showTables: Handler = async (fields, context) => ({
  schema: schema(['namespace', text], ['tableName', text], ['isTemporary', boolean]),
  rows: (await listed(fields, context)).map(({ namespace, name, entry }) => [namespace, name, isTempView(entry)]),
});

const showViews: Handler = async (fields, context) => ({
  schema: schema(['namespace', text], ['viewName', text], ['isTemporary', boolean]),
  rows: (await listed(fields, context))
    .filter(({ entry }) => isTempView(entry) || entry.kind === 'view')
    .map(({ namespace, name, entry }) => [namespace, name, isTempView(entry)]),
});

const extendedSchema = schema(['namespace', text], ['tableName', text], ['isTemporary', boolean], ['information', text]);

const showTableExtended: Handler = async (fields, context) => {
  if (fields.partition !== undefined) return showPartitionExtended(fields, context);
  const rows: unknown[][] = [];
  for (const { namespace, name, entry } of await listed(fields, context)) {
    rows.push([namespace, name, isTempView(entry), informationText(entry, await schemaOfEntry(entry, context))]);
  }
  return { schema: extendedSchema, rows };
};

const showPartitionExtended: Handler = async (fields, context) => {
  const { catalog } = context;
  const namespace = fields.namespace ? await context.nameOf(fields.namespace) : catalog.currentNamespace;
  const name = context.stringOf(fields.pattern);
  const entry = relationNamed([...namespace, name], context);
  if (isTempView(entry) || entry.kind === 'view')
    throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId([name]), operation: 'SHOW TABLE EXTENDED' });
  const partition = partitionOf(entry, await context.specOf(fields.partition));
  const information = partitionDetails(entry, partition).map(([label, value]) => `${label}: ${value}\n`);
  return { schema: extendedSchema, rows: [[entry.name[1], entry.name[2], false, information.join('')]] };
};

/** The one partition that a complete specification names. */
export function partitionOf(table: TableEntry, spec: ReadonlyMap<string, string | null>) {
  const partition = table.partitions.find((candidate) =>
    table.partitionColumns.every((column, i) => spec.get(column.toLowerCase()) === candidate.values[i]),
  );
  if (partition) return partition;
  const values = [...spec].map(([column, value]) => `${toSQLId([column])} = ${value}`);
  throw sparkError('PARTITIONS_NOT_FOUND', { partitionList: `PARTITION (${values.join(', ')})`, tableName: toSQLId(table.name.slice(1)) });
}

async function schemaOfEntry(entry: TempView | RelationEntry, context: CatalogCommandContext): Promise<StructType> {
  if (isTempView(entry)) return schemaOf(await context.analyze({ kind: 'unresolvedTable', nameParts: entry.name, options: {} }));
  const declared = entry.kind === 'table' ? entry.schema : entry.definition.schema;
  return {
    kind: 'struct',
    fields: declared.fields.map((field) => ({
      ...field,
      nullable: true,
      dataType: field.dataType.kind === 'char' || field.dataType.kind === 'varchar' ? text : field.dataType,
    })),
  };
}

const showColumns: Handler = async (fields, context) => {
  const nameParts = await context.nameOf(fields.table);
  const namespace = fields.namespace ? await context.nameOf(fields.namespace) : [];
  const full = nameParts.length === 1 && namespace.length > 0 ? [...namespace, ...nameParts] : nameParts;
  const entry = relationNamed(full, context, nameParts);
  if (namespace.length > 0 && nameParts.length > 1 && nameParts[nameParts.length - 2]?.toLowerCase() !== namespace.at(-1)?.toLowerCase()) {
    throw sparkError('SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE', {
      namespaceA: toSQLId(namespace),
      namespaceB: toSQLId(nameParts.slice(0, -1)),
    });
  }
  const columns = isTempView(entry)
    ? (await schemaOfEntry(entry, context)).fields
    : entry.kind === 'table'
      ? entry.schema.fields
      : entry.definition.schema.fields;
  return { schema: schema(['col_name', text]), rows: columns.map((column) => [column.name]) };
};

const showPartitions: Handler = async (fields, context) => {
  const nameParts = await context.nameOf(fields.table);
  const entry = relationNamed(nameParts, context);
  if (isTempView(entry) || entry.kind === 'view')
    throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(entry.name), operation: 'SHOW PARTITIONS' });
  if (entry.partitionColumns.length === 0)
    throw sparkError('INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY', { name: toSQLId(entry.name) });
  const spec = fields.partition === undefined ? new Map<string, string | null>() : await context.specOf(fields.partition);
  for (const name of spec.keys()) {
    if (!entry.partitionColumns.some((column) => column.toLowerCase() === name))
      throw sparkError('PARTITIONS_NOT_FOUND', { partitionList: toSQLId([name]), tableName: toSQLId(entry.name) });
  }
  const rows = entry.partitions
    .filter((partition) =>
      entry.partitionColumns.every(
        (column, i) => !spec.has(column.toLowerCase()) || spec.get(column.toLowerCase()) === partition.values[i],
      ),
    )
    .map((partition) => [
      entry.partitionColumns.map((column, i) => `${column}=${partition.values[i] ?? '__HIVE_DEFAULT_PARTITION__'}`).join('/'),
    ]);
  return { schema: schema(['partition', text]), rows };
};

const showTableProperties: Handler = async (fields, context) => {
  const nameParts = await context.nameOf(fields.table);
  const entry = relationNamed(nameParts, context);
  const answer = schema(['key', text], ['value', text]);
  if (isTempView(entry)) return { schema: answer, rows: [] };
  const options = entry.kind === 'table' ? Object.entries(entry.options).map(([key, value]) => [`option.${key}`, value] as const) : [];
  const properties = new Map([...Object.entries(entry.properties), ...options]);
  const key = fields.key;
  if (typeof key === 'string')
    return { schema: answer, rows: [[key, properties.get(key) ?? `Table ${entry.name.join('.')} does not have property: ${key}`]] };
  return { schema: answer, rows: [...properties].sort(([left], [right]) => (left < right ? -1 : 1)) };
};

const operatorFunctions = ['!=', '<>', 'between', 'case', '||'];

const showFunctions: Handler = async (fields, context) => {
  const { catalog, functions = [] } = context;
  const namespace = fields.namespace
    ? catalog.namespaceNamed(await context.nameOf(fields.namespace))
    : (catalog.currentNamespace[0] as string);
  const matches = matcher(await patternOf(fields.pattern, context));
  const names = new Set<string>();
  if (fields.scope !== 'user') {
    for (const { name, aliases = [], family } of functions)
      if (family !== 'internal') for (const one of [name, ...aliases]) names.add(one.toLowerCase());
    for (const name of operatorFunctions) names.add(name);
  }
  const builtin = [...names].filter(matches);
  const user =
    fields.scope === 'system'
      ? []
      : [
          ...catalog.tempFunctions.map((entry) => entry.name[0] as string).filter(matches),
          ...catalog.userFunctions.map((definition) => definition.name).filter(matches),
          ...catalog.store
            .functions(namespace)
            .filter((entry) => matches(entry.name[2] as string))
            .map((entry) => entry.name.join('.')),
        ];
  const rows = [...builtin, ...user].sort((left, right) => (left < right ? -1 : 1)).map((name) => [name]);
  return { schema: schema(['function', text]), rows };
};

export const showHandlers: Readonly<Record<string, Handler>> = {
  showTables,
  showViews,
  showTableExtended,
  showColumns,
  showPartitions,
  showTableProperties,
  showFunctions,
  showCreateTable,
  showCollations: async (fields, context) => {
    const matches = matcher(await patternOf(fields.pattern, context));
    return {
      schema: schema(
        ['NAME', text],
        ['LANGUAGE', text, true],
        ['COUNTRY', text, true],
        ['ACCENT_SENSITIVITY', text],
        ['CASE_SENSITIVITY', text],
        ['PAD_ATTRIBUTE', text],
        ['ICU_VERSION', text, true],
      ),
      rows: collationRows().filter(([name]) => matches(name ?? '')),
    };
  },
  showNamespaces: async (fields, context) => {
    const matches = matcher(await patternOf(fields.pattern, context));
    return {
      schema: schema(['namespace', text]),
      rows: context.catalog.store
        .namespaces()
        .map(({ name }) => name)
        .filter(matches)
        .map((name) => [name]),
    };
  },
  showCatalogs: async (fields, context) => ({
    schema: schema(['catalog', text]),
    rows: ['spark_catalog'].filter(matcher(await patternOf(fields.pattern, context))).map((name) => [name]),
  }),
  showCurrentNamespace: async (_, { catalog }) => ({
    schema: schema(['catalog', text], ['namespace', text]),
    rows: [[catalog.currentCatalog, catalog.currentNamespace.join('.')]],
  }),
};
