import { analyze, collectReferences, TableNotLoaded, tableKey } from '../analysis/index.ts';
import type { CatalogSnapshot, SessionCatalog } from '../catalog/index.ts';
import type { SessionConfig } from '../config/index.ts';
import { parsePlan } from '../frontend/index.ts';
import type { LogicalPlan, Relation, UnresolvedDataSource } from '../plan/index.ts';
import type { SourceIo } from '../sources/index.ts';
import { loadDataSource, loadPathTable, loadTable } from './load-table.ts';
import { frontendContext, parserOptions, type QueryState } from './query-state.ts';

export interface AnalyzeOptions {
  readonly state: QueryState;
  readonly catalog: SessionCatalog;
  readonly user: string;
  readonly io: SourceIo;
}

/** Loads what a plan refers to, then analyses it. */
export async function analyzeQuery(plan: LogicalPlan, options: AnalyzeOptions): Promise<LogicalPlan> {
  const { state, io } = options;
  const catalog = options.catalog.snapshot();
  const parse = (
    text: string,
    config: SessionConfig = state.config,
    object?: { readonly objectType: string; readonly objectName: string },
  ) => parsePlan({ ...frontendContext(text, { ...state, config }), ...object }, parserOptions(config));
  const references = collectReferences(plan, { catalog, parse });
  const dataSources = new Map<UnresolvedDataSource, Relation>();
  for (const reference of references.dataSources) dataSources.set(reference, await loadDataSource(reference, state, io));
  const tables = new Map<string, Relation | undefined>();
  const load = async (nameParts: readonly string[]) => {
    const name = keyName(catalog, nameParts);
    const key = tableKey(name);
    if (tables.has(key)) return false;
    tables.set(key, await relationNamed(catalog, nameParts, state, io));
    return true;
  };
  for (const nameParts of references.tables) await load(nameParts);
  for (;;) {
    try {
      return analyze(plan, {
        config: state.config,
        catalog,
        dataSources,
        tables,
        newAttributeId: state.newAttributeId,
        queryStartMicros: state.queryStartMicros,
        user: options.user,
        parse,
      });
    } catch (error) {
      // Names that are computed, or stand in the texts of views and functions, come to light only there.
      if (!(error instanceof TableNotLoaded) || !(await load(error.nameParts))) throw error;
    }
  }
}

function keyName(catalog: CatalogSnapshot, nameParts: readonly string[]): readonly string[] {
  const entry = catalog.lookupRelation(nameParts);
  return entry?.kind === 'table' ? entry.name : nameParts;
}

function relationNamed(
  catalog: CatalogSnapshot,
  nameParts: readonly string[],
  state: QueryState,
  io: SourceIo,
): Promise<Relation | undefined> {
  const entry = catalog.lookupRelation(nameParts);
  return entry?.kind === 'table' ? loadTable(entry.table, state, io) : loadPathTable(nameParts, state, io);
}
