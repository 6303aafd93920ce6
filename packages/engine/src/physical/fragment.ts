import type { DataType, StructType } from '@kindling/protocol';
import type { Query } from '../duckdb/sql/index.ts';
import type { LocalRelation, Origin } from '../plan/index.ts';

/** One DuckDB statement, and what it needs to run. */
export interface Fragment {
  readonly kind: 'fragment';
  readonly query: Query;
  readonly schema: StructType;
  /** Its rows are so few that they need not come one chunk after the other. */
  readonly isSmall: boolean;
  /** JavaScript bodies that must be registered with the connection first. */
  readonly runtimeFunctions: readonly RuntimeFunctionUse[];
  /** Data that must be loaded under these table names first. */
  readonly inputs: readonly FragmentInput[];
  /** Blocks of cached relations that must be attached as databases of these names first. */
  readonly blocks: readonly FragmentBlock[];
  /** `error('KINDLING#<index>#…')` in the query raises the site of that index. */
  readonly raiseSites: readonly RaiseSite[];
}

export interface RuntimeFunctionUse {
  /** Name under which DuckDB knows it: unique for body, types and options. */
  readonly sqlName: string;
  /** A body for one row, or an aggregate with a state per group. */
  readonly kind: 'scalar' | 'aggregate';
  readonly body: string;
  readonly argTypes: readonly DataType[];
  readonly resultType: DataType;
  readonly options: Readonly<Record<string, unknown>>;
  /** Of the one call that it serves, in a second look. */
  readonly origin?: Origin;
}

export interface FragmentInput {
  readonly tableName: string;
  readonly relation: LocalRelation;
}

export interface FragmentBlock {
  readonly databaseName: string;
  readonly path: string;
}

export interface RaiseSite {
  readonly condition: string;
  /** In the order in which the values stand in the message; fixed ones have their value here. */
  readonly parameters: readonly { readonly name: string; readonly fixed?: string }[];
  readonly origin?: Origin;
}
