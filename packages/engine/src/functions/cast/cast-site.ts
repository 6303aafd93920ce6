import type { DataType } from '@kindling/protocol';
import { cast, type Sql, tryCast } from '../../duckdb/sql/index.ts';
import type { LowerContext } from '../function-record.ts';
import { isIntegral, numericRank } from '../numeric-types.ts';

export interface CastSite {
  readonly from: DataType;
  readonly to: DataType;
  readonly evalMode: 'ansi' | 'legacy' | 'try';
  readonly timeZone: string;
  readonly context: LowerContext;
}

/** A cast in JavaScript. */
export function runtimeCast(child: Sql, site: CastSite): Sql {
  return site.context.runtime('cast', [child], [site.from], site.to, { evalMode: site.evalMode, timeZone: site.timeZone });
}

/** Integers into a wider type: DuckDB's own cast cannot fail. */
export const widens = (from: DataType, to: DataType): boolean => isIntegral(from) && (numericRank(to) ?? -1) > (numericRank(from) ?? 9);
export const castOrTry = (child: Sql, type: string, site: CastSite): Sql =>
  site.evalMode === 'ansi' ? cast(child, type) : tryCast(child, type);
