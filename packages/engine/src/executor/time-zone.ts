import { fixedOffsetSeconds } from '@kindling/protocol';

/**
 * DuckDB's name of a session time zone. Expressions name the session's zone themselves; DuckDB knows of plain offsets only whole hours, whose
 * sign is that of `Etc/GMT`, the other way round, so that the others are left to the expressions.
 */
export function duckDbZone(timeZone: string): string {
  const seconds = fixedOffsetSeconds(timeZone);
  if (seconds === undefined) return timeZone;
  const hours = seconds / 3600;
  const isKnown = Number.isInteger(hours) && hours !== 0 && hours >= -12 && hours <= 14;
  return isKnown ? `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}` : 'UTC';
}
