/** DuckDB's name of a session time zone: ICU reads the sign of `Etc/GMT` offsets the other way round, and knows plain offsets only as GMT+hh:mm. */
export function duckDbZone(timeZone: string): string {
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?$/.exec(timeZone);
  if (offset) return `GMT${offset[1]}${offset[2]?.padStart(2, '0')}:${offset[3] ?? '00'}`;
  return timeZone === 'Z' ? 'UTC' : timeZone;
}
