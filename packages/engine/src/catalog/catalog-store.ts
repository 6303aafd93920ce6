import type { NamespaceEntry, RoutineEntry, TableEntry, ViewEntry } from './catalog-entry.ts';

export type RelationEntry = TableEntry | ViewEntry;

/**
 * Where databases, tables, views and functions are kept: all that outlives a session. Names are given and found as the session's
 * catalog normalises them.
 */
export interface CatalogStore {
  namespaces(): readonly NamespaceEntry[];
  namespace(name: string): NamespaceEntry | undefined;
  putNamespace(entry: NamespaceEntry): void;
  /** With everything in it. */
  deleteNamespace(name: string): void;
  relations(namespace: string): readonly RelationEntry[];
  relation(namespace: string, name: string): RelationEntry | undefined;
  putRelation(entry: RelationEntry): void;
  deleteRelation(namespace: string, name: string): void;
  functions(namespace: string): readonly RoutineEntry[];
  function(namespace: string, name: string): RoutineEntry | undefined;
  putFunction(namespace: string, entry: RoutineEntry): void;
  deleteFunction(namespace: string, name: string): void;
}
