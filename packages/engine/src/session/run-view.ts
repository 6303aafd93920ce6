import { checkedCollation, type StructType, sparkError, toSQLId } from '@kindling/protocol';
import type { AlterView, CreateView, DropView, SchemaBinding } from '@kindling/sql';
import type { FullName, TempView, ViewDefinition, ViewEntry, ViewSchemaMode } from '../catalog/index.ts';
import { type CreateTempView, type Expression, type LogicalPlan, samePlan, schemaOf, walkPlan } from '../plan/index.ts';
import type { EngineSession } from './engine-session.ts';
import type { QueryState } from './query-state.ts';
import type { StatementContext } from './statement-context.ts';
import { withoutDefaultMetadata } from './table-columns.ts';
import { refuseTemporaryObjects, refuseVariables } from './temporary-objects.ts';
import { uncacheView } from './uncache-view.ts';

interface ViewColumnNames {
  readonly name: string;
  readonly comment?: string;
}

const schemaModes: Readonly<Record<SchemaBinding, ViewSchemaMode>> = {
  binding: 'BINDING',
  compensation: 'COMPENSATION',
  evolution: 'EVOLUTION',
  typeEvolution: 'TYPE EVOLUTION',
};

/** CREATE [OR REPLACE] [GLOBAL] TEMPORARY VIEW, from SQL text or from a DataFrame. */
export async function createTempView(
  command: CreateTempView,
  analyzed: LogicalPlan,
  session: EngineSession,
  state: QueryState,
): Promise<void> {
  const { catalog } = session;
  const nameParts = command.isGlobal ? ['global_temp', command.name] : [command.name];
  const existing = catalog.findView(nameParts);
  if (existing && !command.replace) {
    if (command.ifNotExists) return;
    throw sparkError('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(nameParts) });
  }
  const schema = viewSchema(schemaOf(analyzed), command.columns ?? [], nameParts, state);
  const view: TempView = {
    name: nameParts,
    plan: renamed(analyzed, schema),
    properties: command.properties ?? {},
    createdMs: Date.now(),
    ...(command.comment === undefined ? {} : { comment: command.comment }),
    ...(command.text === undefined
      ? {}
      : {
          definition: definitionOf(
            command.text,
            analyzed,
            schema,
            'COMPENSATION',
            (command.columns ?? []).length > 0,
            session,
            state,
            command.collation,
          ),
        }),
  };
  // The same view again keeps its rows, but for one of SQL text, as in Spark.
  if (existing && (existing.definition || !samePlan(existing.plan, view.plan))) await uncacheView(existing, session);
  catalog.putTempView(view, command.isGlobal);
}

/** The view's columns over what the plan gives, for views that are kept analysed. */
function renamed(plan: LogicalPlan, schema: StructType): LogicalPlan {
  const names = schema.fields.map((field) => field.name);
  const own = schemaOf(plan).fields.map((field) => field.name);
  return names.every((name, i) => name === own[i]) ? plan : ({ kind: 'renameAll', names, child: plan } satisfies LogicalPlan);
}

function definitionOf(
  text: string,
  analyzed: LogicalPlan,
  schema: StructType,
  schemaMode: ViewSchemaMode,
  hasColumnNames: boolean,
  session: EngineSession,
  state: QueryState,
  defaultCollation: string | undefined,
): ViewDefinition {
  return {
    ...(defaultCollation === undefined ? {} : { defaultCollation: checkedCollation(defaultCollation).name }),
    text,
    config: state.config,
    catalog: session.catalog.currentCatalog,
    namespace: session.catalog.currentNamespace,
    searchPath: session.catalog.searchPath,
    schema,
    queryColumnNames: schemaOf(analyzed).fields.map((field) => field.name),
    schemaMode,
    hasColumnNames,
  };
}

/** The columns of the query under the names and with the comments that the view gives them. */
function viewSchema(query: StructType, columns: readonly ViewColumnNames[], name: readonly string[], state: QueryState): StructType {
  if (columns.length > 0 && columns.length !== query.fields.length) {
    throw sparkError(
      columns.length > query.fields.length
        ? 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS'
        : 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS',
      {
        viewName: toSQLId(name),
        viewColumns: columns.map((column) => toSQLId([column.name])).join(', '),
        dataColumns: query.fields.map((field) => toSQLId([field.name])).join(', '),
      },
    );
  }
  const fields = query.fields.map((field, i) => {
    const column = columns[i];
    const metadata = { ...withoutDefaultMetadata(field.metadata), ...(column?.comment === undefined ? {} : { comment: column.comment }) };
    const { metadata: _, ...plain } = field;
    return { ...plain, name: column?.name ?? field.name, nullable: true, ...(Object.keys(metadata).length > 0 ? { metadata } : {}) };
  });
  const seen = new Set<string>();
  for (const field of fields) {
    const key = state.config.isOn('spark.sql.caseSensitive') ? field.name : field.name.toLowerCase();
    if (seen.has(key)) throw sparkError('COLUMN_ALREADY_EXISTS', { columnName: toSQLId([key]) });
    seen.add(key);
  }
  return { kind: 'struct', fields };
}

/** CREATE [OR REPLACE] VIEW. */
export async function createView(statement: CreateView, query: LogicalPlan, context: StatementContext): Promise<void> {
  const { catalog, session, state } = context;
  const nameParts = await context.nameOf(statement.name);
  if (statement.scope !== 'persisted') {
    const columns = statement.columns.map((column) => ({
      name: column.name.value,
      ...(column.comment === undefined ? {} : { comment: context.stringOf(column.comment) }),
    }));
    const isGlobal = statement.scope === 'globalTemporary';
    if (nameParts.length > 1) {
      const parameters = { objectType: 'VIEW', objectName: toSQLId(nameParts.slice(-1)), qualifier: toSQLId(nameParts.slice(0, -1)) };
      throw sparkError('INVALID_TEMP_OBJ_QUALIFIER', parameters, { context: context.wholeText });
    }
    const command: CreateTempView = {
      kind: 'createTempView',
      name: nameParts.at(-1) as string,
      isGlobal,
      replace: statement.orReplace,
      ifNotExists: statement.ifNotExists,
      columns,
      child: query,
      text: statement.queryText,
      ...(statement.collation === undefined ? {} : { collation: statement.collation.value }),
    };
    await createTempView(command, await context.analyze(query), session, state);
    return;
  }
  const name = catalog.fullName(nameParts);
  catalog.namespaceNamed([name[1]]);
  const existing = catalog.store.relation(name[1], name[2]);
  if (existing && statement.ifNotExists) return;
  refuseTemporaryObjects(query, { kind: 'VIEW', name }, context);
  if (existing?.kind === 'table') {
    if (statement.orReplace)
      throw sparkError('EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE', { tableName: toSQLId(name), operation: 'CREATE OR REPLACE VIEW' });
    throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(name) });
  }
  if (existing && !statement.orReplace) throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(name) });
  const columns = statement.columns.map((column) => ({
    name: column.name.value,
    ...(column.comment === undefined ? {} : { comment: context.stringOf(column.comment) }),
  }));
  const analyzed = await context.analyze(query);
  if (!state.config.isOn('spark.sql.legacy.allowAutoGeneratedAliasForView')) refuseGeneratedNames(query, analyzed, name);
  refuseVariables(analyzed, { kind: 'VIEW', name });
  if (existing) refuseCycle(analyzed, name);
  const schema = viewSchema(schemaOf(analyzed), columns, name, state);
  const mode = statement.schemaBinding === undefined ? 'COMPENSATION' : schemaModes[statement.schemaBinding];
  const properties = Object.fromEntries(statement.properties.map(({ key, value }) => [key, value ?? '']));
  const entry: ViewEntry = {
    kind: 'view',
    name,
    definition: definitionOf(statement.queryText, analyzed, schema, mode, columns.length > 0, session, state, statement.collation?.value),
    properties,
    ...(statement.comment === undefined ? {} : { comment: context.stringOf(statement.comment) }),
    ...(statement.collation === undefined ? {} : { collation: checkedCollation(statement.collation.value).name }),
    createdMs: Date.now(),
  };
  if (existing) await session.application.cache.removeReading(name);
  catalog.store.putRelation(entry);
}

/** Names that Spark makes up may change with its versions: a view that is kept needs names of its own. */
function refuseGeneratedNames(query: LogicalPlan, analyzed: LogicalPlan, name: FullName): void {
  const list = selectListOf(query);
  const output = schemaOf(analyzed).fields;
  const index = list.findIndex((item) => !isNamed(item));
  if (index < 0) return;
  const attr =
    list.length === output.length ? (output[index]?.name ?? '') : (output.find((field) => !/^\w+$/.test(field.name))?.name ?? '');
  throw sparkError('CREATE_PERMANENT_VIEW_WITHOUT_ALIAS', { name: toSQLId(name), attr: `"${attr}"` });
}

function selectListOf(plan: LogicalPlan): readonly Expression[] {
  switch (plan.kind) {
    case 'project':
      return plan.list;
    case 'aggregate':
      return plan.list;
    case 'setOperation':
      return selectListOf(plan.left);
    case 'filter':
    case 'sort':
    case 'limit':
    case 'offset':
    case 'deduplicate':
    case 'withCte':
    case 'withWindows':
    case 'qualify':
    case 'hint':
      return selectListOf(plan.child);
    default:
      return [];
  }
}

function isNamed(expression: Expression): boolean {
  switch (expression.kind) {
    case 'alias':
    case 'literal':
    case 'unresolvedAttribute':
    case 'unresolvedStar':
    case 'identifierExpression':
      return true;
    case 'unresolvedExtractValue':
      return isNamed(expression.child) && isNamed(expression.extraction);
    case 'cast':
      return isNamed(expression.child) && expression.child.kind === 'unresolvedAttribute';
    case 'unresolvedFunction':
      return ownNames.has(expression.nameParts.at(-1)?.toLowerCase() ?? '');
    default:
      return false;
  }
}

/** Generators, whose columns have names of their own, and casts that are written as calls: those are called as what they cast. */
const ownNames: ReadonlySet<string> = new Set(
  (
    'explode explode_outer posexplode posexplode_outer inline inline_outer stack json_tuple ' +
    'boolean tinyint smallint int bigint float double decimal date timestamp binary string'
  ).split(' '),
);

function refuseCycle(analyzed: LogicalPlan, name: FullName): void {
  walkPlan(analyzed, (node) => {
    if (node.kind === 'view' && node.name.length === 3 && node.name.every((part, i) => part === name[i]))
      throw sparkError('RECURSIVE_VIEW', { viewIdent: toSQLId(name), newPath: `${toSQLId(name)} -> ${toSQLId(name)}` });
  });
}

export async function dropView(statement: DropView, context: StatementContext): Promise<void> {
  const { catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const view = catalog.findView(nameParts);
  if (view) {
    await uncacheView(view, context.session);
    if (view.name.length === 2) catalog.dropGlobalTempView(view.name[1] as string);
    else catalog.dropTempView(view.name[0] as string);
    return;
  }
  const name = catalog.fullName(nameParts);
  const entry = catalog.findRelation(nameParts);
  if (entry === undefined) {
    if (statement.ifExists) return;
    throw sparkError('TABLE_OR_VIEW_NOT_FOUND', { relationName: toSQLId(name), searchPath: `[${toSQLId(name.slice(0, 2))}]` });
  }
  if (entry.kind === 'table') {
    throw sparkError('WRONG_COMMAND_FOR_OBJECT_TYPE', {
      operation: 'DROP VIEW',
      requiredType: 'VIEW or METRIC_VIEW',
      objectName: name.join('.'),
      foundType: entry.type,
      alternative: 'DROP TABLE',
    });
  }
  catalog.store.deleteRelation(name[1], name[2]);
  await context.session.application.cache.removeReading(name);
}

export async function alterView(statement: AlterView, query: LogicalPlan | undefined, context: StatementContext): Promise<void> {
  const { catalog, session, state } = context;
  const nameParts = await context.nameOf(statement.name);
  const { action } = statement;
  const temporary = catalog.findView(nameParts);
  if (temporary) {
    await alterTempView(statement, temporary, query, context);
    return;
  }
  const entry = catalog.findRelation(nameParts);
  if (entry === undefined) context.failNotFound(nameParts, true);
  if (entry.kind === 'table' && action.kind === 'rename')
    throw sparkError('EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE', { tableName: toSQLId(nameParts), operation: 'ALTER VIEW' });
  if (entry.kind === 'table')
    throw sparkError('EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE', {
      tableName: toSQLId(entry.name),
      operation: `ALTER VIEW ... ${operationOf(action.kind)}`,
    });
  switch (action.kind) {
    case 'rename': {
      const target = catalog.fullName(action.newName.parts.map((part) => part.value));
      if (catalog.store.relation(target[1], target[2]))
        throw sparkError('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(target.slice(1)) });
      catalog.store.deleteRelation(entry.name[1], entry.name[2]);
      catalog.store.putRelation({ ...entry, name: target });
      return;
    }
    case 'setProperties':
      catalog.store.putRelation({
        ...entry,
        properties: { ...entry.properties, ...Object.fromEntries(action.properties.map(({ key, value }) => [key, value ?? ''])) },
      });
      return;
    case 'unsetProperties':
      catalog.store.putRelation({
        ...entry,
        properties: Object.fromEntries(Object.entries(entry.properties).filter(([key]) => !action.keys.includes(key))),
      });
      return;
    case 'setQuery': {
      const plan = query as LogicalPlan;
      const object = { kind: 'VIEW', name: entry.name } as const;
      refuseTemporaryObjects(plan, object, context);
      const analyzed = await context.analyze(plan);
      refuseVariables(analyzed, object);
      refuseCycle(analyzed, entry.name);
      const schema = viewSchema(schemaOf(analyzed), [], entry.name, state);
      await session.application.cache.removeReading(entry.name);
      catalog.store.putRelation({
        ...entry,
        definition: definitionOf(
          action.queryText,
          analyzed,
          schema,
          entry.definition.schemaMode,
          false,
          session,
          state,
          entry.definition.defaultCollation,
        ),
      });
      return;
    }
    case 'setSchemaBinding':
      catalog.store.putRelation({ ...entry, definition: { ...entry.definition, schemaMode: schemaModes[action.schemaBinding] } });
  }
}

function operationOf(kind: AlterView['action']['kind']): string {
  return {
    rename: 'RENAME TO',
    setProperties: 'SET TBLPROPERTIES',
    unsetProperties: 'UNSET TBLPROPERTIES',
    setQuery: 'AS',
    setSchemaBinding: 'WITH SCHEMA',
  }[kind];
}

async function alterTempView(
  statement: AlterView,
  view: TempView,
  query: LogicalPlan | undefined,
  context: StatementContext,
): Promise<void> {
  const { catalog, session, state } = context;
  const { action } = statement;
  const isGlobal = view.name.length === 2;
  if (action.kind === 'setQuery' && query) {
    const analyzed = await context.analyze(query);
    const schema = viewSchema(schemaOf(analyzed), [], view.name, state);
    await uncacheView(view, session);
    catalog.putTempView(
      {
        ...view,
        plan: analyzed,
        definition: definitionOf(
          action.queryText,
          analyzed,
          schema,
          'COMPENSATION',
          false,
          session,
          state,
          view.definition?.defaultCollation,
        ),
      },
      isGlobal,
    );
    return;
  }
  if (action.kind === 'rename') {
    const name = action.newName.parts.at(-1)?.value as string;
    if (catalog.findView([name])) throw sparkError('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId([name]) });
    if (isGlobal) catalog.dropGlobalTempView(view.name[1] as string);
    else catalog.dropTempView(view.name[0] as string);
    catalog.putTempView({ ...view, name: [...view.name.slice(0, -1), name] }, isGlobal);
    return;
  }
  throw sparkError('EXPECT_PERMANENT_VIEW_NOT_TEMP', {
    viewName: toSQLId(view.name),
    operation: `ALTER VIEW ... ${operationOf(action.kind)}`,
  });
}
