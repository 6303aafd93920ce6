import type { Expression, FunctionArgument, NamedArgument, NamedExpression, SortItem } from './expression.ts';
import type { Identifier, IdentifierReference, IntegerValue, MultipartIdentifier, Position, Property, StringValue } from './node.ts';
import type { Query } from './query.ts';

/** `AS t (a, b)`. */
export interface TableAlias extends Position {
  readonly kind: 'tableAlias';
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
}

/** `VERSION AS OF …` or `TIMESTAMP AS OF …`. */
export type TimeTravel =
  | (Position & { readonly kind: 'versionAsOf'; readonly version: string })
  | (Position & { readonly kind: 'timestampAsOf'; readonly timestamp: Expression });

export type ChangesBound =
  | (Position & { readonly kind: 'versionBound'; readonly version: string; readonly inclusive: boolean })
  | (Position & { readonly kind: 'timestampBound'; readonly timestamp: Expression; readonly inclusive: boolean });

/** `CHANGES FROM VERSION 1 TO VERSION 2`. */
export interface ChangesClause extends Position {
  readonly kind: 'changes';
  readonly from: ChangesBound | undefined;
  readonly to: ChangesBound | undefined;
}

export type SampleMethod =
  /** `percentage` as written, with its sign. */
  | { readonly kind: 'percent'; readonly percentage: string }
  | { readonly kind: 'rows'; readonly rows: Expression }
  | { readonly kind: 'bucket'; readonly numerator: number; readonly denominator: number };

/** `TABLESAMPLE (10 PERCENT) REPEATABLE (42)`. */
export interface Sample extends Position {
  readonly kind: 'sample';
  readonly system: boolean;
  readonly method: SampleMethod;
  readonly seed: IntegerValue | undefined;
}

/** `WATERMARK ts DELAY OF INTERVAL …`. */
export interface Watermark extends Position {
  readonly kind: 'watermark';
  readonly expression: NamedExpression;
  readonly delay: Expression;
}

export interface TableReference extends Position {
  readonly kind: 'tableReference';
  readonly name: IdentifierReference;
  readonly stream: boolean;
  readonly timeTravel: TimeTravel | undefined;
  readonly changes: ChangesClause | undefined;
  readonly options: readonly Property[];
  readonly sample: Sample | undefined;
  readonly identifiedBy: Identifier | undefined;
  readonly watermark: Watermark | undefined;
  readonly alias: TableAlias | undefined;
}

/** `(SELECT …) AS t`. */
export interface SubqueryRelation extends Position {
  readonly kind: 'subqueryRelation';
  readonly query: Query;
  readonly sample: Sample | undefined;
  readonly watermark: Watermark | undefined;
  readonly alias: TableAlias | undefined;
}

/** `(a JOIN b ON …) AS t`. */
export interface ParenthesizedRelation extends Position {
  readonly kind: 'parenthesizedRelation';
  readonly relation: Relation;
  readonly sample: Sample | undefined;
  readonly watermark: Watermark | undefined;
  readonly alias: TableAlias | undefined;
}

/** `VALUES (1, 'a'), (2, 'b') AS t (x, y)`, both as relation and as query. A row of one column is that expression itself. */
export interface InlineTable extends Position {
  readonly kind: 'inlineTable';
  readonly rows: readonly Expression[];
  readonly alias: TableAlias | undefined;
}

/** `TABLE(t) PARTITION BY a ORDER BY b` as an argument of a table function. */
export interface TableArgument extends Position {
  readonly kind: 'tableArgument';
  readonly table: IdentifierReference | Query;
  readonly singlePartition: boolean;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
}

export interface TableFunction extends Position {
  readonly kind: 'tableFunction';
  readonly name: IdentifierReference;
  readonly stream: boolean;
  readonly arguments: readonly (FunctionArgument | NamedArgument | TableArgument)[];
  readonly identifiedBy: Identifier | undefined;
  readonly watermark: Watermark | undefined;
  readonly alias: TableAlias | undefined;
}

/** `LATERAL (…)`, after FROM, a comma or JOIN. */
export interface LateralRelation extends Position {
  readonly kind: 'lateralRelation';
  readonly relation: Relation;
}

export type JoinType = 'inner' | 'cross' | 'leftOuter' | 'rightOuter' | 'fullOuter' | 'leftSemi' | 'leftAnti';

export type JoinCriteria =
  | (Position & { readonly kind: 'on'; readonly condition: Expression })
  | (Position & { readonly kind: 'using'; readonly columns: readonly Identifier[] })
  | (Position & { readonly kind: 'natural' })
  | (Position & {
      readonly kind: 'nearestBy';
      readonly approximate: boolean;
      readonly results: number;
      readonly by: 'distance' | 'similarity';
      readonly expression: Expression;
    });

export interface Join extends Position {
  readonly kind: 'join';
  readonly type: JoinType;
  readonly left: Relation;
  readonly right: Relation;
  readonly criteria: JoinCriteria | undefined;
}

export interface PivotValue extends Position {
  readonly kind: 'pivotValue';
  readonly expression: Expression;
  readonly alias: Identifier | undefined;
}

export interface PivotClause extends Position {
  readonly kind: 'pivotClause';
  readonly aggregates: readonly NamedExpression[];
  readonly columns: readonly Identifier[];
  readonly values: readonly PivotValue[];
  readonly alias: Identifier | undefined;
}

export interface UnpivotColumnSet extends Position {
  readonly kind: 'unpivotColumnSet';
  readonly columns: readonly MultipartIdentifier[];
  readonly alias: Identifier | undefined;
}

export interface UnpivotClause extends Position {
  readonly kind: 'unpivotClause';
  readonly includeNulls: boolean;
  /** One value column: each set has one column. */
  readonly valueColumns: readonly Identifier[];
  readonly nameColumn: Identifier;
  readonly columnSets: readonly UnpivotColumnSet[];
  /** Written with parentheses around the value columns. */
  readonly multiple: boolean;
  readonly alias: Identifier | undefined;
}

export interface PivotRelation extends Position {
  readonly kind: 'pivotRelation';
  readonly input: Relation;
  readonly pivot: PivotClause;
}

export interface UnpivotRelation extends Position {
  readonly kind: 'unpivotRelation';
  readonly input: Relation;
  readonly unpivot: UnpivotClause;
}

/** `LATERAL VIEW OUTER explode(a) t AS x, y`. */
export interface LateralView extends Position {
  readonly kind: 'lateralView';
  readonly outer: boolean;
  readonly functionName: MultipartIdentifier;
  readonly arguments: readonly Expression[];
  readonly tableName: Identifier;
  readonly columns: readonly Identifier[];
}

export type Relation =
  | TableReference
  | SubqueryRelation
  | ParenthesizedRelation
  | InlineTable
  | TableFunction
  | LateralRelation
  | Join
  | PivotRelation
  | UnpivotRelation;

/** ROW FORMAT of a script transformation or a Hive table. */
export type RowFormat =
  | (Position & { readonly kind: 'rowFormatSerde'; readonly name: StringValue; readonly properties: readonly Property[] })
  | (Position & {
      readonly kind: 'rowFormatDelimited';
      readonly fieldsTerminatedBy: StringValue | undefined;
      readonly escapedBy: StringValue | undefined;
      readonly collectionItemsTerminatedBy: StringValue | undefined;
      readonly mapKeysTerminatedBy: StringValue | undefined;
      readonly linesTerminatedBy: StringValue | undefined;
      readonly nullDefinedAs: StringValue | undefined;
    });
