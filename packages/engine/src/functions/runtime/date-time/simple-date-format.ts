import { instantToLocalMicros, localToInstantMicros, offsetSecondsAt } from '@kindling/protocol';
import { civilFromDays, daysFromCivil, floorDivide, MICROS_PER_DAY, MICROS_PER_SECOND } from '../calendar.ts';
import { padded, printField } from './format-date-time.ts';
import { invalidPattern, MONTHS, WEEKDAYS } from './java-date-pattern.ts';
import { zoneNameAt } from './zone-name.ts';

/** java.text.SimpleDateFormat, which Spark 2 had and `spark.sql.legacy.timeParserPolicy=LEGACY` brings back. */

type Part = { readonly literal: string } | { readonly letter: string; readonly count: number };

const LETTERS = 'GyYMLwWDdFEuaHkKhmsSzZX';
const MICROS_PER_MILLI = 1000n;
/** January and July of a year that zones have names and two times in. */
const [WINTER_2000, SUMMER_2000] = [946_684_800, 962_409_600];
/** Before it dates are those of the Julian calendar. */
const GREGORIAN_START = daysFromCivil(1582, 10, 15);

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at] as string;
    let end = at + 1;
    if (/[A-Za-z]/.test(char)) {
      while (pattern[end] === char) end += 1;
      if (!LETTERS.includes(char) || (char === 'X' && end - at > 3)) throw invalidPattern(pattern);
      parts.push({ letter: char, count: end - at });
    } else if (char === "'") {
      if (pattern[end] === "'") parts.push({ literal: "'" });
      else {
        const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
        if (!quoted) throw invalidPattern(pattern);
        parts.push({ literal: (quoted[1] ?? '').replaceAll("''", "'") });
        end = at + quoted[0].length - 1;
      }
      end += 1;
    } else parts.push({ literal: char });
    at = end;
  }
  return parts;
}

const known = new Map<string, readonly Part[]>();
const MAX_KNOWN = 1000;

function parsedPattern(pattern: string): readonly Part[] {
  let parts = known.get(pattern);
  if (parts === undefined) {
    parts = partsOf(pattern);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(pattern, parts);
  }
  return parts;
}

/** Days since 1970 of the Julian calendar's date of these numbers. */
function julianDays(year: number, month: number, day: number): number {
  const [y, m] = month > 2 ? [year, month + 1] : [year - 1, month + 13];
  return Math.floor(365.25 * y) + Math.floor(30.6001 * m) + day - 719_593;
}

function weekday(days: number): number {
  let counted = days;
  if (days < GREGORIAN_START) {
    const { year, month, day } = civilFromDays(days);
    counted = julianDays(year, month, day);
  }
  return (((counted + 3) % 7) + 7) % 7;
}

/** Zones had the time of the sun before they had a law; Java's older classes use today's winter time for that. */
function offsetOf(timeZone: string, instantSeconds: number): number {
  if (instantSeconds >= -2_208_988_800) return offsetSecondsAt(timeZone, instantSeconds);
  return Math.min(offsetSecondsAt(timeZone, WINTER_2000), offsetSecondsAt(timeZone, SUMMER_2000));
}

export function formatSimply(micros: bigint, pattern: string, timeZone: string): string {
  const local = instantToLocalMicros(micros, timeZone);
  const days = Number(floorDivide(local, MICROS_PER_DAY));
  const microsOfDay = Number(local - BigInt(days) * MICROS_PER_DAY);
  const { year, month, day } = civilFromDays(days);
  const instantSeconds = Number(floorDivide(micros, MICROS_PER_SECOND));
  const offsetSeconds = offsetOf(timeZone, instantSeconds);
  const moment = { days, microsOfDay, timeZone, offsetSeconds };
  const dayOfYear = days - daysFromCivil(year, 1, 1) + 1;
  // Weeks begin on Sunday, and the first one of a year or month may have a single day.
  const sundayBased = (weekday(days) + 1) % 7;
  const weekOf = (dayNumber: number): number => Math.floor((dayNumber - 1 + ((((sundayBased - dayNumber + 1) % 7) + 7) % 7)) / 7) + 1;
  const isNextYearsWeek = month === 12 && day - sundayBased + 6 > 31;
  const print = (letter: string, count: number): string => {
    switch (letter) {
      case 'G':
        return year <= 0 ? 'BC' : 'AD';
      case 'y':
      case 'Y': {
        const shown = letter === 'Y' && isNextYearsWeek ? year + 1 : year;
        const ofEra = shown <= 0 ? 1 - shown : shown;
        return count === 2 ? padded(ofEra % 100, 2) : padded(ofEra, count);
      }
      case 'E': {
        const name = WEEKDAYS[weekday(days)] ?? '';
        return count >= 4 ? name : name.slice(0, 3);
      }
      case 'z':
        return zoneNameAt(timeZone, count, instantSeconds < 0 ? WINTER_2000 : instantSeconds);
      case 'Z':
      case 'X':
        return printOffset(offsetSeconds, letter, count);
      case 'w':
        return padded(isNextYearsWeek ? 1 : weekOf(dayOfYear), count);
      case 'W':
        return padded(weekOf(day), count);
      case 'F':
        return padded(Math.floor((day - 1) / 7) + 1, count);
      case 'u':
        return padded(weekday(days) + 1, count);
      case 'S':
        return padded(Math.floor(microsOfDay / 1000) % 1000, count);
      default:
        // What both kinds of pattern print alike.
        return printField(letter, count, moment);
    }
  };
  return parsedPattern(pattern)
    .map((part) => ('literal' in part ? part.literal : print(part.letter, part.count)))
    .join('');
}

function printOffset(offsetSeconds: number, letter: string, count: number): string {
  if (letter === 'X' && offsetSeconds === 0) return 'Z';
  const sign = offsetSeconds < 0 ? '-' : '+';
  const size = Math.abs(offsetSeconds);
  const [hours, minutes] = [padded(Math.floor(size / 3600), 2), padded(Math.floor(size / 60) % 60, 2)];
  if (letter === 'X' && count === 1) return `${sign}${hours}`;
  return `${sign}${hours}${letter === 'X' && count === 3 ? ':' : ''}${minutes}`;
}

interface Found {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  halfHour?: number;
  isAfternoon?: boolean;
  minute?: number;
  second?: number;
  milli?: number;
  isBeforeChrist?: boolean;
  zone?: string;
}

/** The instant of the text's beginning by a pattern; nothing where Java would raise. What is out of its range is refused. */
export function parseSimply(text: string, pattern: string, timeZone: string): bigint | undefined {
  const parts = parsedPattern(pattern);
  const found: Found = {};
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if ('literal' in part) {
      if (!text.startsWith(part.literal, at)) return undefined;
      at += part.literal.length;
      continue;
    }
    const next = parts[index + 1];
    const end = readField(text, at, part, next !== undefined && 'letter' in next, found);
    if (end === undefined) return undefined;
    at = end;
  }
  return instantOf(found, timeZone);
}

function readField(
  text: string,
  start: number,
  { letter, count }: { readonly letter: string; readonly count: number },
  isFollowed: boolean,
  found: Found,
): number | undefined {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  const name = (names: readonly string[]): { readonly index: number; readonly end: number } | undefined => {
    const rest = text.slice(at).toLowerCase();
    for (const length of [Number.POSITIVE_INFINITY, 3]) {
      const index = names.findIndex((one) => rest.startsWith(one.slice(0, length).toLowerCase()));
      if (index >= 0) return { index, end: at + Math.min(length, (names[index] ?? '').length) };
    }
    return undefined;
  };
  switch (letter) {
    case 'G': {
      const era = /^(AD|BC)/i.exec(text.slice(at));
      if (!era) return undefined;
      found.isBeforeChrist = era[0].toUpperCase() === 'BC';
      return at + 2;
    }
    case 'a': {
      const half = /^(AM|PM)/i.exec(text.slice(at));
      if (!half) return undefined;
      found.isAfternoon = half[0].toUpperCase() === 'PM';
      return at + 2;
    }
    case 'E':
      return name(WEEKDAYS)?.end;
    case 'M':
    case 'L':
      if (count >= 3) {
        const month = name(MONTHS);
        if (month === undefined) return undefined;
        found.month = month.index + 1;
        return month.end;
      }
      break;
    case 'z':
    case 'Z':
    case 'X': {
      const zone = /^(?:GMT|UTC)?[+-]\d{1,2}:?\d{2}|^Z(?![A-Za-z])|^[A-Za-z]{2,}(?:\/[A-Za-z_]+)*|^[+-]\d{2}/.exec(text.slice(at))?.[0];
      if (zone === undefined) return undefined;
      found.zone = zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').replace(/^([+-]\d{2})$/, '$1:00');
      return at + zone.length;
    }
    default:
  }
  const digits = /^-?\d+/.exec(isFollowed ? text.slice(at, at + count) : text.slice(at))?.[0];
  if (digits === undefined) return undefined;
  keepNumber(letter, count, digits, found);
  return at + digits.length;
}

function keepNumber(letter: string, count: number, digits: string, found: Found): void {
  const value = Number(digits);
  switch (letter) {
    case 'y':
    case 'Y': {
      // Two digits are a year of the hundred that begin eighty years ago.
      const thisYear = new Date().getUTCFullYear();
      const century = Math.floor((thisYear - 80) / 100) * 100;
      const isShort = count <= 2 && /^\d\d$/.test(digits);
      found.year = isShort ? (century + value < thisYear - 80 ? century + 100 + value : century + value) : value;
      return;
    }
    case 'M':
    case 'L':
      found.month = value;
      return;
    case 'd':
      found.day = value;
      return;
    case 'D':
      found.dayOfYear = value;
      return;
    case 'H':
      found.hour = value;
      return;
    case 'k':
      found.hour = value === 24 ? 0 : value;
      return;
    case 'K':
      found.halfHour = value;
      return;
    case 'h':
      found.halfHour = value === 12 ? 0 : value;
      return;
    case 'm':
      found.minute = value;
      return;
    case 's':
      found.second = value;
      return;
    case 'S':
      found.milli = value;
      return;
    default:
  }
}

function instantOf(found: Found, timeZone: string): bigint | undefined {
  const { month = 1, day = 1, minute = 0, second = 0, milli = 0 } = found;
  const year = found.isBeforeChrist ? 1 - (found.year ?? 1970) : (found.year ?? 1970);
  const hour = found.hour ?? (found.halfHour ?? 0) + (found.isAfternoon ? 12 : 0);
  const isWithin = (value: number, low: number, high: number): boolean => value >= low && value <= high;
  const isValid =
    isWithin(month, 1, 12) &&
    isWithin(day, 1, daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysFromCivil(year, month, 1)) &&
    isWithin(found.dayOfYear ?? 1, 1, 366) &&
    isWithin(hour, 0, 23) &&
    isWithin(found.halfHour ?? 0, 0, 11) &&
    isWithin(minute, 0, 59) &&
    isWithin(second, 0, 59) &&
    isWithin(milli, 0, 999);
  if (!isValid) return undefined;
  const days = found.dayOfYear === undefined ? daysFromCivil(year, month, day) : daysFromCivil(year, 1, 1) + found.dayOfYear - 1;
  const millisOfDay = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
  return localToInstantMicros(BigInt(days) * MICROS_PER_DAY + BigInt(millisOfDay) * MICROS_PER_MILLI, found.zone ?? timeZone);
}
