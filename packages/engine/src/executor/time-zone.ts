/**
 * DuckDB's name of a session time zone: ICU reads the sign of `Etc/GMT` offsets the other way round, and DuckDB knows plain offsets only as
 * UTC+hh:mm, and only those that some place on Earth has. With the rest it stays in UTC; what depends on the zone asks for it by itself.
 */
export function duckDbZone(timeZone: string): string {
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?$/.exec(timeZone);
  if (!offset) return timeZone === 'Z' ? 'UTC' : timeZone;
  const [, sign, hours = '0', minutes = '00'] = offset;
  return Number(hours) > (sign === '-' ? 12 : 14) ? 'UTC' : `UTC${sign}${hours.padStart(2, '0')}:${minutes}`;
}
