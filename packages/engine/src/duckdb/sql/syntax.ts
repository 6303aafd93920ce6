/** DuckDB's syntax tree, as far as fragments need it. Pure data; `printQuery` and `printExpression` turn it to text. */

export type Sql =
  | SqlToken
  | SqlColumn
  | SqlCall
  | SqlOperator
  | SqlCast
  | SqlCase
  | SqlLambda
  | SqlIn
  | SqlStruct
  | SqlList
  | SqlSubquery
  | SqlWindow
  | SqlStar;

/** Text that is already DuckDB syntax: a literal, or a keyword such as CURRENT_DATE. */
export interface SqlToken {
  readonly kind: 'token';
  readonly text: string;
}
export interface SqlColumn {
  readonly kind: 'column';
  readonly name: string;
  readonly table?: string;
}
export interface SqlCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Sql[];
  readonly distinct?: boolean;
  readonly filter?: Sql;
  readonly orderBy?: readonly SqlOrder[];
  readonly ignoreNulls?: boolean;
}
/** Infix with two or more operands, prefix with one, or postfix (`IS NULL`); always printed in parentheses. */
export interface SqlOperator {
  readonly kind: 'operator';
  readonly operator: string;
  readonly args: readonly Sql[];
  readonly postfix?: boolean;
}
export interface SqlCast {
  readonly kind: 'cast';
  readonly child: Sql;
  readonly type: string;
  readonly isTry: boolean;
}
export interface SqlCase {
  readonly kind: 'case';
  readonly branches: readonly (readonly [when: Sql, then: Sql])[];
  readonly otherwise: Sql | undefined;
}
export interface SqlLambda {
  readonly kind: 'lambda';
  readonly params: readonly string[];
  readonly body: Sql;
}
export interface SqlIn {
  readonly kind: 'in';
  readonly child: Sql;
  readonly items: readonly Sql[];
}
export interface SqlStruct {
  readonly kind: 'struct';
  readonly fields: readonly (readonly [name: string, value: Sql])[];
}
export interface SqlList {
  readonly kind: 'list';
  readonly items: readonly Sql[];
}
export interface SqlSubquery {
  readonly kind: 'subquery';
  readonly variant: 'scalar' | 'exists' | 'in';
  readonly query: Query;
  readonly child?: Sql;
}
export interface SqlWindow {
  readonly kind: 'window';
  readonly call: SqlCall;
  readonly partitionBy: readonly Sql[];
  readonly orderBy: readonly SqlOrder[];
  /** For example `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`, its bounds printed. */
  readonly frame?: SqlFrame;
}
export interface SqlFrame {
  readonly unit: 'ROWS' | 'RANGE' | 'GROUPS';
  readonly lower: SqlBound;
  readonly upper: SqlBound;
}
export type SqlBound =
  | 'UNBOUNDED PRECEDING'
  | 'CURRENT ROW'
  | 'UNBOUNDED FOLLOWING'
  | { readonly offset: Sql; readonly direction: 'PRECEDING' | 'FOLLOWING' };
export interface SqlStar {
  readonly kind: 'star';
  readonly table?: string;
}
export interface SqlOrder {
  readonly value: Sql;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last';
}

export interface Query {
  readonly ctes: readonly Cte[];
  readonly body: QueryBody;
}
export interface Cte {
  readonly name: string;
  readonly columns?: readonly string[];
  readonly query: Query;
  readonly materialized?: boolean;
  readonly recursive?: boolean;
}
export type QueryBody = Select | SetQuery | Values;
export interface Select {
  readonly kind: 'select';
  readonly items: readonly SelectItem[];
  readonly distinct?: boolean | readonly Sql[];
  readonly from?: From;
  readonly where?: Sql;
  readonly groupBy?: readonly Sql[];
  readonly groupingSets?: readonly (readonly Sql[])[];
  readonly having?: Sql;
  readonly qualify?: Sql;
  readonly orderBy?: readonly SqlOrder[];
  readonly limit?: Sql;
  readonly offset?: Sql;
  /** So many rows, picked at random. */
  readonly sample?: { readonly rows: number; readonly seed: number };
}
export interface SelectItem {
  readonly value: Sql;
  readonly as?: string;
}
export interface SetQuery {
  readonly kind: 'set';
  readonly operation: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly all: boolean;
  readonly inputs: readonly Query[];
}
export interface Values {
  readonly kind: 'values';
  readonly rows: readonly (readonly Sql[])[];
}
export type From =
  | { readonly kind: 'table'; readonly name: string; readonly schema?: string; readonly as?: string; readonly columns?: readonly string[] }
  | {
      readonly kind: 'function';
      readonly call: SqlCall;
      readonly namedArgs?: readonly (readonly [name: string, value: Sql])[];
      readonly as?: string;
      readonly columns?: readonly string[];
      readonly withOrdinality?: boolean;
    }
  | { readonly kind: 'query'; readonly query: Query; readonly as: string; readonly columns?: readonly string[]; readonly lateral?: boolean }
  | {
      readonly kind: 'join';
      readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'SEMI' | 'ANTI' | 'CROSS' | 'ASOF' | 'ASOF LEFT' | 'POSITIONAL';
      readonly left: From;
      readonly right: From;
      readonly on?: Sql;
    };
