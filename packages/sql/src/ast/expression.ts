import type { DataType } from './data-type.ts';
import type { Literal, Parameter } from './literal.ts';
import type { Identifier, IdentifierClause, IdentifierReference, MultipartIdentifier, Position } from './node.ts';
import type { Query } from './query.ts';
import type { TableArgument } from './relation.ts';

/**
 * A name, or names joined by dots as far as they are plain identifiers: `a`, `t.a`, `t.a.field`. Parentheses around it leave no trace.
 * `ALL` in `GROUP BY ALL` and `ORDER BY ALL` is one of these, unquoted: only analysis can tell.
 */
export interface ColumnReference extends Position {
  readonly kind: 'columnReference';
  readonly parts: readonly Identifier[];
}

/** `IDENTIFIER(<expression>)` as a column. */
export interface ColumnIdentifierClause extends Position {
  readonly kind: 'columnIdentifierClause';
  readonly name: IdentifierClause;
}

/** `*`, `t.*`, `* EXCEPT (a, b)`. */
export interface Star extends Position {
  readonly kind: 'star';
  readonly target: MultipartIdentifier | undefined;
  readonly except: readonly MultipartIdentifier[];
}

export type UnaryOperator = '-' | '+' | '~' | 'not';

export interface Unary extends Position {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | 'div' | '||' | '&' | '|' | '^' | '<<' | '>>' | '>>>';
/** `!=` is read as `<>`, `==` as `=`. */
export type ComparisonOperator = '=' | '<=>' | '<>' | '<' | '<=' | '>' | '>=';

/** Left-deep for chains. The parser bounds the depth of a chain, so walking it recursively is safe. */
export interface Binary extends Position {
  readonly kind: 'binary';
  readonly operator: ArithmeticOperator | ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** A whole chain `a AND b AND c`, flat, at least two operands: chains of thousands are common in generated SQL. */
export interface Logical extends Position {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
}

export interface Between extends Position {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly lower: Expression;
  readonly upper: Expression;
  readonly negated: boolean;
}

/** `a IN (1, 2)`. The list may be empty. */
export interface InList extends Position {
  readonly kind: 'inList';
  readonly operand: Expression;
  readonly values: readonly Expression[];
  readonly negated: boolean;
}

/** `a IN (SELECT …)`; for several columns the operand is a `rowConstructor`. */
export interface InSubquery extends Position {
  readonly kind: 'inSubquery';
  readonly operand: Expression;
  readonly query: Query;
  readonly negated: boolean;
}

/** `REGEXP` is read as `rlike`. */
export interface Like extends Position {
  readonly kind: 'like';
  readonly operator: 'like' | 'ilike' | 'rlike';
  readonly operand: Expression;
  readonly pattern: Expression;
  /** One character; absent means the backslash. */
  readonly escape: string | undefined;
  readonly negated: boolean;
}

/** `a LIKE ANY ('x%', 'y%')`; `SOME` is read as `any`. */
export interface LikeQuantified extends Position {
  readonly kind: 'likeQuantified';
  readonly operator: 'like' | 'ilike';
  readonly quantifier: 'all' | 'any';
  readonly operand: Expression;
  readonly patterns: readonly Expression[];
  readonly negated: boolean;
}

export interface IsNull extends Position {
  readonly kind: 'isNull';
  readonly operand: Expression;
  readonly negated: boolean;
}

export interface IsBoolean extends Position {
  readonly kind: 'isBoolean';
  readonly operand: Expression;
  readonly value: 'true' | 'false' | 'unknown';
  readonly negated: boolean;
}

export interface IsDistinctFrom extends Position {
  readonly kind: 'isDistinctFrom';
  readonly left: Expression;
  readonly right: Expression;
  readonly negated: boolean;
}

export interface Exists extends Position {
  readonly kind: 'exists';
  readonly query: Query;
}

export interface ScalarSubquery extends Position {
  readonly kind: 'scalarSubquery';
  readonly query: Query;
}

export interface CaseBranch extends Position {
  readonly kind: 'caseBranch';
  readonly when: Expression;
  readonly then: Expression;
}

/** With `operand`: `CASE operand WHEN value …`. */
export interface Case extends Position {
  readonly kind: 'case';
  readonly operand: Expression | undefined;
  readonly branches: readonly CaseBranch[];
  readonly otherwise: Expression | undefined;
}

export interface Cast extends Position {
  readonly kind: 'cast';
  readonly form: 'cast' | 'try_cast' | '::';
  readonly operand: Expression;
  readonly dataType: DataType;
}

/** `name => value`. */
export interface NamedArgument extends Position {
  readonly kind: 'namedArgument';
  readonly name: Identifier;
  readonly value: Expression | TableArgument;
}

export type FunctionArgument = Expression | NamedArgument;

export interface FunctionCall extends Position {
  readonly kind: 'functionCall';
  readonly name: IdentifierReference;
  readonly quantifier: 'all' | 'distinct' | undefined;
  readonly arguments: readonly FunctionArgument[];
  /** `WITHIN GROUP (ORDER BY …)`; empty when absent. */
  readonly withinGroup: readonly SortItem[];
  readonly filter: Expression | undefined;
  /** `IGNORE NULLS` or `RESPECT NULLS`, after or (first, last, any_value) inside the parentheses. */
  readonly nulls: 'ignore' | 'respect' | undefined;
  readonly over: Window | undefined;
}

/** Functions written without parentheses. */
export interface CurrentValue extends Position {
  readonly kind: 'currentValue';
  readonly name: 'current_date' | 'current_time' | 'current_timestamp' | 'current_user' | 'current_path' | 'user' | 'session_user';
}

/** `EXTRACT(<field> FROM <source>)`. */
export interface Extract extends Position {
  readonly kind: 'extract';
  readonly field: Identifier;
  readonly source: Expression;
}

/** `SUBSTRING(<operand> FROM <from> FOR <length>)`; with commas it is a function call. */
export interface Substring extends Position {
  readonly kind: 'substring';
  readonly name: 'substr' | 'substring';
  readonly operand: Expression;
  readonly from: Expression;
  readonly length: Expression | undefined;
}

/** `TRIM(BOTH <characters> FROM <operand>)`; without FROM it is a function call. */
export interface Trim extends Position {
  readonly kind: 'trim';
  readonly side: 'both' | 'leading' | 'trailing' | undefined;
  readonly characters: Expression | undefined;
  readonly operand: Expression;
}

/** `OVERLAY(<operand> PLACING <replacement> FROM <from> FOR <length>)`. */
export interface Overlay extends Position {
  readonly kind: 'overlay';
  readonly operand: Expression;
  readonly replacement: Expression;
  readonly from: Expression;
  readonly length: Expression | undefined;
}

/** `POSITION(<substring> IN <operand>)`. */
export interface PositionOf extends Position {
  readonly kind: 'position';
  readonly substring: Expression;
  readonly operand: Expression;
}

export type DatetimeUnit =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'dayofyear'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond';

/** `DATEADD(<unit>, <amount>, <operand>)` and its synonyms, when the first argument is a unit. */
export interface TimestampAdd extends Position {
  readonly kind: 'timestampAdd';
  readonly name: 'dateadd' | 'date_add' | 'timestampadd';
  readonly unit: DatetimeUnit;
  readonly amount: Expression;
  readonly operand: Expression;
}

/** `DATEDIFF(<unit>, <from>, <to>)` and its synonyms, when the first argument is a unit. */
export interface TimestampDiff extends Position {
  readonly kind: 'timestampDiff';
  readonly name: 'datediff' | 'date_diff' | 'timestampdiff' | 'timediff';
  readonly unit: DatetimeUnit;
  readonly from: Expression;
  readonly to: Expression;
}

/** `STRUCT(a, b AS c)`. */
export interface StructConstructor extends Position {
  readonly kind: 'structConstructor';
  readonly fields: readonly NamedExpression[];
}

/** `(a, b)`: at least two. */
export interface RowConstructor extends Position {
  readonly kind: 'rowConstructor';
  readonly fields: readonly NamedExpression[];
}

export interface Lambda extends Position {
  readonly kind: 'lambda';
  readonly parameters: readonly Identifier[];
  readonly body: Expression;
}

/** `base[index]`. */
export interface Subscript extends Position {
  readonly kind: 'subscript';
  readonly base: Expression;
  readonly index: Expression;
}

/** `base.field` where the base is more than a name. */
export interface FieldAccess extends Position {
  readonly kind: 'fieldAccess';
  readonly base: Expression;
  readonly field: Identifier;
}

/** A step of `col:a.b['c'][0]`. `name` keeps `quoted`, because unquoted ones match in any letter case. */
export type PathStep =
  | { readonly kind: 'field'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'index'; readonly index: IntegerIndex }
  | { readonly kind: 'wildcard' };

export type IntegerIndex = number | Parameter;

/** `base:path`. */
export interface SemiStructuredExtract extends Position {
  readonly kind: 'semiStructuredExtract';
  readonly base: Expression;
  readonly path: readonly PathStep[];
  /** The path as written. */
  readonly text: string;
}

export interface Collate extends Position {
  readonly kind: 'collate';
  readonly operand: Expression;
  readonly collation: MultipartIdentifier;
}

/** `expression AS name`, or `expression AS (a, b)` with `multiple`. */
export interface Alias extends Position {
  readonly kind: 'alias';
  readonly expression: Expression;
  readonly names: readonly Identifier[];
  readonly multiple: boolean;
}

export type NamedExpression = Expression | Alias;

export interface SortItem extends Position {
  readonly kind: 'sortItem';
  readonly expression: Expression;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly nulls: 'first' | 'last' | undefined;
}

/** `OVER w`, `OVER (w)`. */
export interface WindowReference extends Position {
  readonly kind: 'windowReference';
  readonly name: Identifier;
}

export interface WindowDefinition extends Position {
  readonly kind: 'windowDefinition';
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame: WindowFrame | undefined;
}

export type Window = WindowReference | WindowDefinition;

export interface WindowFrame extends Position {
  readonly kind: 'windowFrame';
  readonly type: 'rows' | 'range';
  readonly lower: FrameBound;
  /** Absent: the current row. */
  readonly upper: FrameBound | undefined;
}

export interface FrameBound extends Position {
  readonly kind: 'frameBound';
  readonly type: 'unboundedPreceding' | 'unboundedFollowing' | 'currentRow' | 'preceding' | 'following';
  /** Only for `preceding` and `following`. */
  readonly offset: Expression | undefined;
}

export interface NamedWindow extends Position {
  readonly kind: 'namedWindow';
  readonly name: Identifier;
  readonly window: Window;
}

export type Expression =
  | Literal
  | Parameter
  | ColumnReference
  | ColumnIdentifierClause
  | Star
  | Unary
  | Binary
  | Logical
  | Between
  | InList
  | InSubquery
  | Like
  | LikeQuantified
  | IsNull
  | IsBoolean
  | IsDistinctFrom
  | Exists
  | ScalarSubquery
  | Case
  | Cast
  | FunctionCall
  | CurrentValue
  | Extract
  | Substring
  | Trim
  | Overlay
  | PositionOf
  | TimestampAdd
  | TimestampDiff
  | StructConstructor
  | RowConstructor
  | Lambda
  | Subscript
  | FieldAccess
  | SemiStructuredExtract
  | Collate;
