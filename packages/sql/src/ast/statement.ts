import type {
  AlterNamespace,
  Call,
  CreateFunction,
  CreateNamespace,
  CreateSqlFunction,
  DeclareVariable,
  DescribeStatement,
  DropFunction,
  DropNamespace,
  DropVariable,
  ManageResource,
  RefreshFunction,
  SetCatalog,
  ShowStatement,
  Use,
  UseNamespace,
} from './catalog-statement.ts';
import type { CreateFlow, Delete, ExecuteImmediate, Insert, Merge, MultiInsert, Update } from './data-statement.ts';
import type { Position } from './node.ts';
import type { Query } from './query.ts';
import type { CloseCursor, Compound, DeclareCursor, FetchCursor, OpenCursor } from './script.ts';
import type { SettingStatement, SetVariableStatement } from './setting-statement.ts';
import type {
  AlterTable,
  AnalyzeTable,
  AnalyzeTables,
  CacheTable,
  ClearCache,
  CommentOn,
  CreateIndex,
  CreatePipelineDataset,
  CreateTable,
  CreateTableLike,
  DropIndex,
  DropTable,
  LoadData,
  RefreshResource,
  RefreshTable,
  RepairTable,
  ReplaceTable,
  TruncateTable,
  UncacheTable,
} from './table-statement.ts';
import type { AlterView, CreateMetricView, CreateTemporaryViewUsing, CreateView, DropView } from './view-statement.ts';

export interface Explain extends Position {
  readonly kind: 'explain';
  readonly mode: 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted';
  readonly statement: Statement;
}

/** A statement of the language, outside of scripts. A query is one. */
export type Statement =
  | Query
  | Explain
  | Insert
  | MultiInsert
  | Delete
  | Update
  | Merge
  | ExecuteImmediate
  | CreateFlow
  | CreateTable
  | ReplaceTable
  | CreateTableLike
  | CreatePipelineDataset
  | DropTable
  | AlterTable
  | TruncateTable
  | AnalyzeTable
  | AnalyzeTables
  | RefreshTable
  | RefreshResource
  | RefreshFunction
  | CacheTable
  | UncacheTable
  | ClearCache
  | LoadData
  | RepairTable
  | CreateIndex
  | DropIndex
  | CommentOn
  | CreateView
  | CreateMetricView
  | CreateTemporaryViewUsing
  | DropView
  | AlterView
  | CreateNamespace
  | AlterNamespace
  | DropNamespace
  | Use
  | UseNamespace
  | SetCatalog
  | CreateFunction
  | CreateSqlFunction
  | DropFunction
  | DeclareVariable
  | DropVariable
  | Call
  | ManageResource
  | ShowStatement
  | DescribeStatement
  | SettingStatement
  | SetVariableStatement
  | DeclareCursor
  | OpenCursor
  | FetchCursor
  | CloseCursor;

/** What a text holds: a statement, or a whole script `BEGIN … END`. */
export type StatementOrScript = Statement | Compound;
