import type { DataType, FunctionText, StructType, UserFunctionDefinition } from '@kindling/protocol';
import type { CachedBlock, ScriptFormat } from '../plan/index.ts';
import type { Fragment } from './fragment.ts';

/**
 * One task: a fragment over its part of the data, and what becomes of its rows. Plain data, so that it goes to another process as it is.
 */
export interface TaskDescription {
  readonly jobId: number;
  readonly stageId: number;
  readonly stageAttempt: number;
  /** Unique in the application. */
  readonly taskId: number;
  /** Position of the task in its stage: the number of the partition that it makes. */
  readonly partition: number;
  /** 0 for the first try. */
  readonly attempt: number;
  /** Session whose tasks may share an engine: its settings are those of the fragment. */
  readonly sessionId: string;
  readonly timeZone: string;
  /** The session's settings that are not at their defaults. */
  readonly settings: Readonly<Record<string, string>>;
  readonly fragment: Fragment;
  /** Files of exchanges that the fragment reads: they are looked for before it runs, so that a lost one is known by its exchange. */
  readonly inputs: readonly ExchangeFile[];
  /** Files of data sources that it reads. */
  readonly scans?: readonly ScannedFiles[];
  /** Parts of text files that become files of their own before the fragment runs, and go after it. */
  readonly blocks?: readonly FileBlock[];
  readonly output: TaskOutput;
}

/** The lines of some bytes of a file. */
export interface FileBlock {
  readonly path: string;
  readonly start: number;
  readonly length: number;
  /** Where they are copied to. */
  readonly copy: string;
}

/** What a task reads of a data source, as far as is known before it does. */
export interface ScannedFiles {
  readonly files: number;
  /** Of the pieces of files and the columns that are read. */
  readonly sizeBytes: number;
  /** Absent where only reading tells. */
  readonly rows?: number;
}

export type TaskOutput = RowsOutput | ExchangeOutput | WriteOutput | CacheOutput | UserFunctionOutput;

/** The rows go to whoever asked for the job. */
export interface RowsOutput {
  readonly kind: 'rows';
}

/** The rows go to a file on this machine's disk, ordered by the partition of the next stage that they go to. */
export interface ExchangeOutput {
  readonly kind: 'exchange';
  readonly exchangeId: number;
  /** Folder of this attempt alone; it is made by the task. */
  readonly directory: string;
  /** How many partitions the fragment's last column numbers; absent when all rows are one partition. */
  readonly partitions?: number;
  /** Rows that are held back before they are written: fewer make more and smaller pieces, more take more memory. */
  readonly rowGroupRows: number;
  readonly codec: ExchangeCodec;
}
export type ExchangeCodec = 'lz4_raw' | 'zstd' | 'snappy' | 'uncompressed';

/** The rows become files of a data source in a folder of this attempt alone, which readers pass over. */
export interface WriteOutput {
  readonly kind: 'write';
  readonly format: string;
  readonly directory: string;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly jobUuid: string;
}

/** The rows become a block of a cached relation: a DuckDB file, under its name only when it is complete. */
export interface CacheOutput {
  readonly kind: 'cache';
  readonly path: string;
  /** Where it goes when there is no room at `path`. */
  readonly otherPath?: string;
  /** Size of the pieces that DuckDB's file is made of: small ones waste less, large ones are read faster. */
  readonly pieceBytes: number;
}

/** The rows go to functions of the user, on the executor. */
export interface UserFunctionOutput {
  readonly kind: 'userFunction';
  readonly fn: PartitionFunction | ScriptFunction;
  /** Leading columns of the fragment that go past the function; it gets the others. */
  readonly passedColumns: number;
  /** Where the rows that it makes, behind those columns, become a file; absent when it makes none. */
  readonly directory?: string;
}

/** One call of a function over columns of a batch. */
export interface EvaluatedCall {
  readonly definition: UserFunctionDefinition;
  /** Positions of its arguments among the columns. */
  readonly args: readonly number[];
  readonly argTypes: readonly DataType[];
  readonly resultType: DataType;
}

/** What runs over the rows of a partition. */
export type PartitionFunction =
  | (FunctionText & {
      readonly kind: 'map';
      /** The method of the program, for errors. */
      readonly name: string;
      /** What the function is called for. */
      readonly each: 'row' | 'partition' | 'batch' | 'group';
      /** With `group`: how many leading columns are the key; rows of a group stand together. */
      readonly keyCount: number;
      /** Columns of the rows that it makes; absent when nobody wants any. */
      readonly schema?: StructType;
    })
  | { readonly kind: 'evaluate'; readonly calls: readonly EvaluatedCall[]; readonly schema: StructType };

/** A shell command that the rows of a partition go through as lines of text. */
export interface ScriptFunction {
  readonly kind: 'script';
  readonly script: string;
  readonly inputFormat: ScriptFormat;
  readonly outputFormat: ScriptFormat;
  /** Whether its columns were named by nobody. */
  readonly isSchemaless: boolean;
  readonly columnCount: number;
}

/** Rows that one task left for one partition of another stage. */
export interface ExchangeFile {
  readonly exchangeId: number;
  /** Number of the task that wrote it. */
  readonly mapPartition: number;
  /** Partition of the reading stage. */
  readonly partition: number;
  readonly path: string;
  /** How many partitions lie in the file, each row with its partition's number; absent when the file is this partition's alone. */
  readonly sharedBy?: number;
  readonly sizeBytes: number;
  readonly rows: number;
  /** Executor that wrote it. */
  readonly executorId: string;
}

/** What a task leaves behind when it ends well. */
export interface TaskResult {
  readonly exchangeFiles: readonly ExchangeFile[];
  readonly writtenFiles: readonly WrittenFile[];
  readonly cachedBlock?: CachedBlock;
  readonly operators: readonly OperatorMetrics[];
}

/** A file of a data source, still in the folder of the attempt that wrote it. */
export interface WrittenFile {
  readonly directory: string;
  /** Relative to the folder, and later to that of the table. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** What the kernel tells of one of its operators. */
export interface OperatorMetrics {
  readonly name: string;
  /** Operators that it reads follow it with a greater depth. */
  readonly depth: number;
  /** That it gave. */
  readonly rows: number;
  readonly timeNs: number;
  /** For a scan, rows of what it looked at, some of which its filters left out; an estimate where files do not tell. */
  readonly rowsScanned: number;
  /** A scan that leaves rows out. */
  readonly isFiltered: boolean;
  /** The first of the files that it read. */
  readonly file?: string;
}

/** The exchange that a file belongs to: their folders are named so. */
export function exchangeIdOf(file: string | undefined): number | undefined {
  const found = file === undefined ? null : /[/\\]exchange-(\d+)[/\\]/.exec(file);
  return found ? Number(found[1]) : undefined;
}
