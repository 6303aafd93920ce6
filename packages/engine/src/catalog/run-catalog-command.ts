import { type DataType, type StructType, simpleString, sparkError, toSQLId } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import { type CatalogCommand, type LogicalPlan, outputOf } from '../plan/index.ts';
import type { SessionCatalog } from './session-catalog.ts';

/** What a catalog command answers: plain rows. */
export interface CatalogAnswer {
  readonly schema: StructType;
  readonly rows: readonly (readonly unknown[])[];
}

/** What the catalog tells of a function. */
export interface FunctionListing {
  readonly name: string;
  readonly summary: string;
}

export interface CatalogCommandContext {
  readonly catalog: SessionCatalog;
  readonly config: SessionConfig;
  readonly functions?: readonly FunctionListing[];
  analyze(plan: LogicalPlan): Promise<LogicalPlan>;
  /** The parts of a name in a statement, which may have to be computed. */
  nameOf(name: unknown): Promise<readonly string[]>;
  /** The plan of a query or statement in a statement. */
  planOf(statement: unknown): LogicalPlan;
  /** A string in a statement. */
  stringOf(value: unknown): string;
}

type Fields = Readonly<Record<string, unknown>>;
type Handler = (command: CatalogCommand, context: CatalogCommandContext) => CatalogAnswer | Promise<CatalogAnswer>;

const text: DataType = { kind: 'string' };
const boolean: DataType = { kind: 'boolean' };

function schema(...fields: readonly (readonly [name: string, dataType: DataType, nullable?: boolean])[]): StructType {
  return { kind: 'struct', fields: fields.map(([name, dataType, nullable = false]) => ({ name, dataType, nullable })) };
}

const nothing: CatalogAnswer = { schema: schema(), rows: [] };
const tablesSchema = schema(['namespace', text], ['tableName', text], ['isTemporary', boolean]);
const describeSchema = schema(['col_name', text], ['data_type', text], ['comment', text, true]);

/** The parts of `a.b.c` in a statement's record. */
function nameParts(value: unknown): readonly string[] {
  const parts = (value as { readonly parts?: readonly { readonly value: string }[] } | undefined)?.parts;
  return parts?.map((part) => part.value) ?? [];
}

/** SHOW's patterns: `*` is anything, `|` is or, case does not count. */
function matcher(pattern: unknown): (name: string) => boolean {
  const source = typeof pattern === 'string' ? pattern : pattern === undefined ? undefined : nameParts(pattern).join('.');
  if (source === undefined || source === '') return () => true;
  const alternatives = source.split('|').map((part) => new RegExp(`^(?:${part.trim().replaceAll('*', '.*')})$`, 'i'));
  return (name) => alternatives.some((alternative) => alternative.test(name));
}

function views(fields: Fields, { catalog }: CatalogCommandContext, onlyViews: boolean): CatalogAnswer {
  const namespace = nameParts(fields['namespace']);
  const matches = matcher(fields['pattern']);
  if (namespace.length > 0 && !catalog.hasNamespace(namespace))
    throw sparkError('SCHEMA_NOT_FOUND', { schemaName: toSQLId([catalog.currentCatalog, ...namespace]) });
  const isGlobal = namespace[0]?.toLowerCase() === 'global_temp';
  const globals = isGlobal ? catalog.globalTempViews.map((view) => ['global_temp', view.name[1], true] as const) : [];
  const locals = catalog.tempViews.map((view) => ['', view.name[0], true] as const);
  const rows = [...globals, ...locals]
    .filter(([, name]) => matches(name ?? ''))
    .sort((left, right) => ((left[1] ?? '') < (right[1] ?? '') ? -1 : 1));
  return { schema: onlyViews ? schema(['namespace', text], ['viewName', text], ['isTemporary', boolean]) : tablesSchema, rows };
}

async function columnsOf(name: readonly string[], context: CatalogCommandContext) {
  return outputOf(await context.analyze({ kind: 'unresolvedTable', nameParts: name, options: {} }));
}

async function describe(plan: LogicalPlan, context: CatalogCommandContext): Promise<CatalogAnswer> {
  const output = outputOf(await context.analyze(plan));
  return { schema: describeSchema, rows: output.map((column) => [column.name, simpleString(column.dataType), commentOf(column.metadata)]) };
}

function commentOf(metadata: Fields | undefined): string | null {
  const comment = metadata?.['comment'];
  return typeof comment === 'string' ? comment : null;
}

function dropView({ fields }: CatalogCommand, { catalog }: CatalogCommandContext): CatalogAnswer {
  const name = nameParts(fields['name']);
  const view = catalog.findView(name);
  if (view === undefined) {
    if (fields['ifExists'] === true) return nothing;
    throw sparkError('TABLE_OR_VIEW_NOT_FOUND', {
      relationName: toSQLId(name),
      searchPath: `[${toSQLId([catalog.currentCatalog, ...catalog.currentNamespace])}]`,
    });
  }
  if (view.name.length === 2) catalog.dropGlobalTempView(view.name[1] as string);
  else catalog.dropTempView(view.name[0] as string);
  return nothing;
}

function showFunctions({ fields }: CatalogCommand, { functions = [] }: CatalogCommandContext): CatalogAnswer {
  const matches = matcher(fields['pattern']);
  const names = fields['scope'] === 'user' ? [] : functions.map((listing) => listing.name).filter(matches);
  return { schema: schema(['function', text]), rows: [...new Set(names)].sort().map((name) => [name]) };
}

function describeFunction({ fields }: CatalogCommand, { functions = [] }: CatalogCommandContext): CatalogAnswer {
  const name = nameParts(fields['name']).join('.');
  const listing = functions.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (listing === undefined)
    throw sparkError('UNRESOLVED_ROUTINE', {
      routineName: toSQLId(name.split('.')),
      searchPath: '[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]',
    });
  return { schema: schema(['function_desc', text]), rows: [[`Function: ${listing.name}`], [`Usage: ${listing.summary}`]] };
}

const handlers: Readonly<Record<string, Handler>> = {
  showTables: ({ fields }, context) => views(fields, context, false),
  showViews: ({ fields }, context) => views(fields, context, true),
  showNamespaces: ({ fields }) => ({
    schema: schema(['namespace', text]),
    rows: ['default'].filter(matcher(fields['pattern'])).map((name) => [name]),
  }),
  showCatalogs: ({ fields }) => ({
    schema: schema(['catalog', text]),
    rows: ['spark_catalog'].filter(matcher(fields['pattern'])).map((name) => [name]),
  }),
  showCurrentNamespace: (_, { catalog }) => ({
    schema: schema(['catalog', text], ['namespace', text]),
    rows: [[catalog.currentCatalog, catalog.currentNamespace.join('.')]],
  }),
  showColumns: async ({ fields }, context) => {
    const columns = await columnsOf([...nameParts(fields['namespace']), ...nameParts(fields['table'])], context);
    return { schema: schema(['col_name', text]), rows: columns.map((column) => [column.name]) };
  },
  showFunctions,
  describeFunction,
  describeTable: ({ fields, origin }, context) =>
    describe({ kind: 'unresolvedTable', nameParts: nameParts(fields['name']), options: {}, ...(origin ? { origin } : {}) }, context),
  describeQuery: ({ child }, context) => describe(child ?? { kind: 'oneRow' }, context),
  dropView,
  use: ({ fields }, { catalog }) => {
    const name = nameParts(fields['name']);
    if (name[0]?.toLowerCase() === 'spark_catalog') catalog.useNamespace(name.length > 1 ? name.slice(1) : ['default']);
    else catalog.useNamespace(name);
    return nothing;
  },
  useNamespace: ({ fields }, { catalog }) => {
    catalog.useNamespace(nameParts(fields['name']));
    return nothing;
  },
  'catalog.currentDatabase': (_, { catalog }) => ({ schema: schema(['value', text]), rows: [[catalog.currentNamespace.join('.')]] }),
  'catalog.currentCatalog': (_, { catalog }) => ({ schema: schema(['value', text]), rows: [[catalog.currentCatalog]] }),
  'catalog.setCurrentDatabase': ({ fields }, { catalog }) => {
    catalog.useNamespace(fields['dbNameParts'] as readonly string[]);
    return nothing;
  },
  'catalog.setCurrentCatalog': ({ fields }, { catalog }) => {
    catalog.useCatalog(String(fields['catalogName']));
    return nothing;
  },
  'catalog.databaseExists': ({ fields }, { catalog }) => ({
    schema: schema(['value', boolean]),
    rows: [[catalog.hasNamespace(fields['dbNameParts'] as readonly string[])]],
  }),
  'catalog.tableExists': ({ fields }, { catalog }) => {
    const name = [...((fields['dbNameParts'] as readonly string[] | undefined) ?? []), ...(fields['tableNameParts'] as readonly string[])];
    return { schema: schema(['value', boolean]), rows: [[catalog.findView(name) !== undefined]] };
  },
  'catalog.dropTempView': ({ fields }, { catalog }) => ({
    schema: schema(['value', boolean]),
    rows: [[catalog.dropTempView(String(fields['viewName']))]],
  }),
  'catalog.dropGlobalTempView': ({ fields }, { catalog }) => ({
    schema: schema(['value', boolean]),
    rows: [[catalog.dropGlobalTempView(String(fields['viewName']))]],
  }),
  'catalog.listTables': ({ fields }, { catalog }) => {
    const matches = matcher(fields['pattern']);
    const rows = catalog.tempViews
      .map((view) => view.name[0] as string)
      .filter(matches)
      .map((name) => [name, null, [], null, 'TEMPORARY', true]);
    const list: DataType = { kind: 'array', elementType: text, containsNull: true };
    return {
      schema: schema(
        ['name', text, true],
        ['catalog', text, true],
        ['namespace', list, true],
        ['description', text, true],
        ['tableType', text, true],
        ['isTemporary', boolean],
      ),
      rows,
    };
  },
  'catalog.listDatabases': () => ({
    schema: schema(['name', text, true], ['catalog', text, true], ['description', text, true], ['locationUri', text, true]),
    rows: [['default', 'spark_catalog', 'default database', 'spark-warehouse']],
  }),
  'catalog.listCatalogs': () => ({ schema: schema(['name', text, true], ['description', text, true]), rows: [['spark_catalog', null]] }),
  'catalog.listColumns': async ({ fields }, context) => {
    const columns = await columnsOf(fields['tableNameParts'] as readonly string[], context);
    const rows = columns.map((column) => [
      column.name,
      commentOf(column.metadata),
      simpleString(column.dataType),
      column.nullable,
      false,
      false,
      false,
    ]);
    return {
      schema: schema(
        ['name', text, true],
        ['description', text, true],
        ['dataType', text, true],
        ['nullable', boolean],
        ['isPartition', boolean],
        ['isBucket', boolean],
        ['isCluster', boolean],
      ),
      rows,
    };
  },
};

/** Runs a statement on the catalog. What needs stored tables is refused by its name. */
export async function runCatalogCommand(command: CatalogCommand, context: CatalogCommandContext): Promise<CatalogAnswer> {
  const handler = handlers[command.statement];
  if (handler === undefined) throw sparkError('KINDLING_NOT_SUPPORTED', { feature: command.statement });
  return handler(command, context);
}
