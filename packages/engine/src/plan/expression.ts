import type { DataType, UserFunctionDefinition } from '@kindling/protocol';
import type { LogicalPlan } from './logical-plan.ts';

/** Where an expression or plan came from: feeds Spark's query context. Shared by every node of one statement, so `text` costs nothing. */
export interface SqlOrigin {
  readonly kind: 'sql';
  readonly text: string;
  /** UTF-16 offsets into `text`, `stop` inclusive. */
  readonly start: number;
  readonly stop: number;
  /** VIEW, FUNCTION … and its name when the text is the body of one. */
  readonly objectType?: string;
  readonly objectName?: string;
}
export interface DataFrameOrigin {
  readonly kind: 'dataframe';
  /** Method of the DataFrame API, for example `divide`. */
  readonly fragment: string;
  readonly callSite: string;
}
export type Origin = SqlOrigin | DataFrameOrigin;

interface Node {
  readonly origin?: Origin;
}

/** How an operation treats overflow, bad casts and division by zero. */
export type EvalMode = 'ansi' | 'legacy' | 'try';

// ---------------------------------------------------------------- before analysis

export interface UnresolvedAttribute extends Node {
  readonly kind: 'unresolvedAttribute';
  readonly nameParts: readonly string[];
  /** Spark Connect's plan id: the column must come from that DataFrame. */
  readonly planId?: number;
  readonly isMetadataColumn?: boolean;
  /** What it means when no column has the name. */
  readonly otherwise?: Expression;
}
export interface UnresolvedStar extends Node {
  readonly kind: 'unresolvedStar';
  readonly target?: readonly string[];
  readonly planId?: number;
  readonly except?: readonly (readonly string[])[];
  readonly replace?: readonly { readonly name: string; readonly value: Expression }[];
}
export interface UnresolvedRegex extends Node {
  readonly kind: 'unresolvedRegex';
  readonly pattern: string;
  readonly table?: string;
  readonly planId?: number;
}
/** Every operator is a function of Spark's name too: `+`, `and`, `not`, `=`, `in`, `like`, `when`, `between` … */
export interface UnresolvedFunction extends Node {
  readonly kind: 'unresolvedFunction';
  readonly nameParts: readonly string[];
  readonly args: readonly Expression[];
  readonly isDistinct?: boolean;
  readonly filter?: Expression;
  /** WITHIN GROUP (ORDER BY …). */
  readonly withinGroup?: readonly SortOrder[];
  readonly ignoreNulls?: boolean;
  /** Connect's internal functions may be called by plans, not by SQL text. */
  readonly isInternal?: boolean;
}
export interface NamedArgument extends Node {
  readonly kind: 'namedArgument';
  readonly name: string;
  readonly value: Expression;
}
/** In a lambda's body before analysis; afterwards a `lambdaVariable`. */
export interface UnresolvedLambdaVariable extends Node {
  readonly kind: 'unresolvedLambdaVariable';
  readonly nameParts: readonly string[];
}
export interface UnresolvedExtractValue extends Node {
  readonly kind: 'unresolvedExtractValue';
  readonly child: Expression;
  readonly extraction: Expression;
}
/** A `:` path into a variant. */
export interface SemiStructuredExtract extends Node {
  readonly kind: 'semiStructuredExtract';
  readonly child: Expression;
  /** As `variant_get` takes it. */
  readonly path: string;
  /** The last field of the path, by which the result is called. */
  readonly name?: string;
}
/** `withField` (value present) and `dropFields` (absent). */
export interface UpdateFields extends Node {
  readonly kind: 'updateFields';
  readonly child: Expression;
  readonly fieldName: string;
  readonly value?: Expression;
}
export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name?: string;
  readonly position?: number;
}
/** IDENTIFIER(expr) where a column or function name is expected. */
export interface IdentifierExpression extends Node {
  readonly kind: 'identifierExpression';
  readonly value: Expression;
  readonly functionArgs?: readonly Expression[];
}
export interface UnresolvedWindow extends Node {
  readonly kind: 'unresolvedWindow';
  readonly function: Expression;
  readonly windowName?: string;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
  readonly frame?: WindowFrame;
  /** Where the definition stands: what OVER or WINDOW … AS has in parentheses. */
  readonly specOrigin?: Origin;
}
/** A call of a JavaScript function of the user; afterwards a call of `user_function`, `user_aggregate` or `user_table_function`. */
export interface UserFunctionCall extends Node {
  readonly kind: 'userFunctionCall';
  readonly definition: UserFunctionDefinition;
  readonly args: readonly Expression[];
}
/** DEFAULT in INSERT, UPDATE and VALUES. */
export interface DefaultValue extends Node {
  readonly kind: 'defaultValue';
}

// ---------------------------------------------------------------- before and after

/** `value` is in the internal form of `dataType` (see @kindling/protocol values): number, bigint, string, Decimal, arrays … */
export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: unknown;
  readonly dataType: DataType;
  /** Zone in which names and messages show an instant; UTC when absent. */
  readonly timeZone?: string;
  /** What Spark shows for it when it stands in the place of a variable. */
  readonly displaySql?: string;
  /** The variable in whose place it stands, as it is written. */
  readonly variable?: readonly string[];
}
/** After analysis it has an `id`. More than one name only for generators and multi-alias. */
export interface Alias extends Node {
  readonly kind: 'alias';
  readonly child: Expression;
  readonly names: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly id?: number;
}
export interface Cast extends Node {
  readonly kind: 'cast';
  readonly child: Expression;
  readonly dataType: DataType;
  /** Absent before analysis: the session's ANSI setting decides. */
  readonly evalMode?: EvalMode;
  /** Set on casts that coercion put in: they do not show in column names. */
  readonly implicit?: boolean;
  /** Session time zone, put in by analysis where the cast depends on it. */
  readonly timeZone?: string;
  /** What Spark shows for it when it is the result of a SQL function. */
  readonly displaySql?: string;
}
export interface SortOrder extends Node {
  readonly kind: 'sortOrder';
  readonly child: Expression;
  readonly direction: 'ascending' | 'descending';
  readonly nulls: 'first' | 'last';
}
export type FrameBound =
  | { readonly kind: 'unboundedPreceding' }
  | { readonly kind: 'unboundedFollowing' }
  | { readonly kind: 'currentRow' }
  /** `isCast`: the offset was given the type of the order. */
  | { readonly kind: 'preceding' | 'following'; readonly value: Expression; readonly isCast?: true };
export interface WindowFrame {
  readonly unit: 'rows' | 'range';
  readonly lower: FrameBound;
  readonly upper: FrameBound;
}
/** `params` are names before analysis and `variables` after it. */
export interface Lambda extends Node {
  readonly kind: 'lambda';
  readonly params: readonly string[];
  readonly variables?: readonly LambdaVariable[];
  readonly body: Expression;
}
export interface Subquery extends Node {
  readonly kind: 'subquery';
  readonly variant: 'scalar' | 'exists' | 'in' | 'table';
  readonly plan: LogicalPlan;
  /** Left-hand side of IN. */
  readonly values?: readonly Expression[];
  /** Table arguments: PARTITION BY, ORDER BY, WITH SINGLE PARTITION. */
  readonly partitionBy?: readonly Expression[];
  readonly orderBy?: readonly SortOrder[];
  readonly withSinglePartition?: boolean;
  /** After analysis, for `scalar` and `in`. */
  readonly dataType?: DataType;
  readonly nullable?: boolean;
  /** What IN is where it cannot be told; NULL where this is absent. */
  readonly unknownIs?: boolean;
}

// ---------------------------------------------------------------- after analysis

/** A column of some operator's output; `id` is unique in the session. */
export interface Attribute extends Node {
  readonly kind: 'attribute';
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly id: number;
  readonly qualifier: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}
/** A column of an enclosing query, inside a correlated subquery or lateral join. */
export interface OuterReference extends Node {
  readonly kind: 'outerReference';
  readonly attribute: Attribute;
}
export interface LambdaVariable extends Node {
  readonly kind: 'lambdaVariable';
  readonly name: string;
  readonly id: number;
  readonly dataType: DataType;
  readonly nullable: boolean;
}
/** A scalar function or operator, resolved to the function record named `fn`; args already coerced. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly fn: string;
  readonly args: readonly Expression[];
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly evalMode?: EvalMode;
  /** Name as the user wrote it when Spark shows that instead of the record's (aliases such as `mod` or `char_length`). */
  readonly displayName?: string;
  /** What Spark shows for the whole call when it is not made of the arguments as they stand. */
  readonly displaySql?: string;
  /** Facts fixed at analysis that lowering needs: session time zone, seed, clock, folded patterns. Plain data. */
  readonly options?: Readonly<Record<string, unknown>>;
}
export interface AggregateCall extends Node {
  readonly kind: 'aggregateCall';
  readonly fn: string;
  readonly args: readonly Expression[];
  readonly isDistinct: boolean;
  readonly filter?: Expression;
  readonly orderBy?: readonly SortOrder[];
  readonly ignoreNulls?: boolean;
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly evalMode?: EvalMode;
  readonly displayName?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}
/** `function` is an `aggregateCall`, or a `call` of a record of kind `window`. */
export interface WindowCall extends Node {
  readonly kind: 'windowCall';
  readonly function: AggregateCall | Call;
  readonly ignoreNulls?: boolean;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
  readonly frame: WindowFrame;
  readonly dataType: DataType;
  readonly nullable: boolean;
}
/** explode, inline, stack …: only inside a `generate` operator after analysis. */
export interface GeneratorCall extends Node {
  readonly kind: 'generatorCall';
  readonly fn: string;
  readonly args: readonly Expression[];
  readonly elementSchema: readonly { readonly name: string; readonly dataType: DataType; readonly nullable: boolean }[];
  /** The columns that it makes in a select list, whose other items may use them. */
  readonly output?: readonly Attribute[];
  readonly options?: Readonly<Record<string, unknown>>;
}
/** `struct.field`. */
export interface GetStructField extends Node {
  readonly kind: 'getStructField';
  readonly child: Expression;
  readonly ordinal: number;
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
}
/** GROUPING SETS: the grouping id column of the aggregate below. */
export interface GroupingId extends Node {
  readonly kind: 'groupingId';
  readonly args: readonly Expression[];
  readonly single: boolean;
  readonly dataType: DataType;
  readonly nullable: boolean;
}

export type UnresolvedExpression =
  | UnresolvedAttribute
  | UnresolvedStar
  | UnresolvedRegex
  | UnresolvedFunction
  | NamedArgument
  | UnresolvedLambdaVariable
  | UnresolvedExtractValue
  | SemiStructuredExtract
  | UpdateFields
  | Parameter
  | IdentifierExpression
  | UnresolvedWindow
  | UserFunctionCall
  | DefaultValue;

export type ResolvedExpression =
  | Literal
  | Alias
  | Cast
  | SortOrder
  | Lambda
  | Subquery
  | Attribute
  | OuterReference
  | LambdaVariable
  | Call
  | AggregateCall
  | WindowCall
  | GeneratorCall
  | GetStructField
  | GroupingId;

export type Expression = UnresolvedExpression | ResolvedExpression;
export type ExpressionKind = Expression['kind'];
