import type { Relation } from '@kindling/protocol/messages';
import { valueError } from '../client-error.ts';
import { doubleLiteral, makeLiteral } from '../column/index.ts';
import { makeRelation } from '../plan/index.ts';
import type { DataFrame } from './data-frame.ts';
import type { ColumnName, UntypedRow } from './row-type.ts';
import type { SparkSession } from './spark-session.ts';

type Fill = number | bigint | string | boolean;
type Replaceable = number | bigint | string | boolean | null;

/** What to do with NULL and NaN; made by `df.na`. */
export class DataFrameNaFunctions<R = UntypedRow> {
  readonly #session: SparkSession;
  readonly #input: Relation;

  constructor(session: SparkSession, input: Relation) {
    this.#session = session;
    this.#input = input;
  }

  /** Another value in the place of NULL and NaN, in columns of its type, or by column. @example `df.na.fill(0, ['age'])` or `df.na.fill({ age: 0, city: '?' })` */
  fill(value: Fill | { readonly [K in ColumnName<R>]?: Fill }, columns: readonly ColumnName<R>[] = []): DataFrame<R> {
    const byColumn = typeof value === 'object';
    const cols = byColumn ? Object.keys(value) : [...columns];
    const values = byColumn ? Object.values(value as Record<string, Fill>) : [value];
    if (values.length === 0) throw valueError('CANNOT_BE_EMPTY', { item: 'value' });
    return this.#session.frame<R>(makeRelation({ case: 'fillNa', value: { input: this.#input, cols, values: values.map(fillLiteral) } }));
  }
  /** Leaves out rows with NULL or NaN in any or in all of the columns, or with fewer values than a number. @example `df.na.drop('all')` or `df.na.drop(2, ['a', 'b', 'c'])` */
  drop(how: 'any' | 'all' | number = 'any', columns: readonly ColumnName<R>[] = []): DataFrame<R> {
    if (how !== 'any' && how !== 'all' && typeof how !== 'number') {
      throw valueError('VALUE_ALLOWED', { arg_name: 'how', allowed: 'any, all, a number', arg_value: String(how) });
    }
    const least = how === 'any' ? {} : { minNonNulls: how === 'all' ? 1 : how };
    return this.#session.frame<R>(makeRelation({ case: 'dropNa', value: { input: this.#input, cols: [...columns], ...least } }));
  }
  /** Other values in the place of these. @example `df.na.replace(new Map([['Ann', 'Anna']]), ['name'])` */
  replace(
    replacements: ReadonlyMap<Replaceable, Replaceable> | Readonly<Record<string, string | null>>,
    columns: readonly ColumnName<R>[] = [],
  ): DataFrame<R> {
    const pairs = replacements instanceof Map ? [...replacements] : Object.entries(replacements);
    const value = {
      input: this.#input,
      cols: [...columns],
      replacements: pairs.map(([oldValue, newValue]) => ({ oldValue: replaceLiteral(oldValue), newValue: replaceLiteral(newValue) })),
    };
    return this.#session.frame<R>(makeRelation({ case: 'replace', value }));
  }
}

/** Spark fills with BOOLEAN, BIGINT, DOUBLE and STRING literals only. */
const fillLiteral = (value: unknown) => makeLiteral(typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value);

/** Spark replaces BOOLEAN, DOUBLE and STRING values; other numbers are compared as DOUBLE. */
function replaceLiteral(value: unknown) {
  if (typeof value === 'number' || typeof value === 'bigint') return doubleLiteral(Number(value));
  return makeLiteral(value);
}
