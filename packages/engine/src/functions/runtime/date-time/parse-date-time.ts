import { civilFromDays, MICROS_PER_DAY } from '../calendar.ts';
import { validDate } from '../cast/index.ts';
import type { MonthNames } from '../local-names.ts';
import { MONTHS, type PatternPart, parsePattern, WEEKDAYS } from './java-date-pattern.ts';

interface Fields {
  [letter: string]: number | string | undefined;
}

export interface ParsedDateTime {
  readonly localMicros: bigint;
  readonly zone?: string;
}

/** Reads a text by a Java pattern, or gives nothing where Java would raise. */
export function parseByPattern(text: string, pattern: string, months: MonthNames = ENGLISH): ParsedDateTime | undefined {
  for (const match of attempts(text, parsePattern(pattern, 'read'), months)) {
    if (match.at === text.length) return resolve(match.fields);
  }
  return undefined;
}

interface Attempt {
  readonly at: number;
  readonly fields: Fields;
}

function* attempts(
  text: string,
  parts: readonly PatternPart[],
  months: MonthNames,
  start: Attempt = { at: 0, fields: {} },
  index = 0,
): Generator<Attempt> {
  const part = parts[index];
  if (part === undefined) {
    yield start;
    return;
  }
  if (part.kind === 'optional') {
    for (const inner of attempts(text, part.parts, months, start)) {
      yield* attempts(text, parts, months, inner, index + 1);
      return;
    }
    yield* attempts(text, parts, months, start, index + 1);
    return;
  }
  if (part.kind === 'literal') {
    if (text.startsWith(part.text, start.at))
      yield* attempts(text, parts, months, { at: start.at + part.text.length, fields: start.fields }, index + 1);
    return;
  }
  const read = readField(text, start.at, part, adjacent(parts, index), months);
  const known = start.fields[keyOf(part)];
  // What stands twice must say the same.
  if (read !== undefined && (known === undefined || known === read.value))
    yield* attempts(text, parts, months, { at: start.at + read.length, fields: { ...start.fields, [keyOf(part)]: read.value } }, index + 1);
}

const keyOf = (part: { readonly letter: string }): string => (part.letter === 'L' ? 'M' : part.letter === 'u' ? 'y' : part.letter);

const isNumber = (part: PatternPart | undefined): boolean =>
  part?.kind === 'field' && ('yudDHhKkmsSF'.includes(part.letter) || ('MLQq'.includes(part.letter) && part.count < 3));

/** Digits that the numbers right behind a number of variable width need. */
function adjacent(parts: readonly PatternPart[], index: number): number {
  let digits = 0;
  for (let i = index + 1; isNumber(parts[i]); i++) digits += (parts[i] as { count: number }).count;
  return digits;
}

interface Read {
  readonly value: number | string;
  readonly length: number;
}

function readField(
  text: string,
  at: number,
  part: { readonly letter: string; readonly count: number },
  reserved: number,
  months: MonthNames,
): Read | undefined {
  const { letter, count } = part;
  const rest = text.slice(at);
  switch (letter) {
    case 'y':
    case 'u': {
      if (count === 2) {
        const digits = /^\d{2}/.exec(rest)?.[0];
        return digits === undefined ? undefined : { value: 2000 + Number(digits), length: 2 };
      }
      return digitsOf(rest, count, 10, reserved, true);
    }
    case 'M':
    case 'L':
      if (count >= 3) return longestName(rest, count === 3 ? months.short : months.long);
      return digitsOf(rest, count, count === 1 ? 19 : 2, reserved, false);
    case 'E':
      return nameOf(rest, WEEKDAYS, Math.max(3, count), 1);
    case 'a': {
      const word = /^(AM|PM)/i.exec(rest)?.[0];
      return word === undefined ? undefined : { value: word.toUpperCase() === 'PM' ? 1 : 0, length: 2 };
    }
    case 'G': {
      const word = /^(Anno Domini|Before Christ|AD|BC)/.exec(rest)?.[0];
      return word === undefined ? undefined : { value: word.startsWith('B') ? 0 : 1, length: word.length };
    }
    case 'S': {
      const digits = new RegExp(`^\\d{${count}}`).exec(rest)?.[0] ?? (reserved === 0 ? /^\d{1,9}/.exec(rest)?.[0] : undefined);
      if (digits === undefined || digits.length > count) return undefined;
      return { value: Number(digits.slice(0, 6).padEnd(6, '0')), length: digits.length };
    }
    case 'V':
    case 'z': {
      const zone = /^[A-Za-z][A-Za-z0-9_/+-]*|^[+-]\d{2}:\d{2}/.exec(rest)?.[0];
      return zone === undefined ? undefined : { value: zone === 'Z' ? 'UTC' : zone, length: zone.length };
    }
    case 'X':
    case 'x':
    case 'Z':
    case 'O': {
      const match = /^(?:GMT)?([+-])(\d{1,2}):?(\d{2})?(?::?(\d{2}))?/.exec(rest);
      if (match)
        return {
          value: `${match[1]}${(match[2] ?? '').padStart(2, '0')}:${match[3] ?? '00'}${match[4] ? `:${match[4]}` : ''}`,
          length: match[0].length,
        };
      return rest.startsWith('Z') ? { value: '+00:00', length: 1 } : rest.startsWith('GMT') ? { value: '+00:00', length: 3 } : undefined;
    }
    case 'D':
      return digitsOf(rest, count, count === 1 ? 19 : 3, reserved, false);
    case 'Q':
    case 'q':
      return digitsOf(rest, count, 2, reserved, false);
    default:
      return digitsOf(rest, count, count === 1 ? 19 : 2, reserved, false);
  }
}

function digitsOf(text: string, least: number, most: number, reserved: number, takesSign: boolean): Read | undefined {
  const match = /^([+-]?)(\d+)/.exec(text);
  if (match === null || (match[1] !== '' && !takesSign)) return undefined;
  const available = (match[2] ?? '').length - reserved;
  const length = reserved > 0 ? Math.max(least, Math.min(most, available)) : Math.min(most, (match[2] ?? '').length);
  if (length < least || length > (match[2] ?? '').length) return undefined;
  if (takesSign && match[1] === '' && least === 4 && length > 4) return undefined;
  const value = Number((match[2] ?? '').slice(0, length));
  return { value: match[1] === '-' ? -value : value, length: length + (match[1] ?? '').length };
}

const ENGLISH: MonthNames = { long: MONTHS, short: MONTHS.map((name) => name.slice(0, 3)) };

function longestName(text: string, names: readonly string[]): Read | undefined {
  let found: Read | undefined;
  for (const [i, name] of names.entries())
    if (text.startsWith(name) && name.length > (found?.length ?? 0)) found = { value: i + 1, length: name.length };
  return found;
}

function nameOf(text: string, names: readonly string[], count: number, base: number): Read | undefined {
  const index = names.findIndex((name) => text.startsWith(count === 3 ? name.slice(0, 3) : name));
  return index < 0 ? undefined : { value: index + base, length: count === 3 ? 3 : (names[index] ?? '').length };
}

function resolve(fields: Fields): ParsedDateTime | undefined {
  const number = (letter: string): number | undefined => fields[letter] as number | undefined;
  let year = number('y') ?? 1970;
  if (fields.G === 0) year = 1 - year;
  let days = validDate(year, number('M') ?? 1, number('d') ?? 1);
  const ofYear = number('D');
  const january = validDate(year, 1, 1);
  if (ofYear !== undefined && january !== undefined) days = dayOfYear(ofYear, january, year, number('M'), number('d'));
  if (days === undefined) return undefined;
  const hour = hourOf(number, fields.a as number | undefined);
  const [minute, second] = [number('m') ?? 0, number('s') ?? 0];
  if (hour === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  if (number('E') !== undefined && (((days + 3) % 7) + 7) % 7 !== (number('E') as number) - 1) return undefined;
  const localMicros = BigInt(days) * MICROS_PER_DAY + BigInt(hour * 3600 + minute * 60 + second) * 1_000_000n + BigInt(number('S') ?? 0);
  const zone = ['V', 'z', 'X', 'x', 'Z', 'O'].map((letter) => fields[letter]).find((value) => value !== undefined);
  return { localMicros, ...(typeof zone === 'string' ? { zone } : {}) };
}

/** The day by its number, which month and day of month must not contradict. */
function dayOfYear(ofYear: number, january: number, year: number, month?: number, day?: number): number | undefined {
  const days = january + ofYear - 1;
  const found = civilFromDays(days);
  if (ofYear < 1 || found.year !== year) return undefined;
  return (month ?? found.month) === found.month && (day ?? found.day) === found.day ? days : undefined;
}

function hourOf(number: (letter: string) => number | undefined, isAfternoon: number | undefined): number | undefined {
  if (number('H') !== undefined) return number('H');
  const k = number('k');
  if (k !== undefined) return k === 24 ? 0 : k < 1 ? undefined : k;
  const [h, zeroBased] = [number('h'), number('K')];
  if (h !== undefined && (h < 1 || h > 12)) return undefined;
  const half = h !== undefined ? h % 12 : zeroBased;
  return half === undefined ? 0 : half > 11 ? undefined : half + (isAfternoon === 1 ? 12 : 0);
}
