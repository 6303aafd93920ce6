import { analyze, type BodyText, collectReferences, TableNotLoaded, type TableReference, tableKey } from '../analysis/index.ts';
import type { SessionCatalog } from '../catalog/index.ts';
import type { SessionConfig } from '../config/index.ts';
import { parseExpressionText, parsePlan } from '../frontend/index.ts';
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
  const parse = (text: string, config: SessionConfig = state.config, object?: BodyText): LogicalPlan => {
    const context = { ...frontendContext(text, { ...state, config }), ...object };
    if (!object?.isExpression) return parsePlan(context, parserOptions(config));
    return { kind: 'project', list: [parseExpressionText(context, parserOptions(config))], child: { kind: 'oneRow' } };
  };
  const references = collectReferences(plan, { catalog, parse });
  const dataSources = new Map<UnresolvedDataSource, Relation>();
  for (const reference of references.dataSources) dataSources.set(reference, await loadDataSource(reference, state, io));
  const tables = new Map<string, Relation | undefined>();
  const load = async (reference: TableReference) => {
    const key = tableKey(reference.nameParts);
    if (tables.has(key)) return false;
    tables.set(key, await relationOf(reference, state, io));
    return true;
  };
  // What fails here fails again when analysis comes to it, unless the name turns out to mean something else there.
  await Promise.allSettled(references.tables.map(load));
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
      if (!(error instanceof TableNotLoaded) || !(await load(error.reference))) throw error;
    }
  }
}

function relationOf(reference: TableReference, state: QueryState, io: SourceIo): Promise<Relation | undefined> {
  return reference.table ? loadTable(reference.table, state, io) : loadPathTable(reference, state, io);
}
