import { call, cases, operator, token } from './builders.ts';
import type { Sql } from './syntax.ts';

/** Levels of a constant expression that DuckDB takes in some 20 ms; three or four of them are one operator of Spark's. */
const deepest = 256;

/** How many levels a constant expression has, 0 for what is not constant or not looked into. */
const depths = new WeakMap<Sql, number>();

/**
 * DuckDB's binder evaluates what is constant below each level anew: 900 literals added take it 12 seconds. Where a constant expression gets
 * deep, the literal at its bottom is written so that DuckDB does not take it for one; what stands above is then evaluated once.
 */
export function openDeepConstant(sql: Sql): Sql {
  return depthOf(sql) > deepest ? opened(sql) : sql;
}

function depthOf(sql: Sql): number {
  const known = depths.get(sql);
  if (known !== undefined) return known;
  const children = childrenOf(sql);
  let depth = sql.kind === 'token' ? 1 : 0;
  if (children.length > 0) {
    const below = depthsBelow(sql, children);
    depth = below.includes(0) ? 0 : 1 + Math.max(...below);
  }
  depths.set(sql, depth);
  return depth;
}

/** The depths of operands; DuckDB takes `a + b + c` for `(a + b) + c`. */
function depthsBelow({ kind }: Sql, children: readonly Sql[]): readonly number[] {
  const added = (at: number) => (kind === 'operator' && children.length > 2 ? children.length - 1 - Math.max(at, 1) : 0);
  return children.map((child, at) => {
    const depth = depthOf(child);
    return depth === 0 ? 0 : depth + added(at);
  });
}

/** What a scalar expression is computed from; nothing for the kinds that need not be looked into. */
function childrenOf(sql: Sql): readonly Sql[] {
  switch (sql.kind) {
    case 'cast':
      return [sql.child];
    case 'call':
    case 'operator':
      return sql.args;
    case 'case':
      return [...sql.branches.flat(), ...(sql.otherwise === undefined ? [] : [sql.otherwise])];
    default:
      return [];
  }
}

/** The expression with its deepest literal, and the cast that gives it its type, no longer constant. */
function opened(sql: Sql): Sql {
  if (sql.kind === 'token' || (sql.kind === 'cast' && sql.child.kind === 'token')) {
    return cases([[operator('<', call('random'), token('2')), sql]]);
  }
  switch (sql.kind) {
    case 'cast':
      return { ...sql, child: opened(sql.child) };
    case 'call':
    case 'operator':
      return { ...sql, args: openedDeepest(sql, sql.args) };
    case 'case': {
      const parts = openedDeepest(sql, childrenOf(sql));
      const branches = sql.branches.map((_, i) => [parts[2 * i]!, parts[2 * i + 1]!] as const);
      return { ...sql, branches, otherwise: sql.otherwise === undefined ? undefined : parts.at(-1)! };
    }
    default:
      return sql;
  }
}

function openedDeepest(parent: Sql, children: readonly Sql[]): readonly Sql[] {
  const below = depthsBelow(parent, children);
  const at = below.indexOf(Math.max(...below));
  return children.map((child, i) => (i === at ? opened(child) : child));
}
