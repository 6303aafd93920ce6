import { sparkError, toSQLId } from '@kindling/protocol';
import type { TempView } from './catalog-entry.ts';
import type { RelationEntry } from './catalog-store.ts';
import type { SessionCatalog } from './session-catalog.ts';

/** The temporary view, table or view that a statement on the catalog names. */
export function relationNamed(nameParts: readonly string[], catalog: SessionCatalog): TempView | RelationEntry {
  const found = catalog.findView(nameParts) ?? catalog.findRelation(nameParts);
  if (found) return found;
  const searchPath = [toSQLId(['system', 'session']), toSQLId([catalog.currentCatalog, ...catalog.currentNamespace])];
  throw sparkError('TABLE_OR_VIEW_NOT_FOUND', { relationName: toSQLId(nameParts), searchPath: `[${searchPath.join(', ')}]` });
}

export function isTempView(entry: TempView | RelationEntry): entry is TempView {
  return !('kind' in entry);
}
