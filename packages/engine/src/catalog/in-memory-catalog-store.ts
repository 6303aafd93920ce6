import type { NamespaceEntry, RoutineEntry } from './catalog-entry.ts';
import type { CatalogStore, RelationEntry } from './catalog-store.ts';

interface Namespace {
  readonly entry: NamespaceEntry;
  readonly relations: Map<string, RelationEntry>;
  readonly functions: Map<string, RoutineEntry>;
}

/** A catalog that lives as long as its engine. */
export class InMemoryCatalogStore implements CatalogStore {
  readonly #namespaces = new Map<string, Namespace>();

  constructor(defaultNamespace: NamespaceEntry) {
    this.putNamespace(defaultNamespace);
  }

  namespaces(): readonly NamespaceEntry[] {
    return sorted(
      [...this.#namespaces.values()].map((namespace) => namespace.entry),
      (entry) => entry.name,
    );
  }

  namespace(name: string): NamespaceEntry | undefined {
    return this.#namespaces.get(name)?.entry;
  }

  putNamespace(entry: NamespaceEntry): void {
    const { relations = new Map(), functions = new Map() } = this.#namespaces.get(entry.name) ?? {};
    this.#namespaces.set(entry.name, { entry, relations, functions });
  }

  deleteNamespace(name: string): void {
    this.#namespaces.delete(name);
  }

  relations(namespace: string): readonly RelationEntry[] {
    return sorted([...(this.#namespaces.get(namespace)?.relations.values() ?? [])], (entry) => entry.name[2]);
  }

  relation(namespace: string, name: string): RelationEntry | undefined {
    return this.#namespaces.get(namespace)?.relations.get(name);
  }

  putRelation(entry: RelationEntry): void {
    this.#namespaces.get(entry.name[1])?.relations.set(entry.name[2], entry);
  }

  deleteRelation(namespace: string, name: string): void {
    this.#namespaces.get(namespace)?.relations.delete(name);
  }

  functions(namespace: string): readonly RoutineEntry[] {
    return sorted([...(this.#namespaces.get(namespace)?.functions.values() ?? [])], (entry) => entry.name.at(-1) ?? '');
  }

  function(namespace: string, name: string): RoutineEntry | undefined {
    return this.#namespaces.get(namespace)?.functions.get(name);
  }

  putFunction(namespace: string, entry: RoutineEntry): void {
    this.#namespaces.get(namespace)?.functions.set(entry.name.at(-1) ?? '', entry);
  }

  deleteFunction(namespace: string, name: string): void {
    this.#namespaces.get(namespace)?.functions.delete(name);
  }
}

function sorted<T>(entries: readonly T[], nameOf: (entry: T) => string): readonly T[] {
  return [...entries].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}
