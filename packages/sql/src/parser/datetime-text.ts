import type { SpecialDatetime } from '../ast/index.ts';

const microsecondsPerSecond = 1_000_000n;
const secondsPerDay = 86_400;

export interface DateText {
  readonly days: number | undefined;
  readonly special: SpecialDatetime | undefined;
}

export interface TimestampText {
  readonly localMicroseconds: bigint | undefined;
  readonly zone: string | undefined;
  readonly timeOnly: boolean;
  readonly special: SpecialDatetime | undefined;
}

const specialPattern = /^(epoch|now|today|tomorrow|yesterday)(?:\s+(\S.*))?$/i;
const datePattern = /^([+-]?)(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;
const timestampPattern = /^([+-]?)(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](.*))?)?)?$/s;
const clockPattern = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?(.*)$/s;
const timePattern = /^[T]?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?(?:\s*([AP]M))?$/i;
const offsetPattern = /^(?:UTC|GMT|UT)?[+-](?:\d{1,2}(?::?\d{1,2}(?::?\d{1,2})?)?)$/;

/** Reads what Spark reads as a date; undefined where it reads none. */
export function parseDateText(text: string): DateText | undefined {
  const trimmed = trimControls(text);
  const special = specialPattern.exec(trimmed);
  if (special !== null) return isZone(special[2]) ? { days: undefined, special: special[1]?.toLowerCase() as SpecialDatetime } : undefined;
  const match = datePattern.exec(trimmed);
  if (match === null) return undefined;
  const days = daysOf(signed(match[1], match[2]), Number(match[3] ?? 1), Number(match[4] ?? 1));
  return days === undefined || Math.abs(days) > 2147483647 ? undefined : { days, special: undefined };
}

/** Reads what Spark reads as a timestamp, with or without zone. */
export function parseTimestampText(text: string): TimestampText | undefined {
  const trimmed = trimControls(text);
  const special = specialPattern.exec(trimmed);
  if (special !== null) {
    if (!isZone(special[2])) return undefined;
    return { localMicroseconds: undefined, zone: special[2], timeOnly: false, special: special[1]?.toLowerCase() as SpecialDatetime };
  }
  const match = timestampPattern.exec(trimmed);
  if (match === null) return timeOnlyTimestamp(trimmed);
  const days = daysOf(signed(match[1], match[2]), Number(match[3] ?? 1), Number(match[4] ?? 1));
  if (days === undefined) return undefined;
  const clock = match[5] === undefined ? { microseconds: 0n, zone: undefined } : parseClock(match[5]);
  if (clock === undefined) return undefined;
  return {
    localMicroseconds: BigInt(days) * BigInt(secondsPerDay) * microsecondsPerSecond + clock.microseconds,
    zone: clock.zone,
    timeOnly: false,
    special: undefined,
  };
}

function timeOnlyTimestamp(text: string): TimestampText | undefined {
  if (!text.includes(':')) return undefined;
  const clock = parseClock(text.startsWith('T') ? text.slice(1) : text);
  return clock === undefined ? undefined : { localMicroseconds: clock.microseconds, zone: clock.zone, timeOnly: true, special: undefined };
}

/** `hh:mm:ss.ffffff zone`, everything behind the first colon optional. */
function parseClock(text: string): { microseconds: bigint; zone: string | undefined } | undefined {
  const match = clockPattern.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const zone = (match[5] ?? '').trim();
  if (!isZone(zone === '' ? undefined : zone)) return undefined;
  const fraction = BigInt((match[4] ?? '').slice(0, 6).padEnd(6, '0'));
  return {
    microseconds: BigInt(hours * 3600 + minutes * 60 + seconds) * microsecondsPerSecond + fraction,
    zone: zone === '' ? undefined : zone,
  };
}

/** Nanoseconds since midnight. */
export function parseTimeText(text: string): bigint | undefined {
  const match = timePattern.exec(trimControls(text));
  if (match === null) return undefined;
  const half = match[5]?.toUpperCase();
  let hours = Number(match[1]);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return undefined;
    hours = (hours % 12) + (half === 'PM' ? 12 : 0);
  }
  const [minutes, seconds] = [Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const fraction = BigInt((match[4] ?? '').slice(0, 6).padEnd(6, '0'));
  return BigInt(hours * 3600 + minutes * 60 + seconds) * 1_000_000_000n + fraction * 1000n;
}

function trimControls(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isControl(text.charCodeAt(start))) start++;
  while (end > start && isControl(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isControl(code: number): boolean {
  return code <= 32 || (code >= 0x7f && code <= 0x9f);
}

function signed(sign: string | undefined, digits: string | undefined): number {
  return (sign === '-' ? -1 : 1) * Number(digits);
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; undefined for a day that does not exist. */
function daysOf(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  // Counting years from March makes the leap day the last one.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether Java knows the zone. The list of regions is the JavaScript engine's. */
function isZone(zone: string | undefined): boolean {
  if (zone === undefined || /^(?:Z|UTC|GMT|UT)$/.test(zone) || offsetPattern.test(zone)) return true;
  if (!/^[A-Za-z][A-Za-z0-9/_+~-]*$/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
