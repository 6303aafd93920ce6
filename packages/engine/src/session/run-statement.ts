import { userInfo } from 'node:os';
import { sparkError, toSQLId } from '@kindling/protocol';
import type { Compound, IdentifierReference, PartitionSpec, Statement, StringValue } from '@kindling/sql';
import { pathOf, runCatalogCommand } from '../catalog/index.ts';
import { functionRecords } from '../functions/index.ts';
import type { CatalogCommand, LogicalPlan } from '../plan/index.ts';
import { nothing, rows } from './command-answer.ts';
import type { EngineSession, ExecuteOptions, QueryResult } from './engine-session.ts';
import type { QueryState } from './query-state.ts';
import { alterTable } from './run-alter-table.ts';
import { analyzeTable, analyzeTables, repairTable } from './run-analyze-table.ts';
import { cacheTable, isCached, refreshPath, refreshTable, uncacheTable } from './run-cache.ts';
import { changingCalls } from './run-catalog-call.ts';
import { executeImmediate } from './run-execute-immediate.ts';
import { createJavaFunction, createSqlFunction, dropFunction } from './run-function.ts';
import { insert, mergeIntoTable, multiInsert, refuseRowChange } from './run-insert.ts';
import { alterNamespace, commentOn, createNamespace, dropNamespace } from './run-namespace.ts';
import { insertFromWriter, saveAsTable, writeToTable } from './run-save-table.ts';
import { runScript } from './run-script.ts';
import { createTable, createTableLike, dropTable, partialSpecOf, truncateTable } from './run-table.ts';
import { declareVariable, dropVariable, setVariables, setVariablesByQuery } from './run-variable.ts';
import { alterView, createView, dropView } from './run-view.ts';
import { StatementContext } from './statement-context.ts';

type StatementKind = Statement['kind'] | Compound['kind'];
type Handlers = {
  readonly [K in StatementKind]?: (
    statement: Extract<Statement | Compound, { readonly kind: K }>,
    context: StatementContext,
    command: CatalogCommand,
    // biome-ignore lint/suspicious/noConfusingVoidType: most statements answer nothing
  ) => Promise<QueryResult | undefined | void>;
};

const queryOf = (command: CatalogCommand): LogicalPlan => command.child ?? { kind: 'oneRow' };

/** Cursors live in the blocks of scripts. */
async function failOutside(): Promise<never> {
  throw sparkError('CURSOR_OUTSIDE_SCRIPT');
}

/** Statements that change something, by the name of their syntax record. */
const handlers: Handlers = {
  createTable: (statement, context, command) => createTable(statement, command.child, context),
  replaceTable: (statement, context, command) => createTable(statement, command.child, context),
  createTableLike,
  dropTable,
  alterTable,
  truncateTable,
  createView: (statement, context, command) => createView(statement, queryOf(command), context),
  dropView,
  alterView: async (statement, context) => {
    if (statement.action.kind !== 'setQuery') return alterView(statement, undefined, context);
    const nameParts = await context.nameOf(statement.name);
    const view = context.catalog.findView(nameParts) ?? context.catalog.findRelation(nameParts);
    const collation = view && 'definition' in view ? view.definition?.defaultCollation : undefined;
    return alterView(statement, context.planOf(statement.action.query, collation), context);
  },
  createNamespace,
  dropNamespace,
  alterNamespace,
  commentOn,
  insert: (statement, context, command) => insert(statement, queryOf(command), context),
  multiInsert,
  delete: (statement, context) => refuseRowChange({ kind: 'delete', name: statement.table }, context),
  update: (statement, context) => refuseRowChange({ kind: 'update', name: statement.table }, context),
  merge: (statement, context) => refuseRowChange({ kind: 'merge', name: statement.target }, context),
  createSqlFunction,
  createFunction: createJavaFunction,
  dropFunction,
  refreshFunction: async (statement, context) => {
    const nameParts = await context.nameOf(statement.name);
    if (context.catalog.findFunction(nameParts) === undefined)
      throw sparkError('ROUTINE_NOT_FOUND', { routineName: toSQLId(context.catalog.fullName(nameParts)) });
  },
  declareVariable,
  dropVariable,
  setVariables,
  setVariablesByQuery: (statement, context, command) => setVariablesByQuery(statement, queryOf(command), context),
  executeImmediate,
  openCursor: failOutside,
  fetchCursor: failOutside,
  closeCursor: failOutside,
  compound: runScript,
  analyzeTable,
  analyzeTables,
  repairTable,
  cacheTable: (statement, context, command) => cacheTable(statement, command.child, context),
  uncacheTable,
  refreshTable,
  refreshResource: (statement, context) => refreshPath(statement.path, context),
  loadData: async (statement, context) => {
    throw sparkError('_LEGACY_ERROR_TEMP_1261', {
      tableIdentWithDB: toSQLId(context.tableNamed(await context.nameOf(statement.table), 'LOAD DATA').name),
    });
  },
  setPath: async ({ elements }, { catalog, session }) => {
    if (!session.config.isOn('spark.sql.path.enabled'))
      throw sparkError('UNSUPPORTED_FEATURE.SET_PATH_WHEN_DISABLED', { config: 'spark.sql.path.enabled' });
    catalog.path = pathOf(elements, catalog.path, session.config);
  },
  setCatalog: async (statement, context) => {
    const named = statement.catalog.kind === 'columnReference' ? statement.catalog.parts.map((part) => part.value).join('.') : undefined;
    context.catalog.useCatalog(named ?? String((await context.evaluateSyntax(statement.catalog)).value));
  },
};

/** Writers of the DataFrame API. */
const writers: Readonly<Record<string, (command: CatalogCommand, context: StatementContext) => Promise<void>>> = {
  saveAsTable,
  insertIntoTable: insertFromWriter,
  writeToTable,
  mergeIntoTable,
};

export async function runStatement(
  command: CatalogCommand,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<QueryResult> {
  const context = new StatementContext(command, session, state, options);
  const writer = writers[command.statement];
  if (writer) {
    await writer(command, context);
    return nothing(state);
  }
  const handler = handlers[command.statement as StatementKind] as
    | ((statement: unknown, context: StatementContext, command: CatalogCommand) => Promise<QueryResult | undefined>)
    | undefined;
  if (handler) return (await handler(command.fields, context, command)) ?? nothing(state);
  const call = changingCalls[command.statement];
  if (call) return call(command.fields, context, command);
  const answer = await runCatalogCommand(command, {
    catalog: session.catalog,
    config: session.config,
    functions: functionRecords,
    user: session.userId || userInfo().username,
    isCached: (nameParts) => isCached(nameParts, context),
    failNotFound: (nameParts, origin) => context.failNotFound(nameParts, true, origin),
    originOf: (nameParts) => context.originOf(nameParts),
    nameOf: (name) => context.nameOf(name as IdentifierReference),
    analyze: (plan) => session.analyze(plan, options.signal, state),
    stringOf: (value) => context.stringOf(value as StringValue),
    specOf: (spec) => partialSpecOf(spec as PartitionSpec, context),
  });
  return rows(state, answer.schema, answer.rows);
}
