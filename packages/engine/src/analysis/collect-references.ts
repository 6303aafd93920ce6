import type { CatalogSnapshot } from '../catalog/index.ts';
import { type LogicalPlan, type UnresolvedDataSource, walkPlan } from '../plan/index.ts';

/** What must be loaded before a plan can be analysed. */
export interface References {
  readonly dataSources: readonly UnresolvedDataSource[];
  /** Tables that the catalog snapshot does not know, with views looked through. */
  readonly tables: readonly (readonly string[])[];
  /** Names given by IDENTIFIER(…), which analysis itself evaluates. */
  readonly hasComputedNames: boolean;
}

/** Everything that a plan reads, also inside views, subqueries and common table expressions. */
export function collectReferences(
  plan: LogicalPlan,
  options: { readonly catalog: CatalogSnapshot; readonly parse?: (text: string) => LogicalPlan },
): References {
  const { catalog, parse } = options;
  const dataSources = new Set<UnresolvedDataSource>();
  const tables: (readonly string[])[] = [];
  const seenViews = new Set<string>();
  let hasComputedNames = false;
  const visit = (root: LogicalPlan): void => {
    walkPlan(root, (node) => {
      if (node.kind === 'unresolvedDataSource') dataSources.add(node);
      if (node.kind === 'sqlText' && parse) visit(parse(node.text));
      if (node.kind !== 'unresolvedTable') return;
      if (node.nameExpression) {
        hasComputedNames = true;
        return;
      }
      const entry = catalog.lookupRelation(node.nameParts);
      if (entry === undefined) {
        tables.push(node.nameParts);
      } else if (entry.kind === 'tempView' && !seenViews.has(entry.name.join('.'))) {
        seenViews.add(entry.name.join('.'));
        visit(entry.plan);
      }
    });
  };
  visit(plan);
  return { dataSources: [...dataSources], tables, hasComputedNames };
}
