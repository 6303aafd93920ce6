import { and, cases, column, type From, falseToken, type Query, type Select, type Sql, type SqlOrder } from '../duckdb/sql/index.ts';
import type { Attribute } from '../plan/index.ts';

/**
 * A SELECT under construction: what an operator's rows come from, and each of its columns as an expression over that.
 * Operators are added to it as long as SQL's order of clauses allows; otherwise it is sealed and the next one starts.
 */
export interface Block {
  readonly from: From | undefined;
  readonly where: readonly Sql[];
  readonly orderBy: readonly SqlOrder[];
  readonly limit?: Sql;
  readonly offset?: Sql;
  readonly distinct?: boolean;
  readonly output: readonly Attribute[];
  readonly columns: ReadonlyMap<number, Sql>;
  /** Number of the partition that each row goes to, at the end of a stage that divides its rows. */
  readonly partition?: Sql;
}

export function columnsOf(attributes: readonly Attribute[], sqls: readonly Sql[]): Map<number, Sql> {
  const columns = new Map<number, Sql>();
  attributes.forEach((attribute, i) => {
    const sql = sqls[i];
    if (sql) columns.set(attribute.id, sql);
  });
  return columns;
}

export function blockOver(from: From | undefined, output: readonly Attribute[], columns: ReadonlyMap<number, Sql>): Block {
  return { from, where: [], orderBy: [], output, columns };
}

/** Name of the column that tells an exchange where a row goes. */
export const PARTITION_COLUMN = 'partition_id';

/** The columns of a sealed block: each by its own name. */
export function plainColumns(output: readonly Attribute[]): Map<number, Sql> {
  const columns = new Map<number, Sql>();
  for (const attribute of output) columns.set(attribute.id, column(`c${attribute.id}`));
  return columns;
}

export function isPlain(sql: Sql): boolean {
  return sql.kind === 'column' || sql.kind === 'token';
}

/** The query of a block; `names` gives the result's column names, by default each attribute's own. */
export function blockQuery(block: Block, names?: (attribute: Attribute, position: number) => string): Query {
  const seen = new Set<string>();
  const items = block.output.flatMap((attribute, i) => {
    const as = names ? names(attribute, i) : `c${attribute.id}`;
    if (seen.has(as)) return [];
    seen.add(as);
    const value = block.columns.get(attribute.id) ?? column(`c${attribute.id}`);
    return [{ value, as }];
  });
  if (block.partition) items.push({ value: block.partition, as: PARTITION_COLUMN });
  const select: Select = {
    kind: 'select',
    items: items.length > 0 ? items : [{ value: { kind: 'token', text: '0' }, as: 'empty' }],
    ...(block.from ? { from: block.from } : {}),
    ...(block.where.length > 0 ? { where: conjunction(block.where) } : {}),
    ...(block.distinct ? { distinct: true } : {}),
    ...(block.orderBy.length > 0 ? { orderBy: block.orderBy } : {}),
    ...(block.limit ? { limit: block.limit } : {}),
    ...(block.offset ? { offset: block.offset } : {}),
  };
  return { ctes: [], body: select };
}

/**
 * DuckDB may evaluate the parts of an AND in any order, and Spark's left-to-right order decides whether an error is raised:
 * parts that raise one themselves stand behind the others in a CASE. Failures of DuckDB's own need no such order in the fast
 * path, since the second look (mode `checked`, every fallible part raises) has the last word.
 */
export function conjunction(conditions: readonly Sql[]): Sql {
  const safe = conditions.filter((condition) => !mayRaise(condition));
  const raising = conditions.filter(mayRaise);
  const [first, ...rest] = raising;
  if (!first) return and(...safe);
  let guarded = rest.reduceRight<Sql | undefined>(
    (later, condition) => (later === undefined ? condition : cases([[condition, later]], falseToken)),
    undefined,
  );
  guarded = guarded === undefined ? first : cases([[first, guarded]], falseToken);
  // A subquery is not repeated: Spark, too, makes a join of it, above the other conditions.
  const before = safe.filter((condition) => !holdsSubquery(condition));
  return and(...safe, before.length === 0 ? guarded : cases([[and(...before), guarded]], falseToken));
}

function holdsSubquery(sql: Sql): boolean {
  switch (sql.kind) {
    case 'subquery':
      return true;
    case 'call':
    case 'operator':
      return sql.args.some(holdsSubquery);
    case 'cast':
      return holdsSubquery(sql.child);
    case 'case':
      return (
        sql.branches.some(([when, then]) => holdsSubquery(when) || holdsSubquery(then)) ||
        (sql.otherwise !== undefined && holdsSubquery(sql.otherwise))
      );
    case 'in':
      return holdsSubquery(sql.child) || sql.items.some(holdsSubquery);
    default:
      return false;
  }
}

const raising = new WeakMap<Sql, boolean>();

function mayRaise(sql: Sql): boolean {
  const known = raising.get(sql);
  if (known !== undefined) return known;
  const result = computeRaises(sql);
  raising.set(sql, result);
  return result;
}

function computeRaises(sql: Sql): boolean {
  switch (sql.kind) {
    case 'call':
      return sql.name === 'error' || sql.name.startsWith('k_') || sql.args.some(mayRaise);
    case 'operator':
      return sql.args.some(mayRaise);
    case 'cast':
      return mayRaise(sql.child);
    case 'case':
      return (
        sql.branches.some(([when, then]) => mayRaise(when) || mayRaise(then)) || (sql.otherwise !== undefined && mayRaise(sql.otherwise))
      );
    case 'in':
      return mayRaise(sql.child) || sql.items.some(mayRaise);
    case 'list':
      return sql.items.some(mayRaise);
    case 'struct':
      return sql.fields.some(([, value]) => mayRaise(value));
    case 'lambda':
      return mayRaise(sql.body);
    default:
      return false;
  }
}

/** Whether a window stands in it, which not every clause can hold. */
export function containsWindow(sql: Sql): boolean {
  switch (sql.kind) {
    case 'window':
      return true;
    case 'call':
    case 'operator':
      return sql.args.some(containsWindow);
    case 'cast':
      return containsWindow(sql.child);
    case 'case':
      return (
        sql.branches.some(([when, then]) => containsWindow(when) || containsWindow(then)) ||
        (sql.otherwise !== undefined && containsWindow(sql.otherwise))
      );
    default:
      return false;
  }
}
