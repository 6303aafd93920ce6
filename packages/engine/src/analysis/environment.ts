import type { AggregateCall, Attribute, Cte, Expression, LogicalPlan, UnresolvedAttribute, UnresolvedWindow } from '../plan/index.ts';
import type { NameScope } from './name-scope.ts';

/** A common table expression that names can mean. */
export interface CteBinding {
  readonly cte: Cte;
  /** Its columns, once it is resolved; of a recursive one, those of its anchor. */
  readonly output: readonly Attribute[];
  readonly isRecursive: boolean;
}

/** What surrounds an operator in the text of the query. */
export interface Environment {
  readonly ctes: ReadonlyMap<string, CteBinding>;
  readonly windows: ReadonlyMap<string, UnresolvedWindow>;
  /** The enclosing query, whose columns a subquery may use. */
  readonly outer?: OuterQuery;
  readonly viewDepth: number;
  /** Plans that columns refer to by plan id besides the children of their operator. */
  readonly relations: readonly LogicalPlan[];
}

export interface OuterQuery {
  /** The parameters of a function, which all of its body sees. */
  readonly isParameters?: true;
  /** Finds what the names lack: grouping columns that the select list does not have. */
  readonly fallback?: (attribute: UnresolvedAttribute) => Expression | undefined;
  readonly names: NameScope;
  readonly environment: Environment;
  /** Where the query has groups: the column that holds an aggregate of them. */
  readonly aggregateOf?: (call: AggregateCall) => Attribute;
  /** Told about each use of an outer column. */
  readonly inputs: readonly LogicalPlan[];
}

export const emptyEnvironment: Environment = { ctes: new Map(), windows: new Map(), viewDepth: 0, relations: [] };
