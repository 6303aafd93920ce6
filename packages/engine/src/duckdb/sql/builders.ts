import type { Sql, SqlCall, SqlOrder } from './syntax.ts';

/** Short constructors of DuckDB's syntax tree, for lowering. */

export const token = (text: string): Sql => ({ kind: 'token', text });
export const nullToken: Sql = token('NULL');
export const trueToken: Sql = token('TRUE');
export const falseToken: Sql = token('FALSE');
export const number = (value: number | bigint): Sql => token(value < 0 ? `(${value})` : String(value));
export const text = (value: string): Sql => token(quoteText(value));
export const column = (name: string, table?: string): Sql =>
  table === undefined ? { kind: 'column', name } : { kind: 'column', name, table };
export const call = (name: string, ...args: Sql[]): SqlCall => ({ kind: 'call', name, args });
export const operator = (name: string, ...args: Sql[]): Sql => ({ kind: 'operator', operator: name, args });
export const postfix = (name: string, child: Sql): Sql => ({ kind: 'operator', operator: name, args: [child], postfix: true });
export const cast = (child: Sql, type: string): Sql => ({ kind: 'cast', child, type, isTry: false });
export const tryCast = (child: Sql, type: string): Sql => ({ kind: 'cast', child, type, isTry: true });
export const cases = (branches: readonly (readonly [Sql, Sql])[], otherwise?: Sql): Sql => ({ kind: 'case', branches, otherwise });
/** CASE WHEN condition THEN then ELSE otherwise END */
export const iff = (condition: Sql, then: Sql, otherwise: Sql): Sql => cases([[condition, then]], otherwise);
export const lambda = (params: readonly string[], body: Sql): Sql => ({ kind: 'lambda', params, body });
export const structOf = (fields: readonly (readonly [string, Sql])[]): Sql => ({ kind: 'struct', fields });
export const listOf = (...items: Sql[]): Sql => ({ kind: 'list', items });
export const isNull = (child: Sql): Sql => postfix('IS NULL', child);
export const isNotNull = (child: Sql): Sql => postfix('IS NOT NULL', child);
export const not = (child: Sql): Sql => operator('NOT', child);
export const and = (...args: Sql[]): Sql => (args.length === 1 ? (args[0] as Sql) : operator('AND', ...args));
export const or = (...args: Sql[]): Sql => (args.length === 1 ? (args[0] as Sql) : operator('OR', ...args));
export const order = (value: Sql, descending = false, nulls: 'first' | 'last' = descending ? 'last' : 'first'): SqlOrder => ({
  value,
  descending,
  nulls,
});

/** A string literal; DuckDB's plain quotes know no escapes but the doubled quote, and no NUL character. */
export function quoteText(value: string): string {
  if (!value.includes('\u0000')) return `'${value.replaceAll("'", "''")}'`;
  const parts = value.split('\u0000').map((part) => `'${part.replaceAll("'", "''")}'`);
  return `(${parts.join(' || chr(0) || ')})`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
