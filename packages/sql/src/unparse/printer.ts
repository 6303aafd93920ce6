import type { Query, Statement } from '../ast/index.ts';

/** Printers of the grammar's upper layers, handed to the lower ones so that modules do not import in circles. */
export interface Printers {
  query(query: Query): string;
  statement(statement: Statement): string;
}

/** The parts that are there, with a space between. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ');
}

export function list<T>(items: readonly T[], print: (item: T) => string): string {
  return items.map(print).join(', ');
}

/** `(a, b)`, or nothing for an empty list. */
export function parenthesized<T>(items: readonly T[], print: (item: T) => string): string {
  return items.length === 0 ? '' : `(${list(items, print)})`;
}

/** A clause with its list, or nothing for an empty one. */
export function clause<T>(name: string, items: readonly T[], print: (item: T) => string): string {
  return items.length === 0 ? '' : `${name} ${list(items, print)}`;
}
