import type { StructFieldType } from './data-type.ts';
import type { Expression, NamedExpression, NamedWindow, SortItem } from './expression.ts';
import type { Identifier, IdentifierReference, IntegerValue, MultipartIdentifier, Position, StringValue } from './node.ts';
import type { InlineTable, Join, LateralView, PivotClause, Relation, RowFormat, Sample, UnpivotClause } from './relation.ts';

/** `name (a, b) AS (query)` in WITH. */
export interface CommonTableExpression extends Position {
  readonly kind: 'commonTableExpression';
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly maxRecursionLevel: IntegerValue | undefined;
  readonly query: Query;
}

export interface WithClause extends Position {
  readonly kind: 'with';
  readonly recursive: boolean;
  readonly tables: readonly CommonTableExpression[];
}

/** What follows a query's body. Empty lists are clauses that were not written. */
export interface QueryOrganization {
  readonly orderBy: readonly SortItem[];
  readonly clusterBy: readonly Expression[];
  readonly distributeBy: readonly Expression[];
  readonly sortBy: readonly SortItem[];
  readonly windows: readonly NamedWindow[];
  /** `LIMIT ALL` is no limit. */
  readonly limit: Expression | undefined;
  readonly offset: Expression | undefined;
  /** From the first of these clauses to the end of the last; absent without any. */
  readonly organization?: Position;
}

export interface Query extends Position, QueryOrganization {
  readonly kind: 'query';
  readonly with: WithClause | undefined;
  readonly body: QueryTerm;
}

export interface Hint extends Position {
  readonly kind: 'hint';
  readonly name: string;
  readonly parameters: readonly Expression[];
}

export interface GroupingSet extends Position {
  readonly kind: 'groupingSet';
  readonly expressions: readonly Expression[];
}

/** `CUBE (…)`, `ROLLUP (…)`, `GROUPING SETS (…)`; only GROUPING SETS nests. */
export interface GroupingAnalytics extends Position {
  readonly kind: 'groupingAnalytics';
  readonly type: 'cube' | 'rollup' | 'groupingSets';
  readonly sets: readonly (GroupingSet | GroupingAnalytics)[];
}

export interface GroupBy extends Position {
  readonly kind: 'groupBy';
  /** Only those of `|> AGGREGATE` may have names. */
  readonly expressions: readonly (NamedExpression | GroupingAnalytics)[];
  /** The older form `GROUP BY a, b WITH CUBE`, `… GROUPING SETS (…)`. */
  readonly suffix: 'cube' | 'rollup' | 'groupingSets' | undefined;
  /** Of the suffix `groupingSets`. */
  readonly sets: readonly GroupingSet[];
}

export interface Select extends Position {
  readonly kind: 'select';
  readonly hints: readonly Hint[];
  readonly quantifier: 'all' | 'distinct' | undefined;
  readonly projection: readonly NamedExpression[];
  /** Comma-separated relations; empty without FROM. */
  readonly from: readonly Relation[];
  readonly lateralViews: readonly LateralView[];
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly NamedWindow[];
  readonly qualify: Expression | undefined;
}

/** `SELECT TRANSFORM(…) USING 'script'`, `MAP … USING`, `REDUCE … USING`. */
export interface Transform extends Position {
  readonly kind: 'transform';
  readonly form: 'transform' | 'map' | 'reduce';
  readonly quantifier: 'all' | 'distinct' | undefined;
  readonly expressions: readonly Expression[];
  readonly inputFormat: RowFormat | undefined;
  readonly recordWriter: StringValue | undefined;
  readonly script: StringValue;
  /** `AS a, b` gives names, `AS (a INT)` gives columns with types; at most one is not empty. */
  readonly outputNames: readonly Identifier[];
  readonly outputColumns: readonly StructFieldType[];
  readonly outputFormat: RowFormat | undefined;
  readonly recordReader: StringValue | undefined;
  readonly from: readonly Relation[];
  readonly lateralViews: readonly LateralView[];
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly NamedWindow[];
}

/** `FROM t SELECT …`. No branch: all columns. Several branches: their union. */
export interface FromStatement extends Position {
  readonly kind: 'fromStatement';
  readonly from: readonly Relation[];
  readonly lateralViews: readonly LateralView[];
  /** Each branch is a query whose body has no FROM of its own. */
  readonly branches: readonly Query[];
}

/** `TABLE t`. */
export interface TableQuery extends Position {
  readonly kind: 'tableQuery';
  readonly name: IdentifierReference;
}

export interface SetOperation extends Position {
  readonly kind: 'setOperation';
  readonly operator: 'union' | 'except' | 'intersect';
  readonly all: boolean;
  readonly left: QueryTerm;
  readonly right: QueryTerm;
}

export interface SetAssignment extends Position {
  readonly kind: 'setAssignment';
  readonly target: MultipartIdentifier;
  readonly value: Expression;
}

export type PipeOperator =
  | (Position & { readonly kind: 'pipeSelect'; readonly select: Select })
  | (Position & { readonly kind: 'pipeExtend'; readonly expressions: readonly NamedExpression[] })
  | (Position & { readonly kind: 'pipeSet'; readonly assignments: readonly SetAssignment[] })
  | (Position & { readonly kind: 'pipeDrop'; readonly columns: readonly MultipartIdentifier[] })
  | (Position & { readonly kind: 'pipeAs'; readonly name: Identifier })
  | (Position & { readonly kind: 'pipeWhere'; readonly condition: Expression; readonly windows: readonly NamedWindow[] })
  | (Position & { readonly kind: 'pipePivot'; readonly pivot: PivotClause })
  | (Position & { readonly kind: 'pipeUnpivot'; readonly unpivot: UnpivotClause })
  | (Position & { readonly kind: 'pipeSample'; readonly sample: Sample })
  /** `left` is the pipe's input: type, right side and criteria are what was written. */
  | (Position & { readonly kind: 'pipeJoin'; readonly join: Omit<Join, 'left' | 'kind'> })
  | (Position & {
      readonly kind: 'pipeSetOperation';
      readonly operator: 'union' | 'except' | 'intersect';
      readonly all: boolean;
      readonly right: QueryTerm;
    })
  | (Position & QueryOrganization & { readonly kind: 'pipeOrganization' })
  | (Position & {
      readonly kind: 'pipeAggregate';
      readonly aggregates: readonly NamedExpression[];
      readonly groupBy: GroupBy | undefined;
    });

/** `input |> operator`. */
export interface Pipe extends Position {
  readonly kind: 'pipe';
  readonly input: QueryTerm;
  readonly operator: PipeOperator;
}

/** A parenthesized query is a `query` inside a `query`. */
export type QueryTerm = Select | Transform | FromStatement | TableQuery | InlineTable | SetOperation | Pipe | Query;
