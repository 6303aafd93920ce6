import { sparkError, toSQLId, type UserFunctionDefinition } from '@kindling/protocol';
import { SessionConfig } from '../config/index.ts';
import type { FullName, JavaFunctionEntry, SqlFunctionEntry, TempView, VariableEntry } from './catalog-entry.ts';
import type { CatalogEntry, CatalogSnapshot, RoutineMatch, VariableMatch } from './catalog-snapshot.ts';
import type { CatalogStore, RelationEntry } from './catalog-store.ts';
import { InMemoryCatalogStore } from './in-memory-catalog-store.ts';
import { type PathEntry, type SearchPath, searchPathOf } from './search-path.ts';

/** What the sessions of an engine share. */
export interface SharedCatalog {
  readonly store: CatalogStore;
  readonly globalTempViews: Map<string, TempView>;
}

/** An empty catalog, with the database `default` in the warehouse folder. */
export function newSharedCatalog(warehouse: string): SharedCatalog {
  const store = new InMemoryCatalogStore({ name: 'default', comment: 'default database', location: warehouse, properties: {} });
  return { store, globalTempViews: new Map() };
}

/** Variables that a block of a script declares; a label makes them reachable by `label.name`. */
export interface VariableScope {
  readonly label: string;
  readonly variables: Map<string, VariableEntry>;
}

export const SPARK_CATALOG = 'spark_catalog';
const GLOBAL_TEMP = 'global_temp';

/** The catalog of one session: where names are looked up, its temporary views and functions, and its variables. */
export class SessionCatalog {
  readonly store: CatalogStore;
  readonly #globalViews: Map<string, TempView>;
  readonly #tempViews = new Map<string, TempView>();
  readonly #tempFunctions = new Map<string, SqlFunctionEntry>();
  readonly #userFunctions = new Map<string, UserFunctionDefinition>();
  readonly #variables = new Map<string, VariableEntry>();
  /** Innermost block first. */
  #scopes: readonly VariableScope[] = [];
  #currentNamespace: readonly string[] = ['default'];
  readonly #config: SessionConfig;
  /** What SET PATH made of it; nothing while the default counts. */
  path: readonly PathEntry[] | undefined;

  constructor(shared: SharedCatalog = newSharedCatalog('spark-warehouse'), config = new SessionConfig()) {
    this.#config = config;
    this.store = shared.store;
    this.#globalViews = shared.globalTempViews;
  }

  // ---------------------------------------------------------------- namespaces

  get currentCatalog(): string {
    return SPARK_CATALOG;
  }

  get currentNamespace(): readonly string[] {
    return this.#currentNamespace;
  }

  /** Where names of one part are looked for. */
  get searchPath(): SearchPath {
    return searchPathOf(this.path, this.#config, [this.currentCatalog, ...this.#currentNamespace]);
  }

  useCatalog(name: string): void {
    if (name.toLowerCase() !== SPARK_CATALOG)
      throw sparkError('CATALOG_NOT_FOUND', { catalogName: toSQLId([name]), config: `"spark.sql.catalog.${name}"` });
  }

  useNamespace(namespace: readonly string[]): void {
    const parts = withoutCatalog(namespace);
    if (parts.length > 1) throw sparkError('SCHEMA_NOT_FOUND', { schemaName: toSQLId([SPARK_CATALOG, ...parts]) });
    this.#currentNamespace = [this.namespaceNamed(namespace)];
  }

  hasNamespace(namespace: readonly string[]): boolean {
    const name = withoutCatalog(namespace);
    return name.length === 1 && (name[0] === GLOBAL_TEMP || this.store.namespace((name[0] as string).toLowerCase()) !== undefined);
  }

  /** The namespace's own name; SCHEMA_NOT_FOUND when there is none. */
  namespaceNamed(namespace: readonly string[]): string {
    const parts = withoutCatalog(namespace);
    if (parts.length > 1) throw sparkError('_LEGACY_ERROR_TEMP_1126', { catalog: parts.join('.') });
    if (!this.hasNamespace(parts)) throw sparkError('SCHEMA_NOT_FOUND', { schemaName: toSQLId([SPARK_CATALOG, ...parts]) });
    return (parts[0] as string).toLowerCase();
  }

  // ---------------------------------------------------------------- tables and views

  /** The full name that a name in a statement stands for. */
  fullName(nameParts: readonly string[]): FullName {
    return fullName(nameParts, this.#currentNamespace);
  }

  findRelation(nameParts: readonly string[]): RelationEntry | undefined {
    return findRelation(this.store, nameParts, this.#currentNamespace);
  }

  putTempView(view: TempView, isGlobal: boolean): void {
    (isGlobal ? this.#globalViews : this.#tempViews).set((view.name.at(-1) as string).toLowerCase(), view);
  }

  /** Whether there was such a view. */
  dropTempView(name: string): boolean {
    return this.#tempViews.delete(name.toLowerCase());
  }

  dropGlobalTempView(name: string): boolean {
    return this.#globalViews.delete(name.toLowerCase());
  }

  /** A temporary view, local or global. */
  findView(nameParts: readonly string[]): TempView | undefined {
    return findTempView(nameParts, this.#tempViews, this.#globalViews);
  }

  get tempViews(): readonly TempView[] {
    return [...this.#tempViews.values()];
  }

  get globalTempViews(): readonly TempView[] {
    return [...this.#globalViews.values()];
  }

  // ---------------------------------------------------------------- functions

  get tempFunctions(): readonly SqlFunctionEntry[] {
    return [...this.#tempFunctions.values()];
  }

  putTempFunction(entry: SqlFunctionEntry): void {
    this.#userFunctions.delete((entry.name.at(-1) as string).toLowerCase());
    this.#tempFunctions.set((entry.name.at(-1) as string).toLowerCase(), entry);
  }

  dropTempFunction(name: string): boolean {
    const key = name.toLowerCase();
    return this.#tempFunctions.delete(key) || this.#userFunctions.delete(key);
  }

  /** Functions that programs registered; they take the names of temporary ones. */
  get userFunctions(): readonly UserFunctionDefinition[] {
    return [...this.#userFunctions.values()];
  }

  findUserFunction(nameParts: readonly string[]): UserFunctionDefinition | undefined {
    return this.snapshot().lookupUserFunction(nameParts);
  }

  putUserFunction(definition: UserFunctionDefinition): void {
    const key = definition.name.toLowerCase();
    this.#tempFunctions.delete(key);
    this.#userFunctions.set(key, definition);
  }

  findTempFunction(name: string): SqlFunctionEntry | undefined {
    return this.#tempFunctions.get(name.toLowerCase());
  }

  findFunction(nameParts: readonly string[]): SqlFunctionEntry | undefined {
    return this.snapshot().lookupFunction(nameParts);
  }

  findJavaFunction(nameParts: readonly string[]): JavaFunctionEntry | undefined {
    const found = this.snapshot().lookupRoutine(nameParts, false);
    return found?.kind === 'java' ? found.entry : undefined;
  }

  // ---------------------------------------------------------------- variables

  get scopes(): readonly VariableScope[] {
    return this.#scopes;
  }

  /** Runs with other blocks around it: those of a handler, or none for EXECUTE IMMEDIATE. */
  async withScopes<T>(scopes: readonly VariableScope[], run: () => Promise<T>): Promise<T> {
    const before = this.#scopes;
    this.#scopes = scopes;
    try {
      return await run();
    } finally {
      this.#scopes = before;
    }
  }

  putVariable(entry: VariableEntry): void {
    this.#variables.set((entry.name.at(-1) as string).toLowerCase(), entry);
  }

  dropVariable(name: string): boolean {
    return this.#variables.delete(name.toLowerCase());
  }

  findSessionVariable(name: string): VariableEntry | undefined {
    return this.#variables.get(name.toLowerCase());
  }

  /** Gives a variable another value, wherever it is declared. */
  assign(entry: VariableEntry, value: unknown): void {
    const key = (entry.name.at(-1) as string).toLowerCase();
    const scope = this.#scopes.find((candidate) => candidate.variables.get(key) === entry);
    (scope?.variables ?? this.#variables).set(key, { ...entry, value });
  }

  /** The catalog as it is now, for one query. */
  snapshot(): CatalogSnapshot {
    const tempViews = new Map(this.#tempViews);
    const globals = new Map(this.#globalViews);
    const functions = new Map(this.#tempFunctions);
    const userFunctions = new Map(this.#userFunctions);
    const variables = new Map(this.#variables);
    const scopes = this.#scopes.map((scope) => ({ ...scope, variables: new Map(scope.variables) }));
    const { store } = this;
    const sessionPath = this.searchPath;
    const relationAt = (nameParts: readonly string[]): CatalogEntry | undefined => {
      const view = findTempView(nameParts, tempViews, globals);
      if (view) return { kind: 'tempView', name: view.name, plan: view.plan, ...(view.definition ? { definition: view.definition } : {}) };
      const entry = findRelation(store, nameParts, []);
      if (entry === undefined) return undefined;
      return entry.kind === 'table'
        ? { kind: 'table', name: entry.name, table: entry }
        : { kind: 'view', name: entry.name, definition: entry.definition };
    };
    const routineAt = (nameParts: readonly string[], isBuiltin: boolean): RoutineMatch | undefined => {
      if (isBuiltin && isIn('builtin', nameParts)) return { kind: 'builtin' };
      const temporary = isIn('session', nameParts) ? (nameParts.at(-1) as string).toLowerCase() : undefined;
      const definition = temporary === undefined ? undefined : userFunctions.get(temporary);
      if (definition) return { kind: 'user', definition };
      const own = temporary === undefined ? undefined : functions.get(temporary);
      if (own) return { kind: 'sql', entry: own };
      const [catalog, namespace, name] = fullName(nameParts, []);
      const entry = catalog === SPARK_CATALOG ? store.function(namespace, name) : undefined;
      if (entry?.kind === 'javaFunction') return { kind: 'java', entry };
      return entry && { kind: 'sql', entry };
    };
    const within = (currentCatalog: string, currentNamespace: readonly string[], searchPath: SearchPath): CatalogSnapshot => {
      const along = <T>(nameParts: readonly string[], find: (full: readonly string[]) => T | undefined): T | undefined => {
        if (nameParts.length !== 1) return find(nameParts);
        for (const namespace of searchPath) {
          const found = find([...namespace, ...nameParts]);
          if (found !== undefined) return found;
        }
        return undefined;
      };
      const lookupRoutine = (nameParts: readonly string[], isBuiltin: boolean) => along(nameParts, (full) => routineAt(full, isBuiltin));
      return {
        currentCatalog,
        currentNamespace,
        searchPath,
        sessionPath,
        sessionNamespace,
        lookupRelation: (nameParts) => along(nameParts, relationAt),
        lookupRoutine,
        lookupFunction(nameParts): SqlFunctionEntry | undefined {
          const found = lookupRoutine(nameParts, false);
          return found?.kind === 'sql' ? found.entry : undefined;
        },
        lookupUserFunction(nameParts): UserFunctionDefinition | undefined {
          const found = lookupRoutine(nameParts, false);
          return found?.kind === 'user' ? found.definition : undefined;
        },
        lookupVariable: (nameParts) => findVariable(nameParts, scopes, searchPath.some(isSession) ? variables : new Map(), variables),
        within,
      };
    };
    const sessionNamespace = this.#currentNamespace;
    return within(SPARK_CATALOG, sessionNamespace, sessionPath);
  }
}

function withoutCatalog(namespace: readonly string[]): readonly string[] {
  return namespace.length > 1 && namespace[0]?.toLowerCase() === SPARK_CATALOG ? namespace.slice(1) : namespace;
}

function fullName(nameParts: readonly string[], currentNamespace: readonly string[]): FullName {
  const parts = nameParts.map((part) => part.toLowerCase());
  const name = parts.at(-1) as string;
  if (parts.length === 1) return [SPARK_CATALOG, currentNamespace[0] as string, name];
  if (parts.length === 2) return [SPARK_CATALOG, parts[0] as string, name];
  const isNested = parts.length > 3 || (parts[0] !== SPARK_CATALOG && parts[0] !== 'system');
  if (isNested) {
    const identifier = toSQLId(parts[0] === SPARK_CATALOG ? nameParts.slice(1) : nameParts);
    throw sparkError('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: SPARK_CATALOG, identifier });
  }
  return [parts[0] as string, parts.slice(1, -1).join('.'), name];
}

function findRelation(store: CatalogStore, nameParts: readonly string[], currentNamespace: readonly string[]): RelationEntry | undefined {
  const [catalog, namespace, name] = fullName(nameParts, currentNamespace);
  return catalog === SPARK_CATALOG ? store.relation(namespace, name) : undefined;
}

const isSession = (namespace: readonly string[]): boolean => namespace.join('.').toLowerCase() === 'system.session';

/** Whether a qualified name is one of the system's, as in `session.x` and `system.session.x`. */
function isIn(namespace: 'session' | 'builtin', nameParts: readonly string[]): boolean {
  const qualifier = nameParts
    .slice(0, -1)
    .map((part) => part.toLowerCase())
    .join('.');
  return qualifier === namespace || qualifier === `system.${namespace}`;
}

/** The last part of `x`, `session.x` and `system.session.x`. */
function sessionName(nameParts: readonly string[]): string | undefined {
  const qualifier = nameParts
    .slice(0, -1)
    .map((part) => part.toLowerCase())
    .join('.');
  return qualifier === '' || qualifier === 'session' || qualifier === 'system.session' ? nameParts.at(-1) : undefined;
}

function findTempView(
  nameParts: readonly string[],
  tempViews: ReadonlyMap<string, TempView>,
  globals: ReadonlyMap<string, TempView>,
): TempView | undefined {
  const local = sessionName(nameParts);
  if (local !== undefined) return tempViews.get(local.toLowerCase());
  const [first, second] = nameParts;
  return nameParts.length === 2 && first?.toLowerCase() === GLOBAL_TEMP ? globals.get((second as string).toLowerCase()) : undefined;
}

function findVariable(
  nameParts: readonly string[],
  scopes: readonly VariableScope[],
  onPath: ReadonlyMap<string, VariableEntry>,
  variables: ReadonlyMap<string, VariableEntry>,
): VariableMatch | undefined {
  const parts = nameParts.map((part) => part.toLowerCase());
  const [first, second, third] = parts;
  for (const scope of scopes) {
    const own = scope.variables.get(first as string);
    if (own) return { variable: own, fields: nameParts.slice(1) };
    const labelled = second !== undefined && scope.label === first ? scope.variables.get(second) : undefined;
    if (labelled) return { variable: labelled, fields: nameParts.slice(2) };
  }
  const own = onPath.get(first as string);
  if (own) return { variable: own, fields: nameParts.slice(1) };
  const inSession = first === 'session' && second !== undefined ? variables.get(second) : undefined;
  if (inSession) return { variable: inSession, fields: nameParts.slice(2) };
  const qualified = first === 'system' && second === 'session' && third !== undefined ? variables.get(third) : undefined;
  return qualified && { variable: qualified, fields: nameParts.slice(3) };
}
