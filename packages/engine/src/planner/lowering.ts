import type { DataType } from '@kindling/protocol';
import {
  call,
  cast,
  column,
  type From,
  lambda,
  listOf,
  openDeepConstant,
  operator,
  type Query,
  type Sql,
  type SqlCall,
  structFieldName,
  structOf,
  text,
  token,
} from '../duckdb/sql/index.ts';
import type { LowerContext } from '../functions/index.ts';
import type { FragmentBlock, FragmentInput, RaiseSite, RuntimeFunctionUse } from '../physical/index.ts';
import {
  type Attribute,
  type CachedBlock,
  databaseNameOf,
  type Expression,
  isRaisedWithPlace,
  type LocalRelation,
  type LogicalPlan,
  type Origin,
} from '../plan/index.ts';
import { lowerExpression } from './lower-expression.ts';
import { RUNTIME_AGGREGATE_PREFIX } from './runtime-names.ts';

/** Separates the parts of the message that a raise site puts together; it cannot stand in SQL text. */
export const RAISE_SEPARATOR = '\u001f';
export const RAISE_PREFIX = 'KINDLING#';

/** The columns that expressions of an operator see. */
export interface Scope {
  readonly columns: ReadonlyMap<number, Sql>;
}

/** State of lowering one fragment: what it needs besides its query. Records of functions see it as their LowerContext. */
export class Lowering implements LowerContext {
  readonly mode: 'fast' | 'checked';
  readonly runtimeFunctions = new Map<string, RuntimeFunctionUse>();
  readonly raiseSites: RaiseSite[] = [];
  readonly inputs: FragmentInput[] = [];
  readonly blocks = new Map<string, FragmentBlock>();
  /** Names the columns of the operator whose expressions are being lowered. */
  columns: ReadonlyMap<number, Sql> = new Map();
  /** Number of the partition that the fragment computes. */
  readonly partition: number;
  mayFailEarly = false;
  /** Where the expression that is being lowered comes from. */
  origin: Origin | undefined = undefined;
  readonly lowerSubquery: (plan: LogicalPlan, lowering: Lowering) => Query;
  #names = 0;
  #streams = false;

  constructor(mode: 'fast' | 'checked', partition: number, lowerSubquery: (plan: LogicalPlan, lowering: Lowering) => Query) {
    this.mode = mode;
    this.partition = partition;
    this.lowerSubquery = lowerSubquery;
  }

  lower(expression: Expression): Sql {
    return openDeepConstant(lowerExpression(expression, this));
  }

  /** Lowers with another operator's columns in scope. */
  lowerIn(block: Scope, expression: Expression): Sql {
    return this.within(block, () => this.lower(expression));
  }

  /** Lowers something of an expression, with its origin known to what it raises. */
  at<T>(expression: Expression, lower: () => T): T {
    const outer = this.origin;
    this.origin = expression.origin ?? outer;
    try {
      return lower();
    } finally {
      this.origin = outer;
    }
  }

  within<T>(block: Scope, lower: () => T): T {
    const { columns } = this;
    this.columns = block.columns;
    try {
      return lower();
    } finally {
      this.columns = columns;
    }
  }

  /** Lowers what stands below an operator that takes in all rows before it gives one. */
  gathering<T>(lower: () => T): T {
    return this.#withEarlyFailure(this.mode === 'fast' && !this.#streams, lower);
  }

  /** Lowers inputs one of which may have given rows before another one fails. */
  streaming<T>(lower: () => T): T {
    const outer = this.#streams;
    this.#streams = !this.mayFailEarly;
    try {
      return lower();
    } finally {
      this.#streams = outer;
    }
  }

  #withEarlyFailure<T>(mayFailEarly: boolean, lower: () => T): T {
    const outer = this.mayFailEarly;
    this.mayFailEarly = mayFailEarly;
    try {
      return lower();
    } finally {
      this.mayFailEarly = outer;
    }
  }

  partitionId(): Sql {
    return cast(token(String(this.partition)), 'INTEGER');
  }

  /** How often row numbers were asked for: they are windows, which cannot stand everywhere. */
  rowNumberUses = 0;

  rowNumberInPartition(): Sql {
    this.rowNumberUses += 1;
    return operator('-', { kind: 'window', call: call('row_number'), partitionBy: [], orderBy: [] }, token('1'));
  }

  newName(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  attributeName(attribute: Attribute): string {
    return `c${attribute.id}`;
  }

  attribute(attribute: Attribute): Sql {
    return this.columns.get(attribute.id) ?? column(this.attributeName(attribute));
  }

  input(relation: LocalRelation): From {
    const tableName = this.newName('input_');
    this.inputs.push({ tableName, relation });
    return { kind: 'table', name: tableName };
  }

  /** The table of a block: its file's name is unique among those of an application. */
  cachedBlock({ path }: CachedBlock): From {
    const databaseName = databaseNameOf(path);
    this.blocks.set(path, { databaseName, path });
    return { kind: 'table', schema: databaseName, name: 'block' };
  }

  runtime(
    body: string,
    args: readonly Sql[],
    argTypes: readonly DataType[],
    resultType: DataType,
    options: Readonly<Record<string, unknown>> = {},
  ): Sql {
    return call(this.#use('k_', { kind: 'scalar', body, argTypes, resultType, options }), ...args);
  }

  runtimeAggregate(
    body: string,
    args: readonly Sql[],
    argTypes: readonly DataType[],
    resultType: DataType,
    options: Readonly<Record<string, unknown>> = {},
  ): SqlCall {
    return call(this.#use(RUNTIME_AGGREGATE_PREFIX, { kind: 'aggregate', body, argTypes, resultType, options }), ...args);
  }

  #use(prefix: string, use: Omit<RuntimeFunctionUse, 'sqlName' | 'origin'>): string {
    // The second look knows each call by itself, so that an error names the place.
    const origin = this.mode === 'checked' ? this.origin : undefined;
    const key = JSON.stringify([use.body, use.argTypes, use.resultType, use.options, origin], (_, value) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const sqlName = `${prefix}${use.body.replaceAll(/[^a-zA-Z0-9]/g, '_').toLowerCase()}_${fingerprint(key)}`;
    if (!this.runtimeFunctions.has(sqlName)) this.runtimeFunctions.set(sqlName, { sqlName, ...use, ...(origin ? { origin } : {}) });
    return sqlName;
  }

  raise(expression: Expression, condition: string, parameters: Readonly<Record<string, Sql | string>>): Sql {
    const index = this.raiseSites.length;
    const origin = isRaisedWithPlace(condition) ? (expression.origin ?? this.origin) : undefined;
    const names = Object.keys(parameters);
    this.raiseSites.push({
      condition,
      parameters: names.map((name) => (typeof parameters[name] === 'string' ? { name, fixed: parameters[name] } : { name })),
      ...(origin ? { origin } : {}),
    });
    const pieces: Sql[] = [text(`${RAISE_PREFIX}${index}`)];
    for (const name of names) {
      const value = parameters[name];
      if (value === undefined || typeof value === 'string') continue;
      pieces.push(text(RAISE_SEPARATOR), call('coalesce', cast(value, 'VARCHAR'), text('NULL')));
    }
    pieces.push(text(RAISE_SEPARATOR));
    return call('error', pieces.length === 2 ? text(`${RAISE_PREFIX}${index}${RAISE_SEPARATOR}`) : call('concat', ...pieces));
  }

  bind(values: readonly Sql[], body: (...references: Sql[]) => Sql): Sql {
    if (values.every(isCheap)) return body(...values);
    const name = this.newName('b');
    const bound = structOf(values.map((value, i) => [structFieldName(i), value] as const));
    const references = values.map((_, i) => call('struct_extract', column(name), text(structFieldName(i))));
    return call('list_extract', call('list_transform', listOf(bound), lambda([name], body(...references))), token('1'));
  }
}

/** Larger expressions are bound once instead of repeated; DuckDB computes equal parts of smaller ones once anyway. */
const MAX_REPEATED_NODES = 24;

function isCheap(sql: Sql): boolean {
  return costOf(sql, MAX_REPEATED_NODES) >= 0;
}

/** What is left of a budget of nodes; negative when it is used up, or when repeating is not an option at all. */
function costOf(sql: Sql, budget: number): number {
  if (budget < 0) return budget;
  switch (sql.kind) {
    case 'column':
    case 'token':
      return budget;
    case 'cast':
      return costOf(sql.child, budget - 1);
    case 'operator':
      return sql.args.reduce((left, arg) => costOf(arg, left), budget - 1);
    case 'call':
      if (sql.name === 'error' || sql.name.startsWith('k_') || sql.name === 'random') return -1;
      return sql.args.reduce((left, arg) => costOf(arg, left), budget - 2);
    case 'case': {
      const inner = sql.branches.reduce((left, [when, then]) => costOf(then, costOf(when, left)), budget - 2);
      return sql.otherwise ? costOf(sql.otherwise, inner) : inner;
    }
    default:
      return -1;
  }
}

/** FNV-1a, 64 bits in two halves: names must be equal between runs, not unguessable. */
function fingerprint(value: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193) >>> 0;
    high = Math.imul(high ^ (code + i), 0x85ebca6b) >>> 0;
  }
  return low.toString(16).padStart(8, '0') + high.toString(16).padStart(8, '0');
}
