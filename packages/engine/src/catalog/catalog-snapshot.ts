import type { LogicalPlan, Relation } from '../plan/index.ts';

/** What a name means at the start of a query. */
export type CatalogEntry =
  | {
      readonly kind: 'tempView';
      readonly name: readonly string[];
      /** As it was given: views of SQL text stay unresolved, those of DataFrames are analysed. */
      readonly plan: LogicalPlan;
      readonly columnNames?: readonly string[];
      /** Settings at the time of creation that decide what the text means. */
      readonly config?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'table'; readonly name: readonly string[]; readonly relation: Relation };

/** The catalog as one query sees it. */
export interface CatalogSnapshot {
  readonly currentCatalog: string;
  readonly currentNamespace: readonly string[];
  /** Finds temporary views first, as Spark does; `undefined` when nothing of this name is known here. */
  lookupRelation(nameParts: readonly string[]): CatalogEntry | undefined;
}
