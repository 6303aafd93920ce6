import type { DataType, StructType } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import type { LogicalPlan, Origin } from '../plan/index.ts';
import type { SessionCatalog } from './session-catalog.ts';

/** What a statement on the catalog answers: plain rows. */
export interface CatalogAnswer {
  readonly schema: StructType;
  readonly rows: readonly (readonly unknown[])[];
}

/** What the catalog tells of a function. */
export interface FunctionListing {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly family: string;
  readonly summary: string;
}

export interface CatalogCommandContext {
  readonly catalog: SessionCatalog;
  readonly config: SessionConfig;
  readonly functions?: readonly FunctionListing[];
  readonly user: string;
  isCached(nameParts: readonly string[]): Promise<boolean>;
  analyze(plan: LogicalPlan): Promise<LogicalPlan>;
  /** The parts of a name in a statement, which may have to be computed. */
  nameOf(name: unknown): Promise<readonly string[]>;
  /** Where a name stands that `nameOf` gave. */
  originOf(nameParts: readonly string[]): Origin | undefined;
  failNotFound(nameParts: readonly string[], origin?: Origin): never;
  /** A string in a statement. */
  stringOf(value: unknown): string;
  /** The values of PARTITION (…), by column name in lower case. */
  specOf(spec: unknown): Promise<ReadonlyMap<string, string | null>>;
}

export type Fields = Readonly<Record<string, unknown>>;

export const text: DataType = { kind: 'string' };
export const boolean: DataType = { kind: 'boolean' };

export function schema(...fields: readonly (readonly [name: string, dataType: DataType, nullable?: boolean])[]): StructType {
  return { kind: 'struct', fields: fields.map(([name, dataType, nullable = false]) => ({ name, dataType, nullable })) };
}

export const nothing: CatalogAnswer = { schema: schema(), rows: [] };

/** SHOW's patterns: `*` is anything, `|` is or, case does not count. */
export function matcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  const alternatives = pattern.split('|').map((part) => new RegExp(`^(?:${part.trim().replaceAll('*', '.*')})$`, 'i'));
  return (name) => alternatives.some((alternative) => alternative.test(name));
}
