import { call, operator, type Sql, text, token } from '../duckdb/sql/index.ts';

/** Names that ICU and Java read alike. */
export const isRegion = (zone: string): boolean => /^[A-Z][A-Za-z_]+\/[A-Za-z_/+-]+$/.test(zone);

const OFFSET = /^([+-])(\d{2}):(\d{2})$/;

/** Wall-clock TIMESTAMP of an instant, or nothing when the zone is not one that DuckDB knows. */
export function localOfInstant(instant: Sql, zone: string): Sql | undefined {
  if (zone === 'UTC' || zone === 'Z' || zone === 'GMT' || zone === 'Etc/UTC') return call('timezone', text('UTC'), instant);
  if (isRegion(zone)) return call('timezone', text(zone), instant);
  const match = OFFSET.exec(zone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return operator(match[1] === '-' ? '-' : '+', call('timezone', text('UTC'), instant), token(`INTERVAL ${minutes} MINUTE`));
}
