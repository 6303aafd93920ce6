import type { FunctionText, StructType, UserFunctionDefinition } from '@kindling/protocol';
import type { Expression, Origin } from './expression.ts';
import type { LogicalPlan, Relation } from './logical-plan.ts';

/** Statements that do something: they run once, when they are sent, and their rows are their answer. */
interface Node {
  readonly origin?: Origin;
  readonly planId?: number;
  readonly isPipeInput?: true;
  readonly isDerivedTable?: true;
}

export interface CreateTempView extends Node {
  readonly kind: 'createTempView';
  readonly name: string;
  readonly isGlobal: boolean;
  readonly replace: boolean;
  readonly ifNotExists?: boolean;
  readonly columns?: readonly { readonly name: string; readonly comment?: string }[];
  readonly comment?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly child: LogicalPlan;
  /** The text of the query, for SHOW CREATE TABLE and DESCRIBE. */
  readonly text?: string;
  /** Of the strings in the text. */
  readonly collation?: string;
}
export type SaveMode = 'append' | 'overwrite' | 'errorIfExists' | 'ignore';
/** df.write…save() and saveAsTable, INSERT OVERWRITE DIRECTORY. */
export interface WriteFiles extends Node {
  readonly kind: 'writeFiles';
  readonly format: string;
  readonly path: string;
  readonly mode: SaveMode;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly sortBy?: readonly string[];
  readonly bucketBy?: { readonly columns: readonly string[]; readonly numBuckets: number };
  readonly child: LogicalPlan;
}
export interface SetConfig extends Node {
  readonly kind: 'setConfig';
  /** Absent: list all; `verbose` is SET -v. */
  readonly key?: string;
  /** Absent: show it. */
  readonly value?: string;
  readonly verbose?: boolean;
}
export interface ResetConfig extends Node {
  readonly kind: 'resetConfig';
  readonly key?: string;
}
export interface Explain extends Node {
  readonly kind: 'explain';
  readonly mode: 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted';
  readonly child: LogicalPlan;
}
/** Runs a JavaScript function for each row or partition on the executors. */
export interface ForeachPartition extends Node, FunctionText {
  readonly kind: 'foreachPartition';
  readonly each: 'row' | 'partition';
  readonly child: LogicalPlan;
}
/** Gives the session a temporary function of JavaScript. */
export interface RegisterUserFunction extends Node {
  readonly kind: 'registerUserFunction';
  readonly definition: UserFunctionDefinition;
}
export interface CacheTable extends Node {
  readonly kind: 'cacheTable';
  readonly nameParts: readonly string[];
  readonly child?: LogicalPlan;
  readonly isLazy: boolean;
  readonly options: Readonly<Record<string, string>>;
}
export interface UncacheTable extends Node {
  readonly kind: 'uncacheTable';
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
}
export interface ClearCache extends Node {
  readonly kind: 'clearCache';
}

/**
 * Every other statement on the catalog: `statement` names it as Spark's logical command does in camelCase
 * (showTables, describeTable, dropView, useNamespace, createNamespace, insertInto …) and `fields` hold its plain data.
 * The catalog's own file for a statement declares and checks the shape of its fields.
 */
export interface CatalogCommand extends Node {
  readonly kind: 'catalogCommand';
  readonly statement: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly expressions?: readonly Expression[];
  readonly schema?: StructType;
  readonly child?: Relation;
}

export type Command =
  | RegisterUserFunction
  | CreateTempView
  | WriteFiles
  | SetConfig
  | ResetConfig
  | Explain
  | ForeachPartition
  | CacheTable
  | UncacheTable
  | ClearCache
  | CatalogCommand;
export type CommandKind = Command['kind'];
