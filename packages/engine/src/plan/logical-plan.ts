import type { DataType, FunctionText, RecordBatch, StructType } from '@kindling/protocol';
import type { Command } from './command.ts';
import type { Alias, Attribute, Expression, GeneratorCall, Origin, SortOrder } from './expression.ts';

/**
 * Relations, before and after analysis. `output` is present after analysis wherever an operator makes new attributes;
 * for the others `outputOf(plan)` derives it from the children.
 */
interface Node {
  readonly origin?: Origin;
  /** Spark Connect's plan id, by which columns name the DataFrame they come from. */
  readonly planId?: number;
  /** The input of a pipe operator: names reach its output and nothing below. */
  readonly isPipeInput?: true;
  /** A query in FROM without a name of its own: of what it hides only what data sources offer gets out. */
  readonly isDerivedTable?: true;
}

// ---------------------------------------------------------------- leaves

export interface OneRow extends Node {
  readonly kind: 'oneRow';
}
/** A table, view or `format`.`path` by name. */
export interface UnresolvedTable extends Node {
  readonly kind: 'unresolvedTable';
  readonly nameParts: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly isStreaming?: boolean;
  readonly timeTravel?: { readonly version?: Expression; readonly timestamp?: Expression };
  /** IDENTIFIER(…) in place of the name. */
  readonly nameExpression?: Expression;
}
/** spark.read…load() before its files have been looked at. */
export interface UnresolvedDataSource extends Node {
  readonly kind: 'unresolvedDataSource';
  readonly format: string;
  readonly schema?: StructType;
  readonly options: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly isStreaming?: boolean;
}
export interface UnresolvedTableFunction extends Node {
  readonly kind: 'unresolvedTableFunction';
  readonly nameParts: readonly string[];
  /** The name where it is written as IDENTIFIER(…). */
  readonly nameExpression?: Expression;
  readonly args: readonly Expression[];
  readonly isInternal?: boolean;
}
/** VALUES (…), (…): rows of expressions. */
export interface InlineTable extends Node {
  readonly kind: 'inlineTable';
  readonly names?: readonly string[];
  readonly rows: readonly (readonly Expression[])[];
}
export interface LocalRelation extends Node {
  readonly kind: 'localRelation';
  readonly schema: StructType;
  readonly batches: readonly RecordBatch[];
  readonly output?: readonly Attribute[];
}
export interface Range extends Node {
  readonly kind: 'range';
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
  readonly numPartitions?: number;
  readonly output?: readonly Attribute[];
}
/** Files of a data source whose list and schema are known: after loading. */
export interface FileRelation extends Node {
  readonly kind: 'fileRelation';
  readonly format: string;
  /** Schema of the columns inside the files; partition columns come after them. */
  readonly dataSchema: StructType;
  readonly partitionSchema: StructType;
  readonly options: Readonly<Record<string, string>>;
  readonly rootPaths: readonly string[];
  readonly files: readonly SourceFile[];
  readonly output: readonly Attribute[];
  /** `_metadata`, which stands behind the other columns of the output where a query uses it. */
  readonly metadataOutput?: readonly Attribute[];
  /** Names of the data columns that the query reads; absent where it reads all of them. */
  readonly requiredColumns?: readonly string[];
  /** Part of the files' bytes that these columns take; absent where it is not known. */
  readonly readShare?: number;
  /** Table identifier when it is a table of the catalog. */
  readonly tableName?: readonly string[];
}
export interface SourceFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Internal values, one per partition column. */
  readonly partitionValues: readonly unknown[];
  /** Only these rows of it, by their position: the part of one task. */
  readonly rows?: { readonly from: number; readonly to: number; readonly sizeBytes: number };
  /** Only the lines of these bytes of it: the part of one task. `copy` is the file of their own that they are read from. */
  readonly block?: { readonly start: number; readonly length: number; readonly copy?: string };
  /** What the source saw when it looked at the file, for its own scan. */
  readonly traits?: Readonly<Record<string, unknown>>;
}
/** The rows of a plan that is cached, or those of a checkpoint. */
export interface CachedRelation extends Node {
  readonly kind: 'cachedRelation';
  readonly cacheId: string;
  readonly schema: StructType;
  readonly output?: readonly Attribute[];
  /** The table or view that was cached, as the statement calls it. */
  readonly name?: string;
  /** As `explain` shows it. */
  readonly storageLevel: string;
  /** In the order of the partitions; absent until the query that reads it is about to run. */
  readonly blocks?: readonly CachedBlock[];
}
/** One partition of a cached relation: a DuckDB file that holds one table, whose columns are named w0, w1, … */
export interface CachedBlock {
  readonly partition: number;
  readonly path: string;
  readonly rows: number;
  readonly sizeBytes: number;
}
/** Rows that another stage left in files: those of the task's own partition, or all of them. Only planning makes it. */
export interface ExchangeRead extends Node {
  readonly kind: 'exchangeRead';
  readonly exchangeId: number;
  readonly reads: 'partition' | 'all';
  readonly output: readonly Attribute[];
}
/** Reference to a common table expression of an enclosing `withCte`. */
export interface CteReference extends Node {
  readonly kind: 'cteReference';
  readonly cteId: number;
  readonly name: string;
  readonly output?: readonly Attribute[];
  readonly isRecursive?: boolean;
}

// ---------------------------------------------------------------- one child

export interface Project extends Node {
  readonly kind: 'project';
  /** The pipe operator that it is, if aggregates are not for it. */
  readonly pipeClause?: 'EXTEND' | 'SET';
  readonly list: readonly Expression[];
  readonly child: LogicalPlan;
}
export interface Filter extends Node {
  readonly kind: 'filter';
  readonly condition: Expression;
  readonly child: LogicalPlan;
  readonly isHaving?: boolean;
}
export type GroupingKind =
  | { readonly kind: 'groupBy' }
  | { readonly kind: 'all' }
  | { readonly kind: 'rollup' | 'cube' }
  | { readonly kind: 'groupingSets'; readonly sets: readonly (readonly Expression[])[] };
/** Before analysis `output list` may lack the grouping expressions (SQL) or, from the DataFrame API, start with them: `includeGrouping` says so. */
export interface Aggregate extends Node {
  readonly kind: 'aggregate';
  readonly grouping: readonly Expression[];
  readonly groupingKind: GroupingKind;
  readonly list: readonly Expression[];
  /** Written as GROUPING SETS (()), over which `grouping_id()` is 0. */
  readonly isGrandTotal?: true;
  readonly includeGrouping?: boolean;
  /** Written as `|> AGGREGATE`, which must aggregate. */
  readonly isPiped?: boolean;
  readonly child: LogicalPlan;
}
/** After analysis of rollup, cube and grouping sets: `sets` index into `grouping`; groups null out what a set leaves away. */
export interface GroupingSetsAggregate extends Node {
  readonly kind: 'groupingSetsAggregate';
  readonly grouping: readonly Alias[];
  readonly sets: readonly (readonly number[])[];
  readonly groupingOutput: readonly Attribute[];
  readonly list: readonly Expression[];
  readonly child: LogicalPlan;
}
export interface Pivot extends Node {
  readonly kind: 'pivot';
  /** Absent in SQL: every column that is not used otherwise. */
  readonly grouping?: readonly Expression[];
  readonly pivotColumn: Expression;
  /** Absent: the distinct values in the data. */
  readonly values?: readonly Expression[];
  readonly aggregates: readonly Expression[];
  readonly child: LogicalPlan;
}
export interface Unpivot extends Node {
  readonly kind: 'unpivot';
  readonly ids?: readonly Expression[];
  /** Each value may be several columns; absent: all the columns that are not ids. */
  readonly values?: readonly { readonly columns: readonly Expression[]; readonly alias?: string }[];
  readonly variableColumnName: string;
  readonly valueColumnNames: readonly string[];
  readonly includeNulls: boolean;
  readonly child: LogicalPlan;
}
/** Resolved form of unpivot, grouping sets over expressions and the like: every input row yields one row per projection. */
export interface Expand extends Node {
  readonly kind: 'expand';
  readonly projections: readonly (readonly Expression[])[];
  readonly output: readonly Attribute[];
  readonly child: LogicalPlan;
}
/** Resolved: a project of window calls; pass-through columns first. */
export interface Window extends Node {
  readonly kind: 'window';
  readonly windowExpressions: readonly Alias[];
  readonly child: LogicalPlan;
}
export interface Generate extends Node {
  readonly kind: 'generate';
  readonly generator: Expression | GeneratorCall;
  readonly outer: boolean;
  readonly tableAlias?: string;
  readonly columnNames: readonly string[];
  /** Attributes that the generator makes. */
  readonly generatorOutput?: readonly Attribute[];
  readonly child: LogicalPlan;
}
export interface Sort extends Node {
  readonly kind: 'sort';
  readonly order: readonly SortOrder[];
  readonly isGlobal: boolean;
  readonly orderByAll?: { readonly direction: 'ascending' | 'descending'; readonly nulls: 'first' | 'last' };
  readonly child: LogicalPlan;
}
export interface Limit extends Node {
  readonly kind: 'limit';
  readonly limit: Expression;
  readonly child: LogicalPlan;
}
export interface Offset extends Node {
  readonly kind: 'offset';
  readonly offset: Expression;
  readonly child: LogicalPlan;
}
export interface Tail extends Node {
  readonly kind: 'tail';
  readonly limit: Expression;
  readonly child: LogicalPlan;
}
/** DISTINCT (`columns` absent) and dropDuplicates. */
export interface Deduplicate extends Node {
  readonly kind: 'deduplicate';
  readonly columns?: readonly Expression[];
  readonly withinWatermark?: boolean;
  readonly child: LogicalPlan;
}
export interface SubqueryAlias extends Node {
  readonly kind: 'subqueryAlias';
  readonly qualifier: readonly string[];
  readonly columnNames?: readonly string[];
  readonly child: LogicalPlan;
  /** Its columns stand for the parameters of a function, which all of its body sees. */
  readonly areParameters?: true;
}
/** Marks the body of a view: its own catalog, database and settings. */
export interface View extends Node {
  readonly kind: 'view';
  readonly name: readonly string[];
  readonly isTemporary: boolean;
  readonly config?: Readonly<Record<string, string>>;
  readonly currentCatalogAndNamespace?: readonly string[];
  readonly child: LogicalPlan;
}
export interface WithColumns extends Node {
  readonly kind: 'withColumns';
  readonly aliases: readonly Alias[];
  readonly child: LogicalPlan;
  /** SET of a pipe: the columns must be there. */
  readonly pipeClause?: 'SET';
}
export interface WithColumnsRenamed extends Node {
  readonly kind: 'withColumnsRenamed';
  readonly renames: readonly (readonly [string, string])[];
  readonly child: LogicalPlan;
}
export interface Drop extends Node {
  readonly kind: 'drop';
  readonly columns: readonly Expression[];
  readonly names: readonly string[];
  readonly child: LogicalPlan;
}
/** toDF(names). */
export interface RenameAll extends Node {
  readonly kind: 'renameAll';
  readonly names: readonly string[];
  readonly child: LogicalPlan;
}
/** df.to(schema). */
export interface ToSchema extends Node {
  readonly kind: 'toSchema';
  readonly schema: StructType;
  readonly child: LogicalPlan;
}
export interface Sample extends Node {
  readonly kind: 'sample';
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly withReplacement: boolean;
  readonly seed?: bigint;
  readonly deterministicOrder?: boolean;
  /** TABLESAMPLE (n ROWS). */
  readonly rows?: Expression;
  readonly child: LogicalPlan;
}
export interface Repartition extends Node {
  readonly kind: 'repartition';
  readonly numPartitions?: number;
  readonly shuffle: boolean;
  readonly expressions: readonly Expression[];
  readonly byRange: boolean;
  readonly child: LogicalPlan;
}
export interface Hint extends Node {
  readonly kind: 'hint';
  readonly name: string;
  readonly parameters: readonly (Expression | string)[];
  readonly child: LogicalPlan;
}
export interface WithCte extends Node {
  readonly kind: 'withCte';
  readonly ctes: readonly Cte[];
  readonly child: LogicalPlan;
}
export interface Cte {
  readonly id: number;
  readonly name: string;
  readonly columnNames?: readonly string[];
  readonly plan: LogicalPlan;
  readonly isRecursive?: boolean;
  readonly maxRecursionLevel?: Expression;
}
/** WINDOW w AS (…) of a query block, before analysis. */
export interface WithWindows extends Node {
  readonly kind: 'withWindows';
  readonly windows: readonly { readonly name: string; readonly window: Expression }[];
  readonly child: LogicalPlan;
}
export interface Qualify extends Node {
  readonly kind: 'qualify';
  readonly condition: Expression;
  readonly child: LogicalPlan;
}
export interface WithWatermark extends Node {
  readonly kind: 'withWatermark';
  readonly eventTime: string;
  readonly delay: string;
  readonly child: LogicalPlan;
}
export interface CollectMetrics extends Node {
  readonly kind: 'collectMetrics';
  readonly name: string;
  readonly metrics: readonly Expression[];
  readonly child: LogicalPlan;
}
/** Statistical and NA operators of the DataFrame API that analysis rewrites into others. */
export interface NaFill extends Node {
  readonly kind: 'naFill';
  readonly columns: readonly string[];
  readonly values: readonly Expression[];
  readonly child: LogicalPlan;
}
export interface NaDrop extends Node {
  readonly kind: 'naDrop';
  readonly columns: readonly string[];
  readonly minNonNulls?: number;
  readonly child: LogicalPlan;
}
export interface NaReplace extends Node {
  readonly kind: 'naReplace';
  readonly columns: readonly string[];
  readonly replacements: readonly { readonly oldValue: Expression; readonly newValue: Expression }[];
  readonly child: LogicalPlan;
}
export interface StatSummary extends Node {
  readonly kind: 'statSummary';
  readonly variant: 'summary' | 'describe';
  readonly statistics: readonly string[];
  readonly columns: readonly string[];
  readonly child: LogicalPlan;
}
export interface StatFunction extends Node {
  readonly kind: 'statFunction';
  readonly variant: 'crosstab' | 'cov' | 'corr' | 'approxQuantile' | 'freqItems' | 'sampleBy';
  readonly columns: readonly Expression[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly child: LogicalPlan;
}
/** df.show(), toHtml and transpose: one string row, or rows turned to columns. */
/** df.read.json(texts), csv(texts): each row of the child is a text that holds a record. */
export interface ParseTexts extends Node {
  readonly kind: 'parseTexts';
  readonly format: 'csv' | 'json';
  readonly schema?: StructType;
  readonly options: Readonly<Record<string, string>>;
  readonly child: LogicalPlan;
}
export interface ShowString extends Node {
  readonly kind: 'showString';
  readonly numRows: number;
  readonly truncate: number;
  readonly vertical: boolean;
  readonly format: 'text' | 'html';
  readonly child: LogicalPlan;
}
export interface Transpose extends Node {
  readonly kind: 'transpose';
  readonly indexColumn?: Expression;
  readonly child: LogicalPlan;
}
/** A JavaScript function that makes rows of those of each partition, batch or group. */
export interface MapPartitions extends Node, FunctionText {
  readonly kind: 'mapPartitions';
  readonly each: 'partition' | 'batch' | 'group';
  readonly grouping: readonly Expression[];
  readonly schema: StructType;
  readonly output?: readonly Attribute[];
  readonly child: LogicalPlan;
}

/** How lines and columns of text are told apart. */
export interface ScriptFormat {
  readonly fieldDelimiter: string;
  readonly lineDelimiter: string;
  readonly nullText: string;
}
/** A shell command that makes lines of the lines that it gets of each partition; after analysis all its columns are texts. */
export interface ScriptTransformation extends Node {
  readonly kind: 'scriptTransformation';
  readonly script: string;
  readonly inputFormat: ScriptFormat;
  readonly outputFormat: ScriptFormat;
  /** Without named columns: the first is the key, the second the value. */
  readonly isSchemaless: boolean;
  readonly schema: StructType;
  readonly output?: readonly Attribute[];
  readonly child: LogicalPlan;
}

/** Calls of `user_function` for batches of rows, in a process of their own; each is a column more. */
export interface EvalFunctions extends Node {
  readonly kind: 'evalFunctions';
  readonly calls: readonly Alias[];
  readonly child: LogicalPlan;
}
/** Rows that are in files, in the columns w0, w1, …: a list of files for each partition. */
export interface StagedRows extends Node {
  readonly kind: 'stagedRows';
  readonly partitions: readonly (readonly string[])[];
  readonly output: readonly Attribute[];
  readonly sizeBytes: number;
}

// ---------------------------------------------------------------- two and more children

export type JoinType = 'inner' | 'cross' | 'leftOuter' | 'rightOuter' | 'fullOuter' | 'leftSemi' | 'leftAnti';
/** Spark's hints for joins. */
export type JoinStrategy = 'BROADCAST' | 'MERGE' | 'SHUFFLE_HASH' | 'SHUFFLE_REPLICATE_NL';
export interface Join extends Node {
  readonly kind: 'join';
  readonly joinType: JoinType;
  readonly condition?: Expression;
  readonly usingColumns?: readonly string[];
  readonly natural?: boolean;
  /** The right side may refer to columns of the left one. */
  readonly lateral?: boolean;
  /** Analysis made it of another operator: what Spark refuses in the subqueries of users may stand in its right side. */
  readonly isDerived?: boolean;
  /** How the query wishes each side to be joined. */
  readonly hint?: { readonly left?: JoinStrategy; readonly right?: JoinStrategy };
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
}
export interface AsOfJoin extends Node {
  readonly kind: 'asOfJoin';
  readonly joinType: JoinType;
  readonly leftAsOf: Expression;
  readonly rightAsOf: Expression;
  readonly condition?: Expression;
  readonly usingColumns?: readonly string[];
  readonly tolerance?: Expression;
  readonly allowExactMatches: boolean;
  readonly direction: 'backward' | 'forward' | 'nearest';
  /** After analysis: the aggregate that picks among the rows of the right side for which `condition` holds, as one struct. */
  readonly nearest?: Alias;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
}
/** The rows of the right side that rank best for each row of the left one. */
export interface NearestByJoin extends Node {
  readonly kind: 'nearestByJoin';
  readonly joinType: 'inner' | 'leftOuter';
  readonly ranking: Expression;
  readonly numResults: number;
  readonly direction: 'distance' | 'similarity';
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
}
export interface SetOperation extends Node {
  readonly kind: 'setOperation';
  readonly operation: 'union' | 'intersect' | 'except';
  readonly isAll: boolean;
  readonly byName: boolean;
  readonly allowMissingColumns: boolean;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly output?: readonly Attribute[];
}
/** Relations that a DataFrame plan refers to by plan id (subqueries of the DataFrame API). */
export interface WithRelations extends Node {
  readonly kind: 'withRelations';
  readonly child: LogicalPlan;
  readonly references: readonly LogicalPlan[];
}
/** Spark SQL text inside a plan, before it is parsed. */
export interface SqlText extends Node {
  readonly kind: 'sqlText';
  readonly text: string;
  readonly namedArguments: Readonly<Record<string, Expression>>;
  readonly positionalArguments: readonly Expression[];
}

export type Relation =
  | OneRow
  | UnresolvedTable
  | UnresolvedDataSource
  | UnresolvedTableFunction
  | InlineTable
  | LocalRelation
  | Range
  | FileRelation
  | CachedRelation
  | ExchangeRead
  | CteReference
  | Project
  | Filter
  | Aggregate
  | GroupingSetsAggregate
  | Pivot
  | Unpivot
  | Expand
  | Window
  | Generate
  | Sort
  | Limit
  | Offset
  | Tail
  | Deduplicate
  | SubqueryAlias
  | View
  | WithColumns
  | WithColumnsRenamed
  | Drop
  | RenameAll
  | ToSchema
  | Sample
  | Repartition
  | Hint
  | WithCte
  | WithWindows
  | Qualify
  | WithWatermark
  | CollectMetrics
  | NaFill
  | NaDrop
  | NaReplace
  | StatSummary
  | StatFunction
  | ShowString
  | Transpose
  | ParseTexts
  | MapPartitions
  | ScriptTransformation
  | EvalFunctions
  | StagedRows
  | Join
  | AsOfJoin
  | NearestByJoin
  | SetOperation
  | WithRelations
  | SqlText;

export type LogicalPlan = Relation | Command;
export type LogicalPlanKind = LogicalPlan['kind'];
export type RelationKind = Relation['kind'];

/** What a column of a plan's result looks like. */
export interface OutputColumn {
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
}
