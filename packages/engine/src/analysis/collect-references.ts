import type { CatalogSnapshot } from '../catalog/index.ts';
import { type LogicalPlan, type UnresolvedDataSource, walkPlan } from '../plan/index.ts';
import { type AnalysisContext, tableKey } from './context.ts';
import { type TableReference, tableReference } from './table-not-loaded.ts';

/** What must be loaded before a plan can be analysed. */
export interface References {
  readonly dataSources: readonly UnresolvedDataSource[];
  readonly tables: readonly TableReference[];
}

/** Everything that a plan reads, also in its views, subqueries and common table expressions. Names that are computed show up only in analysis. */
export function collectReferences(plan: LogicalPlan, context: Required<Pick<AnalysisContext, 'catalog' | 'parse'>>): References {
  const { parse } = context;
  const dataSources = new Set<UnresolvedDataSource>();
  const tables = new Map<string, TableReference>();
  const seenViews = new Set<string>();
  const visit = (root: LogicalPlan, catalog: CatalogSnapshot): void => {
    walkPlan(root, (node) => {
      if (node.kind === 'unresolvedDataSource') dataSources.add(node);
      if (node.kind === 'sqlText') visit(parse(node.text), catalog);
      if (node.kind !== 'unresolvedTable' || node.nameExpression) return;
      const entry = catalog.lookupRelation(node.nameParts);
      if (entry === undefined || entry.kind === 'table') {
        const reference = tableReference(node.nameParts, entry, node);
        tables.set(tableKey(reference.nameParts), reference);
        return;
      }
      const key = entry.name.join('.');
      if (seenViews.has(key)) return;
      seenViews.add(key);
      const { definition } = entry;
      if (definition) {
        const inner = catalog.within(definition.catalog, definition.namespace, definition.searchPath);
        visit(parse(definition.text, definition.config), inner);
      } else if (entry.kind === 'tempView') visit(entry.plan, catalog);
    });
  };
  visit(plan, context.catalog);
  return { dataSources: [...dataSources], tables: [...tables.values()] };
}
