/**
 * DuckDB's name of a session time zone. Expressions name the session's zone themselves; DuckDB knows of plain offsets only whole hours, whose
 * sign is that of `Etc/GMT`, the other way round, so that the others are left to the expressions.
 */
export function duckDbZone(timeZone: string): string {
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(timeZone);
  if (!offset) return timeZone === 'Z' ? 'UTC' : timeZone;
  const [, sign, hours, minutes = '00', seconds = '00'] = offset;
  const isKnown = Number(minutes) === 0 && Number(seconds) === 0 && Number(hours) > 0 && Number(hours) <= (sign === '-' ? 12 : 14);
  return isKnown ? `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}` : 'UTC';
}
