import type { UserFunctionDefinition } from '@kindling/protocol';
import type { LogicalPlan } from '../plan/index.ts';
import type { FullName, JavaFunctionEntry, SqlFunctionEntry, TableEntry, VariableEntry, ViewDefinition } from './catalog-entry.ts';
import type { SearchPath } from './search-path.ts';

/** What the name of a relation means at the start of a query. */
export type CatalogEntry =
  | {
      readonly kind: 'tempView';
      readonly name: readonly string[];
      /** Analysed; views of SQL text have a definition, which is analysed whenever the view is used. */
      readonly plan: LogicalPlan;
      readonly definition?: ViewDefinition;
    }
  | { readonly kind: 'view'; readonly name: FullName; readonly definition: ViewDefinition }
  | { readonly kind: 'table'; readonly name: FullName; readonly table: TableEntry };

/** A variable and the fields of its value that the name goes on to. */
export interface VariableMatch {
  readonly variable: VariableEntry;
  readonly fields: readonly string[];
}

/** What the name of a function means. */
export type RoutineMatch =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'sql'; readonly entry: SqlFunctionEntry }
  | { readonly kind: 'java'; readonly entry: JavaFunctionEntry }
  | { readonly kind: 'user'; readonly definition: UserFunctionDefinition };

/** The catalog as one query sees it. */
export interface CatalogSnapshot {
  readonly currentCatalog: string;
  readonly currentNamespace: readonly string[];
  /** Where names of one part are looked for; in the body of a view or function as it was at its creation. */
  readonly searchPath: SearchPath;
  /** The path of the session, also inside of bodies. */
  readonly sessionPath: SearchPath;
  readonly sessionNamespace: readonly string[];
  /** Goes along the path; `undefined` when nothing of this name is known here. */
  lookupRelation(nameParts: readonly string[]): CatalogEntry | undefined;
  /** The function that comes first on the path; `isBuiltin` tells whether there is a builtin one of this name. */
  lookupRoutine(nameParts: readonly string[], isBuiltin: boolean): RoutineMatch | undefined;
  /** Functions whose body is SQL: temporary ones first. */
  lookupFunction(nameParts: readonly string[]): SqlFunctionEntry | undefined;
  /** Functions in JavaScript that programs registered in the session. */
  lookupUserFunction(nameParts: readonly string[]): UserFunctionDefinition | undefined;
  lookupVariable(nameParts: readonly string[]): VariableMatch | undefined;
  /** The same catalog as the body of a view or function sees it. */
  within(catalog: string, namespace: readonly string[], searchPath: SearchPath): CatalogSnapshot;
}
