import { checkTimeZone, localToInstantMicros } from '@kindling/protocol';
import { civilFromDays, daysFromCivil } from '../calendar.ts';
import { trimAll } from './number-text.ts';

const DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;

/** Days of the text by Spark's lenient grammar: `y`, `y-m`, `y-m-d`, and anything after a space or T. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(trimAll(text));
  if (match === null) return undefined;
  return validDate(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
}

export function validDate(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const days = daysFromCivil(year, month, day);
  const civil = civilFromDays(days);
  return civil.day === day && civil.month === month && Math.abs(days) <= 2_147_483_647 ? days : undefined;
}

const TIMESTAMP =
  /^(?:([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?)?(?:(?:[ T]|(?<=^)T?)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?\s*(\S.*)?)?$/s;

export interface ParsedTimestamp {
  /** Absent when the text holds a time only. */
  readonly days?: number;
  readonly microsOfDay: bigint;
  readonly zone?: string;
}

export function parseTimestampParts(text: string): ParsedTimestamp | undefined {
  const match = TIMESTAMP.exec(trimAll(text));
  if (match === null || (match[1] === undefined && match[4] === undefined)) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  if (hour !== undefined && year !== undefined && day === undefined) return undefined;
  const days = year === undefined ? undefined : validDate(Number(year), Number(month ?? 1), Number(day ?? 1));
  if (year !== undefined && days === undefined) return undefined;
  const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  if (h > 23 || m > 59 || s > 59) return undefined;
  const micros = BigInt(h * 3600 + m * 60 + s) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
  if (zone !== undefined && normalZone(zone) === undefined) return undefined;
  return {
    ...(days === undefined ? {} : { days }),
    microsOfDay: micros,
    ...(zone === undefined ? {} : { zone: normalZone(zone) as string }),
  };
}

/** Java's zone ids, and offsets with one-digit parts. */
function normalZone(zone: string): string | undefined {
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{1,2})(?::?(\d{2}))?)?$/.exec(zone.trim());
  const id = offset
    ? `${offset[1]}${(offset[2] ?? '').padStart(2, '0')}:${(offset[3] ?? '0').padStart(2, '0')}${offset[4] ? `:${offset[4]}` : ''}`
    : zone.trim() === 'Z'
      ? 'UTC'
      : zone.trim();
  try {
    checkTimeZone(id);
    return id;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

const MICROS_PER_DAY = 86_400_000_000n;

export function parseTimestamp(text: string, timeZone: string, nowMicros: bigint): bigint | undefined {
  const parts = parseTimestampParts(text);
  if (parts === undefined) return undefined;
  const zone = parts.zone ?? timeZone;
  const days = parts.days ?? Number(nowMicros / MICROS_PER_DAY);
  const micros = localToInstantMicros(BigInt(days) * MICROS_PER_DAY + parts.microsOfDay, zone);
  return BigInt.asIntN(64, micros) === micros ? micros : undefined;
}

/** A zone in the text is ignored when `allowsZone`. */
export function parseTimestampNtz(text: string, allowsZone: boolean): bigint | undefined {
  const parts = parseTimestampParts(text);
  if (parts?.days === undefined || (parts.zone !== undefined && !allowsZone)) return undefined;
  return BigInt(parts.days) * MICROS_PER_DAY + parts.microsOfDay;
}

const TIME = /^[Tt]?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?\s*(am|pm|AM|PM)?$/;

export function parseTime(text: string): bigint | undefined {
  const match = TIME.exec(trimAll(text));
  if (match === null) return undefined;
  let hour = Number(match[1]);
  const [minute, second] = [Number(match[2]), Number(match[3] ?? 0)];
  if (match[5] !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (match[5].toLowerCase() === 'pm' ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt((match[4] ?? '').slice(0, 6).padEnd(6, '0')) * 1000n;
}
