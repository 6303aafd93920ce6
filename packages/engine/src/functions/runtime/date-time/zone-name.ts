/** The name of a zone that is an offset, which Java writes in full; nothing for another zone. */
export function offsetZone(timeZone: string): string | undefined {
  const parts = /^(UTC|GMT|UT|)([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(timeZone);
  if (!parts) return /^[A-Za-z]/.test(timeZone) ? undefined : timeZone;
  const [, prefix = '', sign = '', hours = '', minutes = '00', seconds] = parts;
  return `${prefix}${sign}${hours.padStart(2, '0')}:${minutes}${seconds === undefined ? '' : `:${seconds}`}`;
}

/** The name that a zone has at an instant, long from four letters on. */
export function zoneNameAt(timeZone: string, count: number, instantSeconds: number): string {
  const offset = offsetZone(timeZone);
  if (offset !== undefined) return offset;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: count >= 4 ? 'long' : 'short' });
  const parts = format.formatToParts(new Date(instantSeconds * 1000));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}
