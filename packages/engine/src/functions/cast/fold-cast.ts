import type { InternalValue } from '@kindling/protocol';
import type { Cast, Literal } from '../../plan/index.ts';
import { isString } from '../numeric-types.ts';
import { caster } from '../runtime/index.ts';

const foldable: ReadonlySet<string> = new Set([
  'boolean',
  'byte',
  'short',
  'integer',
  'long',
  'float',
  'double',
  'decimal',
  'string',
  'date',
  'timestamp',
  'timestamp_ntz',
]);

/** The constant that a cast of a constant gives; undefined where it fails, which is reported when the query runs. */
export function foldCast(expression: Cast): Literal | undefined {
  const { child, dataType, evalMode = 'ansi', timeZone = 'UTC' } = expression;
  if (child.kind !== 'literal' || !foldable.has(dataType.kind) || !(foldable.has(child.dataType.kind) || child.dataType.kind === 'null'))
    return undefined;
  // A time of day without a date means today's, which the query's clock says.
  if (dataType.kind.startsWith('timestamp') && isString(child.dataType) && !/^\s*\d{4}-/.test(String(child.value))) return undefined;
  try {
    const value = caster(child.dataType, dataType, { evalMode, timeZone, nowMicros: 0n })(child.value as InternalValue);
    return { kind: 'literal', value, dataType, ...(expression.origin ? { origin: expression.origin } : {}) };
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
