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
  /** Tables by `tableKey` of their full name, those of `format`.`path` by that; nothing for names that are known to be none. */
  readonly tables: ReadonlyMap<string, Relation | undefined>;
  newAttributeId(): number;
  /** One clock for one query. */
  readonly queryStartMicros: bigint;
  readonly user: string;
  /** Parses SQL text: of a `sqlText` relation, or the body of a view or function under the settings of its creation. */
  parse?(text: string, config?: SessionConfig, object?: BodyText): LogicalPlan;
}

/** What a text is the body of. */
export interface BodyText {
  readonly objectType: string;
  readonly objectName: string;
  readonly defaultCollation?: string;
  /** It is no statement, and becomes the select list of one. */
  readonly isExpression?: true;
}

/** Key of a table in `AnalysisContext.tables`. */
export function tableKey(nameParts: readonly string[]): string {
  return nameParts.join('\u0000');
}
