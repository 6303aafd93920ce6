/** JavaScript bodies of the functions that DuckDB does not compute as Spark does, by name. */
import { castBodies } from './cast/index.ts';
import { dateTimeBodies } from './date-time/index.ts';
import { decimalBodies } from './decimal-arithmetic.ts';
import { mathBodies } from './math/index.ts';
import type { RuntimeBody } from './runtime-body.ts';
import { stringBodies } from './string/index.ts';

export { caster } from './cast/index.ts';
export type { CallSite, RowFunction, RuntimeBody } from './runtime-body.ts';

const bodies = new Map<string, RuntimeBody>();
for (const body of [...castBodies, ...decimalBodies, ...stringBodies, ...dateTimeBodies, ...mathBodies]) {
  if (bodies.has(body.name)) throw new Error(`Two runtime bodies are named ${body.name}.`);
  bodies.set(body.name, body);
}

/**
 * The body of that name.
 *
 * @example
 * ```ts
 * const toInt = runtimeBody('cast').prepare({ argTypes: [types.string], resultType: types.integer, options: {} });
 * toInt(' 12 '); // 12
 * ```
 */
export function runtimeBody(name: string): RuntimeBody {
  const body = bodies.get(name);
  if (body === undefined) throw new Error(`There is no runtime body named ${name}.`);
  return body;
}

export const runtimeBodyNames = (): readonly string[] => [...bodies.keys()];
