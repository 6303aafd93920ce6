/**
 * Every function and operator of Spark, one record each.
 *
 * To add one: find its family's folder, and write `scalar({…})`, `aggregate({…})`, `windowFunction({…})` or
 * `generator({…})` (see `define.ts`) into a file named for what it holds; put the record into that file's exported list,
 * and a new file's list into `all-records.ts`. A record says
 *
 * - `parameters`: names and the types that implicit coercion aims at (`coercion` for the operators' own rules);
 * - `returns`, `nullable`: Spark's exact result type and nullability of coerced arguments; `check` refuses what Spark refuses;
 * - `sql`: the text in column names, where it is not `name(arg, …)`;
 * - one of `rewrite` (to other functions), `lower` with `native('duckdb_name')` or built syntax where DuckDB's own functions
 *   provably agree with Spark, or `lower: body('name')` for a JavaScript body in `runtime`;
 * - `guards`: what Spark raises. `always` when DuckDB itself would not fail.
 *
 * Lowered arguments have exactly the physical type of their data type, and so must the result.
 */

import type { UserFunctionDefinition } from '@kindling/protocol';
import { type Expression, existsInExpression } from '../plan/index.ts';
import { allRecords } from './all-records.ts';
import type { FunctionRecord } from './function-record.ts';

export { AVERAGE_OF_PARTS } from './aggregate/sums.ts';
export { canCast, foldCast, lowerCast } from './cast/index.ts';
export { lowerCollated } from './collation/lower-collated.ts';
export { elementNullable } from './collection/element-access.ts';
export type * from './function-record.ts';
export { hasCollation, orderKey } from './order-key.ts';
export { javaRegex } from './runtime/index.ts';

export const functionRecords: readonly FunctionRecord[] = allRecords;

const byName = new Map<string, FunctionRecord>();
for (const record of allRecords) {
  for (const name of [record.name, ...(record.aliases ?? [])]) {
    const key = name.toLowerCase();
    if (byName.has(key)) throw new Error(`Two function records are named ${key}.`);
    byName.set(key, record);
  }
}

/**
 * The record of a function by its name or alias, in any case.
 *
 * @example
 * ```ts
 * functionRecord('CEILING')?.name; // 'ceil'
 * ```
 */
export function functionRecord(name: string): FunctionRecord | undefined {
  return byName.get(name.toLowerCase());
}

const draws: ReadonlySet<string> = new Set([
  'rand',
  'randn',
  'random',
  'uniform',
  'randstr',
  'distributed_sequence_id',
  'uuid',
  'shuffle',
  'monotonically_increasing_id',
  'spark_partition_id',
]);

/** Whether an expression gives the same value wherever and however often it is computed. */
export function isDeterministic(expression: Expression): boolean {
  return !existsInExpression(
    expression,
    (node) =>
      node.kind === 'call' &&
      (draws.has(node.fn) ||
        functionRecord(node.fn)?.deterministic === false ||
        (node.options?.definition as UserFunctionDefinition | undefined)?.deterministic === false),
  );
}
