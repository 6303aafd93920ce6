import type { TempView } from './catalog-entry.ts';
import type { RelationEntry } from './catalog-store.ts';
import type { CatalogCommandContext } from './statement-answer.ts';

/** The temporary view, table or view that a statement on the catalog names. */
export function relationNamed(nameParts: readonly string[], context: CatalogCommandContext, written = nameParts): TempView | RelationEntry {
  const { catalog } = context;
  return catalog.findView(nameParts) ?? catalog.findRelation(nameParts) ?? context.failNotFound(nameParts, context.originOf(written));
}

export function isTempView(entry: TempView | RelationEntry): entry is TempView {
  return !('kind' in entry);
}
