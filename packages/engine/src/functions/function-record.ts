import type { DataType } from '@kindling/protocol';
import type { Sql, SqlCall } from '../duckdb/sql/index.ts';
import type { AggregateCall, Attribute, Call, EvalMode, Expression, GeneratorCall, LogicalPlan, WindowCall } from '../plan/index.ts';

/**
 * One function of Spark. The registry, its TypeScript stub, its reference page, the coverage table and the example tests
 * derive from it.
 */
export interface FunctionRecord {
  /** Spark's canonical name, shown in generated column names, for example `ceil`. */
  readonly name: string;
  /** Other names in the registry; a call by alias shows the alias when `showsAlias`. */
  readonly aliases?: readonly string[];
  readonly showsAlias?: boolean;
  readonly kind: 'scalar' | 'aggregate' | 'window' | 'generator' | 'table';
  /** Spark's group: math_funcs, string_funcs, agg_funcs … or `operator` and `internal`, which are not callable by name in SQL. */
  readonly family: string;
  readonly since: string;
  /** In our own words, one line. */
  readonly summary: string;
  /** SQL expressions that the example tests run; expected values live in golden scripts. */
  readonly examples?: readonly string[];

  readonly parameters: readonly FunctionParameter[];
  /** How arguments are brought to their types; default `implicit` (Spark's ImplicitTypeCasts by each parameter's `type`). */
  readonly coercion?: Coercion;
  /**
   * Checks beyond the parameters, then the result's type and nullability. `args` are coerced.
   * Throws an AnalysisException (DATATYPE_MISMATCH.* …) for what Spark refuses.
   */
  readonly result: (args: readonly Expression[], context: ResolveContext) => FunctionResult;
  /** Names the call in a generated column name when `name(arg, …)` is not right: operators, `CASE WHEN …`. Args come printed. */
  readonly sql?: (
    args: readonly string[],
    call: { readonly fn: string; readonly displayName?: string; readonly args: readonly Expression[] },
  ) => string;
  /** Rewrites the call to other expressions (Spark's RuntimeReplaceable); then it needs no `lower`. `undefined` leaves the call as it is. */
  readonly rewrite?: (args: readonly Expression[], call: Call | AggregateCall, context: ResolveContext) => Expression | undefined;
  /** NULL in any argument gives NULL: lets analysis derive nullability and the optimizer fold. Default: decided by `result`. */
  readonly deterministic?: boolean;
  /** `WITHIN GROUP (ORDER BY value)` is needed: the value comes as the first argument, whether it descends as the last. */
  readonly takesOrderedValue?: boolean;
  /** `WITHIN GROUP (ORDER BY …)` orders what it aggregates. */
  readonly takesOrder?: boolean;
  /** Arguments may be given by name; most functions of Spark know places only. */
  readonly takesNamedArguments?: boolean;

  /** DuckDB expression of the call. `args` are lowered. Scalars, aggregates and window functions. */
  readonly lower?: (args: readonly Sql[], call: Call | AggregateCall, context: LowerContext) => Sql;
  /** Cases in which Spark raises an error. `always`: DuckDB itself would not fail, so the guard is in the fast path too. */
  readonly guards?: (args: readonly Sql[], call: Call | AggregateCall, context: LowerContext) => readonly Guard[];
  /** Generators: a list-valued DuckDB expression whose elements become rows (structs with fields f0, f1 … when several columns). */
  readonly lowerGenerator?: (args: readonly Sql[], call: GeneratorCall, context: LowerContext) => Sql;
  /** Table functions. */
  readonly plan?: (args: readonly Expression[], context: ResolveContext) => LogicalPlan;
}

export interface FunctionParameter {
  readonly name: string;
  /** What implicit coercion aims at; `any` leaves the argument alone. */
  readonly type: TypeRule;
  /** Filled in when left out; makes the parameter optional and nameable. */
  readonly default?: Expression;
  readonly optional?: boolean;
  /** The last parameter may repeat. */
  readonly variadic?: boolean;
  /** Must be a constant: otherwise DATATYPE_MISMATCH.NON_FOLDABLE_INPUT. */
  readonly foldable?: boolean;
  /** Of other types only texts and NULL are cast to it: Spark refuses the rest, though it could. */
  readonly exact?: boolean;
  /** Not even a text is cast to it. */
  readonly takesNoText?: boolean;
}

/** Spark's AbstractDataType. */
export type TypeRule =
  | DataType
  | 'any'
  | 'numeric'
  | 'integral'
  | 'fractional'
  | 'decimal'
  | 'string'
  | 'binary'
  | 'boolean'
  | 'atomic'
  | 'orderable'
  | 'array'
  | 'map'
  | 'struct'
  | 'interval'
  | 'anyTimestamp'
  | 'date'
  | 'timestamp'
  | 'calendarInterval'
  | 'yearMonthInterval'
  | 'dayTimeInterval'
  | 'time'
  | 'variant'
  | { readonly oneOf: readonly TypeRule[] }
  | { readonly arrayOf: TypeRule }
  | { readonly mapOf: readonly [TypeRule, TypeRule] }
  /** A lambda; its variables' types come from `of`, given the other (coerced) arguments. */
  | {
      readonly lambda: (
        args: readonly Expression[],
        arity: number,
        context: ResolveContext,
      ) => readonly { readonly dataType: DataType; readonly nullable: boolean }[];
    };

export type Coercion =
  | 'implicit'
  /** All arguments to their common type, as coalesce, array, greatest, least and comparison do. */
  | 'common'
  | 'comparison'
  | 'arithmetic'
  | 'none'
  | ((args: readonly Expression[], context: ResolveContext) => readonly Expression[]);

export interface FunctionResult {
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly evalMode?: EvalMode;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Generators: the columns that they make. */
  readonly elementSchema?: readonly { readonly name: string; readonly dataType: DataType; readonly nullable: boolean }[];
}

/** What analysis offers to a record. */
export interface ResolveContext {
  readonly functionName: string;
  readonly ansi: boolean;
  readonly timeZone: string;
  readonly caseSensitive: boolean;
  /** Any `spark.*` setting, as its text. */
  config(key: string): string;
  /** Spark's SQL text of a resolved expression, as in error parameters and column names. */
  sqlText(expression: Expression): string;
  /** Value of a constant expression in internal form; `undefined` when it is not constant. */
  constant(expression: Expression): { readonly value: unknown; readonly dataType: DataType } | undefined;
  cast(expression: Expression, dataType: DataType): Expression;
  /** A resolved call of another record, args coerced. */
  call(name: string, ...args: Expression[]): Expression;
  commonType(types: readonly DataType[]): DataType | undefined;
  /** As `commonType`, but a text stays a text. */
  commonTypeWithoutText(types: readonly [DataType, DataType]): DataType | undefined;
  /** The type that holds the values of both without losing digits. */
  tightestCommonType(types: readonly [DataType, DataType]): DataType | undefined;
  newAttributeId(): number;
  /** Microseconds since the epoch at the start of the query: one clock for one query. */
  readonly queryStartMicros: bigint;
  currentCatalog(): string;
  currentDatabase(): string;
  currentPath(): string;
  currentUser(): string;
}

export interface Guard {
  readonly when: Sql;
  readonly condition: string;
  /** Values are DuckDB expressions of type VARCHAR, or fixed text. */
  readonly parameters: Readonly<Record<string, Sql | string>>;
  readonly always?: boolean;
}

/** What lowering offers to a record. */
export interface LowerContext {
  /** `fast` omits guards that DuckDB's own failure makes unnecessary; `checked` is the second look that names the condition. */
  readonly mode: 'fast' | 'checked';
  /** No row leaves before the expression has seen all of them: it may fail where Spark does not, since the second look has the last word. */
  readonly mayFailEarly: boolean;
  lower(expression: Expression): Sql;
  /** A call of a JavaScript body of `functions/runtime`, registered with the connection under a name of its own. */
  runtime(
    body: string,
    args: readonly Sql[],
    argTypes: readonly DataType[],
    resultType: DataType,
    options?: Readonly<Record<string, unknown>>,
  ): Sql;
  /** A call of a JavaScript aggregate of `functions/runtime`; rows with a NULL argument are left out unless its body accepts them. */
  runtimeAggregate(
    body: string,
    args: readonly Sql[],
    argTypes: readonly DataType[],
    resultType: DataType,
    options?: Readonly<Record<string, unknown>>,
  ): SqlCall;
  /** An expression that raises Spark's condition when it is evaluated. */
  raise(call: Expression, condition: string, parameters: Readonly<Record<string, Sql | string>>): Sql;
  /** Binds values once in an expression: `body` gets references. Costs a lambda; for expressions used many times. */
  bind(values: readonly Sql[], body: (...references: Sql[]) => Sql): Sql;
  /** A name that nothing else of the query has. */
  newName(prefix: string): string;
  attributeName(attribute: Attribute): string;
  /** Number of the row's partition, INTEGER, from 0. */
  partitionId(): Sql;
  /** Number of the row within its partition, BIGINT, from 0. */
  rowNumberInPartition(): Sql;
  windowOf?: WindowCall;
}
