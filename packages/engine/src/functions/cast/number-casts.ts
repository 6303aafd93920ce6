import { call, cast, number, operator, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import { isFractional, isIntegral, isNumeric } from '../numeric-types.ts';
import { wrap } from '../operators/exact-integers.ts';
import { type CastSite, castOrTry, runtimeCast, widens } from './cast-site.ts';

/** Between numbers and booleans. In the second look the JavaScript body names the condition. */
export function lowerNumberCast(child: Sql, site: CastSite): Sql | undefined {
  const { from, to, evalMode, context } = site;
  const type = physicalType(to);
  if (from.kind === 'boolean' && isNumeric(to)) {
    return to.kind === 'decimal' ? castOrTry(cast(child, 'INTEGER'), type, site) : cast(child, type);
  }
  if (!isNumeric(from)) return undefined;
  if (to.kind === 'boolean') return operator('<>', child, number(0));
  if (!isNumeric(to)) return undefined;
  if (widens(from, to)) return cast(child, type);
  if (isFractional(from) && isFractional(to)) return cast(child, type);
  if (evalMode === 'ansi' && context.mode === 'checked') return runtimeCast(child, site);
  if (isIntegral(from)) {
    if (to.kind === 'decimal') return castOrTry(child, type, site);
    return evalMode === 'legacy' ? wrap(cast(child, 'HUGEINT'), to) : castOrTry(child, type, site);
  }
  if (from.kind === 'decimal') {
    if (to.kind === 'decimal') return castOrTry(child, type, site);
    // DuckDB rounds where Java truncates, and its division by a power of ten rounds twice beyond 15 digits.
    if (isIntegral(to)) return evalMode === 'legacy' ? runtimeCast(child, site) : castOrTry(call('trunc', child), type, site);
    return from.precision <= 15 ? cast(cast(child, 'DOUBLE'), type) : cast(cast(cast(child, 'VARCHAR'), 'DOUBLE'), type);
  }
  if (isIntegral(to)) return evalMode === 'legacy' ? runtimeCast(child, site) : castOrTry(call('trunc', child), type, site);
  // Spark goes through the shortest text of the number.
  return castOrTry(cast(child, 'VARCHAR'), type, site);
}
