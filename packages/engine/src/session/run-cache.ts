import { sparkError, toSQLId } from '@kindling/protocol';
import type { CacheTable, UncacheTable } from '@kindling/sql';
import type { LogicalPlan } from '../plan/index.ts';
import { createTempView } from './run-view.ts';
import type { StatementContext } from './statement-context.ts';

/** CACHE TABLE: answers stay the same with and without it; with a query it makes a temporary view. */
export async function cacheTable(statement: CacheTable, query: LogicalPlan | undefined, context: StatementContext): Promise<void> {
  const nameParts = await context.nameOf(statement.name);
  if (query === undefined) {
    await context.analyze({ kind: 'unresolvedTable', nameParts, options: {} });
    context.catalog.setCached(nameParts, true);
    return;
  }
  const analyzed = await context.analyze(query);
  const text = statement.query ? context.text.slice(statement.query.start, statement.query.stop + 1) : '';
  const name = nameParts.at(-1) as string;
  createTempView(
    { kind: 'createTempView', name, isGlobal: false, replace: false, child: query, text },
    analyzed,
    context.session,
    context.state,
  );
  context.catalog.setCached([name], true);
}

export async function uncacheTable(statement: UncacheTable, context: StatementContext): Promise<void> {
  const nameParts = await context.nameOf(statement.name);
  const { catalog } = context;
  if (catalog.findView(nameParts) || catalog.findRelation(nameParts)) {
    catalog.setCached(nameParts, false);
    return;
  }
  if (statement.ifExists) return;
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
