import type { DataType, StructType } from '@kindling/protocol';
import type { From, Sql } from '../duckdb/sql/index.ts';
import type { FileRelation, SourceFile } from '../plan/index.ts';

/** One format of files or one kind of store, in a folder of its own. */
export interface DataSource {
  /** Names under which `format(name)` finds it; the first one is shown. */
  readonly names: readonly string[];
  /**
   * Looks at the files of `spark.read…load()`: their list, partition columns and schema.
   * Throws Spark's condition for what is missing or unreadable.
   */
  load(request: LoadRequest, io: SourceIo): Promise<LoadedSource>;
  /** Its rows know their place in their file. */
  readonly hasRowIndex?: true;
  /** How DuckDB reads the relation: one expression for each column of the data and the partition schema, in that order, and for `_metadata`. */
  scan(relation: FileRelation, context: ScanContext): Scan;
  /** Parts into which a file can be divided between tasks, in order; absent where a file is read as a whole. */
  readonly rowGroups?: (file: SourceFile, io: SourceIo) => Promise<readonly RowGroup[]>;
  /** Whether tasks may share a file by its lines. */
  readonly dividesLines?: (file: SourceFile, options: Readonly<Record<string, string>>, config: (key: string) => string) => boolean;
  /** Part of the files' bytes that the required columns take; absent where a file is read as a whole. */
  readonly readShare?: (relation: FileRelation, io: SourceIo) => Promise<number>;
  /** Absent for sources that only read. */
  readonly write?: (request: WriteTask, io: SourceIo) => Promise<WrittenFiles>;
  /** Whether the rows of a file without partition columns and limits are asked for only once. */
  readonly writesAtOnce?: boolean;
  /** Checks the options of a write before anything is written. */
  readonly checkWrite?: (options: Readonly<Record<string, string>>, schema: StructType) => void;
}

export interface LoadRequest {
  readonly format: string;
  readonly paths: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** The schema that the user gave. */
  readonly schema?: StructType;
}
export interface LoadedSource {
  readonly dataSchema: StructType;
  readonly partitionSchema: StructType;
  readonly options: Readonly<Record<string, string>>;
  readonly rootPaths: readonly string[];
  readonly files: readonly SourceFile[];
}

export interface RowGroup {
  readonly rows: number;
  readonly sizeBytes: number;
}

export interface Scan {
  readonly from: From;
  readonly columns: readonly Sql[];
  readonly where?: Sql;
}

/** What a source may ask of the engine while it looks at files or writes them. */
export interface SourceIo {
  /** Rows of a DuckDB query, as internal values by position. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** A session setting, as its text. */
  config(key: string): string;
  readonly signal: AbortSignal;
}

/** What a scan may ask of the planner. */
export interface ScanContext {
  readonly mode: 'fast' | 'checked';
  /** A call of a JavaScript body of `functions/runtime`. */
  runtime(
    body: string,
    args: readonly Sql[],
    argTypes: readonly DataType[],
    resultType: DataType,
    options?: Readonly<Record<string, unknown>>,
  ): Sql;
  /** Spark's cast of a value; `try` gives NULL where it fails. */
  castValue(value: Sql, from: DataType, to: DataType, mode: 'ansi' | 'try'): Sql;
  config(key: string): string;
  readonly timeZone: string;
}

/** One output partition: a DuckDB query whose result becomes files in `directory`. */
export interface WriteTask {
  readonly directory: string;
  readonly options: Readonly<Record<string, string>>;
  readonly schema: StructType;
  readonly partitionBy: readonly string[];
  /** DuckDB SQL text of the rows; its columns are named w0, w1, … in the order of `schema`. */
  readonly sql: string;
  /** Whether the rows lie ready, so that they may be asked for again; else the query must run only once. */
  readonly rowsAreKept: boolean;
  /** Number of the partition, and the job's id: both stand in the file's name. */
  readonly partition: number;
  readonly jobId: string;
}
/** Paths relative to the task's directory. */
export interface WrittenFiles {
  readonly files: readonly string[];
  /** In all of them together. */
  readonly rows: number;
}
