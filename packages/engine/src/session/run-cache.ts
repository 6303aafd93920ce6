import { sparkError, toSQLId } from '@kindling/protocol';
import type { CacheTable, RefreshTable, UncacheTable } from '@kindling/sql';
import type { StorageLevel } from '../events/index.ts';
import { originOf } from '../frontend/index.ts';
import type { LogicalPlan, UnresolvedTable } from '../plan/index.ts';
import { localPath } from '../sources/index.ts';
import { storageLevelNamed } from './cache/index.ts';
import { createTempView } from './run-view.ts';
import type { StatementContext } from './statement-context.ts';

const plainName = /^\w+$/;
/** A name as plans show it: quoted only where it has to be. */
const shownName = (nameParts: readonly string[]): string =>
  nameParts.map((part) => (plainName.test(part) ? part : toSQLId([part]))).join('.');

function table(nameParts: readonly string[], statement: CacheTable | UncacheTable, context: StatementContext): UnresolvedTable {
  return { kind: 'unresolvedTable', nameParts, options: {}, origin: originOf(statement.name, context.frontend) };
}

/** CACHE [LAZY] TABLE: with a query it makes a temporary view. Without LAZY its rows are computed now; if they cannot, it is not cached. */
export async function cacheTable(statement: CacheTable, query: LogicalPlan | undefined, context: StatementContext): Promise<void> {
  const { session, state, catalog } = context;
  const nameParts = await context.nameOf(statement.name);
  const option = statement.options.find(({ key }) => key.toLowerCase() === 'storagelevel')?.value ?? undefined;
  if (query) {
    const analyzed = await context.analyze(query);
    const text = statement.query ? context.text.slice(statement.query.start, statement.query.stop + 1) : '';
    const name = nameParts.at(-1) as string;
    await createTempView({ kind: 'createTempView', name, isGlobal: false, replace: false, child: query, text }, analyzed, session, state);
  }
  try {
    const analyzed = await context.analyze(table(nameParts, statement, context));
    const level = storageLevelNamed(option ?? state.config.get('spark.sql.defaultCacheStorageLevel'));
    await cachePlan(analyzed, { level, name: shownName(nameParts), isLazy: statement.lazy }, context);
  } catch (error) {
    if (query) catalog.dropTempView(nameParts.at(-1) as string);
    throw error;
  }
}

interface CachePlanOptions {
  readonly level: StorageLevel;
  readonly name?: string;
  readonly isLazy: boolean;
}

async function cachePlan(analyzed: LogicalPlan, { level, name, isLazy }: CachePlanOptions, context: StatementContext): Promise<void> {
  const { cache } = context.session.application;
  cache.add({ plan: analyzed, state: context.state }, level, name);
  const entry = cache.find(analyzed);
  if (isLazy || !entry) return;
  try {
    await cache.materialize(entry.cacheId, context.session, context.options);
  } catch (error) {
    await cache.remove(analyzed, { cascade: false });
    throw error;
  }
}

/** spark.catalog.cacheTable, which computes nothing yet. */
export async function cacheTableLazily(
  nameParts: readonly string[],
  level: StorageLevel | undefined,
  context: StatementContext,
): Promise<void> {
  const analyzed = await context.analyze({ kind: 'unresolvedTable', nameParts, options: {} });
  const known = level ?? storageLevelNamed(context.state.config.get('spark.sql.defaultCacheStorageLevel'));
  await cachePlan(analyzed, { level: known, name: shownName(nameParts), isLazy: true }, context);
}

export async function uncacheTable(statement: UncacheTable, context: StatementContext): Promise<void> {
  const nameParts = await context.nameOf(statement.name);
  const { catalog, session } = context;
  const view = catalog.findView(nameParts);
  if (!view && !catalog.findRelation(nameParts) && statement.ifExists) {
    if (nameParts.length > 3)
      throw sparkError('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: catalog.currentCatalog, identifier: toSQLId(nameParts) });
    return;
  }
  const analyzed = await context.analyze(table(nameParts, statement, context));
  // What is made of a temporary view stays, as its rows are the same with and without it.
  await session.application.cache.remove(analyzed, { cascade: !view });
}

/** Whether a table or view of this name is cached. */
export async function isCached(nameParts: readonly string[], context: StatementContext): Promise<boolean> {
  const { cache } = context.session.application;
  if (cache.isEmpty) return false;
  return cache.find(await context.analyze({ kind: 'unresolvedTable', nameParts, options: {} })) !== undefined;
}

/** REFRESH TABLE: rows that are cached are computed anew. */
export async function refreshTable(statement: RefreshTable, context: StatementContext): Promise<void> {
  const nameParts = await context.nameOf(statement.name);
  if (context.catalog.findView(nameParts) === undefined) context.relationNamed(nameParts, true, originOf(statement.name, context.frontend));
  const { cache } = context.session.application;
  if (!cache.isEmpty) await cache.refresh(await context.analyze({ kind: 'unresolvedTable', nameParts, options: {} }));
}

/** REFRESH 'path'. */
export async function refreshPath(path: string, context: StatementContext): Promise<void> {
  await context.session.application.cache.refreshPath(localPath(path));
}
