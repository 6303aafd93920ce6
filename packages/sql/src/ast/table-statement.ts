import type { DataType, StructFieldType } from './data-type.ts';
import type { Identifier, IdentifierReference, MultipartIdentifier, Position, Property, StringValue } from './node.ts';
import type { Query } from './query.ts';
import type { RowFormat } from './relation.ts';
import type {
  ClusterBySpec,
  ColumnAddition,
  ColumnPosition,
  ConstraintDefinition,
  ExpressionWithText,
  FileFormat,
  PartitionSpec,
  TableClauses,
  TableElement,
} from './table-definition.ts';

export interface CreateTable extends Position, TableClauses {
  readonly kind: 'createTable';
  readonly external: boolean;
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly elements: readonly TableElement[];
  readonly query: Query | undefined;
}

/** `REPLACE TABLE`, `CREATE OR REPLACE TABLE`. */
export interface ReplaceTable extends Position, TableClauses {
  readonly kind: 'replaceTable';
  readonly orCreate: boolean;
  readonly name: IdentifierReference;
  readonly elements: readonly TableElement[];
  readonly query: Query | undefined;
}

export interface CreateTableLike extends Position {
  readonly kind: 'createTableLike';
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly source: IdentifierReference;
  readonly provider: MultipartIdentifier | undefined;
  readonly rowFormat: RowFormat | undefined;
  readonly fileFormat: FileFormat | undefined;
  readonly location: StringValue | undefined;
  readonly properties: readonly Property[];
}

export interface DropTable extends Position {
  readonly kind: 'dropTable';
  readonly ifExists: boolean;
  readonly name: IdentifierReference;
  readonly purge: boolean;
}

export type AlterColumnAction =
  | { readonly kind: 'setType'; readonly dataType: DataType }
  | { readonly kind: 'setComment'; readonly comment: StringValue }
  | { readonly kind: 'setPosition'; readonly position: ColumnPosition }
  | { readonly kind: 'setNotNull' }
  | { readonly kind: 'dropNotNull' }
  | { readonly kind: 'setDefault'; readonly default: ExpressionWithText }
  | { readonly kind: 'dropDefault' };

export interface AlterColumnSpec extends Position {
  readonly kind: 'alterColumnSpec';
  readonly column: MultipartIdentifier;
  readonly action: AlterColumnAction;
}

export interface PartitionLocation extends Position {
  readonly kind: 'partitionLocation';
  readonly partition: PartitionSpec;
  readonly location: StringValue | undefined;
}

export type AlterTableAction =
  | { readonly kind: 'addColumns'; readonly columns: readonly ColumnAddition[] }
  | { readonly kind: 'renameColumn'; readonly column: MultipartIdentifier; readonly newName: Identifier }
  | { readonly kind: 'dropColumns'; readonly ifExists: boolean; readonly columns: readonly MultipartIdentifier[] }
  | { readonly kind: 'rename'; readonly newName: MultipartIdentifier }
  | { readonly kind: 'setProperties'; readonly properties: readonly Property[] }
  | { readonly kind: 'unsetProperties'; readonly ifExists: boolean; readonly keys: readonly string[] }
  | { readonly kind: 'alterColumns'; readonly columns: readonly AlterColumnSpec[] }
  /** Hive's `CHANGE COLUMN a b INT COMMENT '…' FIRST`. */
  | {
      readonly kind: 'changeColumn';
      readonly column: MultipartIdentifier;
      readonly definition: StructFieldType;
      readonly position: ColumnPosition | undefined;
    }
  | { readonly kind: 'replaceColumns'; readonly columns: readonly ColumnAddition[] }
  | {
      readonly kind: 'setSerde';
      readonly partition: PartitionSpec | undefined;
      readonly serde: StringValue | undefined;
      readonly properties: readonly Property[];
    }
  | { readonly kind: 'addPartitions'; readonly ifNotExists: boolean; readonly partitions: readonly PartitionLocation[] }
  | { readonly kind: 'renamePartition'; readonly from: PartitionSpec; readonly to: PartitionSpec }
  | { readonly kind: 'dropPartitions'; readonly ifExists: boolean; readonly partitions: readonly PartitionSpec[]; readonly purge: boolean }
  | { readonly kind: 'setLocation'; readonly partition: PartitionSpec | undefined; readonly location: StringValue }
  | { readonly kind: 'recoverPartitions' }
  | { readonly kind: 'clusterBy'; readonly clusterBy: ClusterBySpec | 'none' }
  | { readonly kind: 'setCollation'; readonly collation: Identifier }
  | { readonly kind: 'addConstraint'; readonly constraint: ConstraintDefinition }
  | { readonly kind: 'dropConstraint'; readonly ifExists: boolean; readonly name: Identifier; readonly cascade: boolean };

export interface AlterTable extends Position {
  readonly kind: 'alterTable';
  readonly name: IdentifierReference;
  readonly action: AlterTableAction;
}

export interface TruncateTable extends Position {
  readonly kind: 'truncateTable';
  readonly name: IdentifierReference;
  readonly partition: PartitionSpec | undefined;
}

export interface AnalyzeTable extends Position {
  readonly kind: 'analyzeTable';
  readonly name: IdentifierReference;
  readonly partition: PartitionSpec | undefined;
  readonly noScan: boolean;
  readonly columns: readonly Identifier[] | 'all' | undefined;
}

export interface AnalyzeTables extends Position {
  readonly kind: 'analyzeTables';
  readonly namespace: IdentifierReference | undefined;
  readonly noScan: boolean;
}

export interface RefreshTable extends Position {
  readonly kind: 'refreshTable';
  readonly name: IdentifierReference;
}

/** `REFRESH '<path>'`. */
export interface RefreshResource extends Position {
  readonly kind: 'refreshResource';
  readonly path: string;
}

export interface CacheTable extends Position {
  readonly kind: 'cacheTable';
  readonly lazy: boolean;
  readonly name: IdentifierReference;
  readonly options: readonly Property[];
  readonly query: Query | undefined;
}

export interface UncacheTable extends Position {
  readonly kind: 'uncacheTable';
  readonly ifExists: boolean;
  readonly name: IdentifierReference;
}

export interface ClearCache extends Position {
  readonly kind: 'clearCache';
}

export interface LoadData extends Position {
  readonly kind: 'loadData';
  readonly local: boolean;
  readonly path: StringValue;
  readonly overwrite: boolean;
  readonly table: IdentifierReference;
  readonly partition: PartitionSpec | undefined;
}

export interface RepairTable extends Position {
  readonly kind: 'repairTable';
  readonly name: IdentifierReference;
  /** Absent: ADD. */
  readonly option: 'add' | 'drop' | 'sync' | undefined;
}

export interface CreateIndex extends Position {
  readonly kind: 'createIndex';
  readonly ifNotExists: boolean;
  readonly name: Identifier;
  readonly table: IdentifierReference;
  readonly method: Identifier | undefined;
  readonly columns: readonly IndexColumn[];
  readonly options: readonly Property[];
}

export interface IndexColumn extends Position {
  readonly kind: 'indexColumn';
  readonly name: MultipartIdentifier;
  readonly options: readonly Property[];
}

export interface DropIndex extends Position {
  readonly kind: 'dropIndex';
  readonly ifExists: boolean;
  readonly name: Identifier;
  readonly table: IdentifierReference;
}

export interface CommentOn extends Position {
  readonly kind: 'commentOn';
  readonly target: 'namespace' | 'table';
  readonly name: IdentifierReference;
  /** Absent for `IS NULL`. */
  readonly comment: StringValue | undefined;
}

/** `CREATE MATERIALIZED VIEW`, `CREATE STREAMING TABLE` of a pipeline. */
export interface CreatePipelineDataset extends Position, TableClauses {
  readonly kind: 'createPipelineDataset';
  readonly type: 'materializedView' | 'streamingTable';
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly elements: readonly TableElement[];
  readonly query: Query | undefined;
}
