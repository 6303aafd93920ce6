import type { CatalogSnapshot } from '../catalog/index.ts';
import type { SessionConfig } from '../config/index.ts';
import type { FileRelation, LogicalPlan, Relation, UnresolvedDataSource } from '../plan/index.ts';

/** What analysis knows of the world. Everything that needs waiting for has been loaded before. */
export interface AnalysisContext {
  /** A snapshot: a query does not see settings that change while it runs. */
  readonly config: SessionConfig;
  readonly catalog: CatalogSnapshot;
  /** Data sources of the plan whose files have been listed: by the very record that stands in the plan. */
  readonly dataSources: ReadonlyMap<UnresolvedDataSource, FileRelation | Relation>;
  /** Tables by `tableKey(nameParts)`, also those of `format`.`path`. */
  readonly tables: ReadonlyMap<string, Relation>;
  newAttributeId(): number;
  /** One clock for one query. */
  readonly queryStartMicros: bigint;
  readonly user: string;
  /** Parses the SQL text of a `sqlText` relation. */
  parse?(text: string): LogicalPlan;
}

/** Key of a table in `AnalysisContext.tables`. */
export function tableKey(nameParts: readonly string[]): string {
  return nameParts.join('\u0000');
}
