import type { DataType, StructType } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import type { LogicalPlan } from '../plan/index.ts';
import type { SearchPath } from './search-path.ts';

/** A name with all of its parts: catalog, namespace, object. */
export type FullName = readonly [catalog: string, namespace: string, name: string];

export interface NamespaceEntry {
  readonly name: string;
  readonly location: string;
  readonly comment?: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** One partition of a table whose partitions the catalog keeps. */
export interface PartitionEntry {
  /** Values as their texts, in the order of the table's partition columns; NULL is absent. */
  readonly values: readonly (string | null)[];
  readonly location: string;
  readonly createdMs: number;
  readonly statistics?: TableStatistics;
}

export interface TableStatistics {
  readonly sizeBytes: number;
  readonly rowCount?: number;
}

export interface BucketSpec {
  readonly numBuckets: number;
  readonly columns: readonly string[];
  readonly sortColumns: readonly string[];
}

/** A table of files. */
export interface TableEntry {
  readonly kind: 'table';
  readonly name: FullName;
  readonly type: 'MANAGED' | 'EXTERNAL';
  readonly provider: string;
  /** Partition columns come last. Types are as declared, with CHAR and VARCHAR; comments and defaults are metadata. */
  readonly schema: StructType;
  readonly partitionColumns: readonly string[];
  readonly bucketSpec?: BucketSpec;
  readonly location: string;
  readonly options: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
  readonly comment?: string;
  readonly collation?: string;
  readonly createdMs: number;
  readonly partitions: readonly PartitionEntry[];
  readonly statistics?: TableStatistics;
}

export type ViewSchemaMode = 'BINDING' | 'COMPENSATION' | 'EVOLUTION' | 'TYPE EVOLUTION';

/** The text of a view and everything that decides what it means. */
export interface ViewDefinition {
  readonly text: string;
  readonly config: SessionConfig;
  readonly catalog: string;
  readonly namespace: readonly string[];
  /** Where its names are looked for. */
  readonly searchPath: SearchPath;
  /** Of the strings in its text. */
  readonly defaultCollation?: string;
  /** The columns under their names in the view. */
  readonly schema: StructType;
  /** What the query called them when the view was made. */
  readonly queryColumnNames: readonly string[];
  readonly schemaMode: ViewSchemaMode;
  /** Whether names were given to the columns, which an evolving view then keeps. */
  readonly hasColumnNames: boolean;
}

export interface ViewEntry {
  readonly kind: 'view';
  readonly name: FullName;
  readonly definition: ViewDefinition;
  readonly properties: Readonly<Record<string, string>>;
  readonly comment?: string;
  readonly collation?: string;
  readonly createdMs: number;
}

export interface TempView {
  readonly name: readonly string[];
  /** Analysed, as it was when the view was made, with its columns under their names in the view. */
  readonly plan: LogicalPlan;
  /** Of a view that SQL text made: it is analysed anew whenever it is used. */
  readonly definition?: ViewDefinition;
  readonly comment?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly createdMs: number;
}

export interface FunctionParameterEntry {
  readonly name: string;
  readonly dataType: DataType;
  readonly defaultText?: string;
  readonly comment?: string;
}

/** A function whose body is SQL. */
export interface SqlFunctionEntry {
  readonly kind: 'sqlFunction';
  /** One part for a temporary function. */
  readonly name: readonly string[];
  readonly parameters: readonly FunctionParameterEntry[];
  readonly returns: { readonly kind: 'scalar'; readonly dataType: DataType } | { readonly kind: 'table'; readonly schema: StructType };
  readonly body: { readonly kind: 'expression' | 'query'; readonly text: string };
  readonly config: SessionConfig;
  readonly catalog: string;
  readonly namespace: readonly string[];
  /** Where its names are looked for. */
  readonly searchPath: SearchPath;
  /** Of the strings in its text. */
  readonly defaultCollation?: string;
  readonly deterministic: boolean;
  readonly containsSql: boolean;
  readonly comment?: string;
  readonly createdMs: number;
}

/** A function of a Java class. It is kept and shown, and refused when it is called: there is no JVM to load the class. */
export interface JavaFunctionEntry {
  readonly kind: 'javaFunction';
  readonly name: readonly string[];
  readonly className: string;
  readonly createdMs: number;
}

export type RoutineEntry = SqlFunctionEntry | JavaFunctionEntry;

/** A session variable, or a local one of a script. */
export interface VariableEntry {
  readonly name: readonly string[];
  readonly dataType: DataType;
  /** Internal value. */
  readonly value: unknown;
  readonly defaultText: string;
}
