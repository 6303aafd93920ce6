import { offsetSecondsAt } from '@kindling/protocol';
import { civilFromDays, daysFromCivil, floorDivide, MICROS_PER_DAY } from '../calendar.ts';
import { MONTHS, type PatternPart, parsePattern, WEEKDAYS } from './java-date-pattern.ts';
import { offsetZone, zoneNameAt } from './zone-name.ts';

export interface Moment {
  readonly days: number;
  readonly microsOfDay: number;
  readonly timeZone: string;
  readonly offsetSeconds: number;
}

/** Text of an instant by a Java pattern, as seen in a time zone. */
export function formatTimestamp(micros: bigint, pattern: string, timeZone: string): string {
  const offsetSeconds = offsetSecondsAt(timeZone, Number(floorDivide(micros, 1_000_000n)));
  return formatLocal(micros + BigInt(offsetSeconds) * 1_000_000n, pattern, timeZone, offsetSeconds);
}

export function formatLocal(localMicros: bigint, pattern: string, timeZone: string, offsetSeconds: number): string {
  const days = Number(floorDivide(localMicros, MICROS_PER_DAY));
  const moment = { days, microsOfDay: Number(localMicros - BigInt(days) * MICROS_PER_DAY), timeZone, offsetSeconds };
  return print(parsePattern(pattern), moment);
}

function print(parts: readonly PatternPart[], moment: Moment): string {
  return parts
    .map((part) =>
      part.kind === 'literal'
        ? part.text
        : part.kind === 'optional'
          ? print(part.parts, moment)
          : printField(part.letter, part.count, moment),
    )
    .join('');
}

export const padded = (value: number, count: number): string => String(value).padStart(count, '0');

export function printField(letter: string, count: number, moment: Moment): string {
  const { year, month, day } = civilFromDays(moment.days);
  const seconds = Math.floor(moment.microsOfDay / 1e6);
  const hour = Math.floor(seconds / 3600);
  switch (letter) {
    case 'y':
    case 'u': {
      const value = letter === 'y' && year <= 0 ? 1 - year : year;
      if (count === 2) return padded(((value % 100) + 100) % 100, 2);
      const digits = padded(Math.abs(value), count);
      return value < 0 ? `-${digits}` : digits.length > count && count >= 4 ? `+${digits}` : digits;
    }
    case 'M':
    case 'L':
      return count >= 3 ? named(MONTHS[month - 1] ?? '', count) : padded(month, count);
    case 'd':
      return padded(day, count);
    case 'D':
      return padded(moment.days - daysFromCivil(year, 1, 1) + 1, count);
    case 'E':
      return named(WEEKDAYS[(((moment.days + 3) % 7) + 7) % 7] ?? '', Math.max(count, 3));
    case 'F':
      return padded(((day - 1) % 7) + 1, count);
    case 'Q':
    case 'q': {
      const quarter = Math.ceil(month / 3);
      if (count === 3) return `Q${quarter}`;
      return count === 4 ? `${quarter}${['st', 'nd', 'rd', 'th'][quarter - 1]} quarter` : padded(quarter, count);
    }
    case 'H':
      return padded(hour, count);
    case 'k':
      return padded(hour === 0 ? 24 : hour, count);
    case 'K':
      return padded(hour % 12, count);
    case 'h':
      return padded(hour % 12 === 0 ? 12 : hour % 12, count);
    case 'm':
      return padded(Math.floor(seconds / 60) % 60, count);
    case 's':
      return padded(seconds % 60, count);
    case 'S':
      return `${padded(moment.microsOfDay % 1e6, 6)}000`.slice(0, count);
    case 'a':
      return hour < 12 ? 'AM' : 'PM';
    case 'G':
      return count === 4 ? (year <= 0 ? 'Before Christ' : 'Anno Domini') : year <= 0 ? 'BC' : 'AD';
    default:
      return printZone(letter, count, moment);
  }
}

const named = (name: string, count: number): string => (count === 3 ? name.slice(0, 3) : name);

function printZone(letter: string, count: number, { offsetSeconds, timeZone, days, microsOfDay }: Moment): string {
  if (letter === 'V') return offsetZone(timeZone) ?? timeZone;
  if (letter === 'z') return zoneNameAt(timeZone, count, days * 86_400 + Math.floor(microsOfDay / 1e6) - offsetSeconds);
  const sign = offsetSeconds < 0 ? '-' : '+';
  const size = Math.abs(offsetSeconds);
  const [hours, minutes, rest] = [padded(Math.floor(size / 3600), 2), padded(Math.floor(size / 60) % 60, 2), size % 60];
  const withSeconds = (text: string, separator: string) => (rest === 0 ? text : `${text}${separator}${padded(rest, 2)}`);
  if (letter === 'O') {
    if (offsetSeconds === 0) return 'GMT';
    return count === 4
      ? `GMT${sign}${withSeconds(`${hours}:${minutes}`, ':')}`
      : `GMT${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
  }
  if (letter === 'X' && offsetSeconds === 0) return 'Z';
  if (letter === 'Z') {
    if (count === 5) return offsetSeconds === 0 ? 'Z' : `${sign}${withSeconds(`${hours}:${minutes}`, ':')}`;
    return count === 4 ? (offsetSeconds === 0 ? 'GMT' : `GMT${sign}${hours}:${minutes}`) : `${sign}${hours}${minutes}`;
  }
  switch (count) {
    case 1:
      return `${sign}${hours}${minutes === '00' ? '' : minutes}`;
    case 2:
      return `${sign}${hours}${minutes}`;
    case 3:
      return `${sign}${hours}:${minutes}`;
    case 4:
      return `${sign}${withSeconds(`${hours}${minutes}`, '')}`;
    default:
      return `${sign}${withSeconds(`${hours}:${minutes}`, ':')}`;
  }
}
