import { sparkError } from '@kindling/protocol';

/** A Java DateTimeFormatter pattern, cut into what it prints or reads. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] };

const LETTERS = /[A-Za-z]/;
const KNOWN = new Set('GyMLdDHhKksSmaEFQqzOXxZV'.split(''));
/** Weeks have no meaning of their own any more. */
const WEEK_BASED = new Set('YWwuec'.split(''));
/** Fields that can be printed and not read. */
const ONLY_PRINTED = new Set('EFqQ'.split(''));

/** How often a letter may stand in a row. */
const longest: Readonly<Record<string, number>> = {
  G: 4,
  y: 6,
  M: 4,
  L: 4,
  E: 4,
  Q: 4,
  q: 4,
  a: 1,
  z: 4,
  S: 9,
  d: 2,
  D: 3,
  H: 2,
  h: 2,
  K: 2,
  k: 2,
  m: 2,
  s: 2,
  F: 1,
  X: 5,
  x: 5,
  Z: 5,
};

/** Letters whose one-letter forms are known to Java and refused by Spark. */
const NARROW = /^(?:G{5}|M{5}|L{5}|E{5}|Q{5}|q{5})$/;

/** Letters of java.text.SimpleDateFormat, which takes each of them any number of times. */
const SIMPLE_DATE_FORMAT = /^(?:'[^']*'|[GyMLdDhHkKmsSEFaZzuwWY]|X{1,3}(?!X)|[^A-Za-z'])*$/;

const parsed = new Map<string, readonly PatternPart[]>();

export type PatternUse = 'print' | 'read';

export function parsePattern(pattern: string, use: PatternUse = 'print'): readonly PatternPart[] {
  const key = `${use} ${pattern}`;
  let parts = parsed.get(key);
  if (parts === undefined) {
    try {
      parts = readParts({ pattern, at: 0, use }, 0);
    } catch (error) {
      // What Spark 2 still understood is told from what nobody does.
      throw SIMPLE_DATE_FORMAT.test(pattern) ? notRecognized(pattern, error) : error;
    }
    parsed.set(key, parts);
  }
  return parts;
}

function notRecognized(pattern: string, cause: unknown): Error {
  return sparkError(
    'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION',
    { config: '"spark.sql.legacy.timeParserPolicy"', pattern: `'${pattern}'`, docroot: 'https://spark.apache.org/docs/latest' },
    { cause },
  );
}

export function invalidPattern(pattern: string): Error {
  return sparkError('INVALID_DATETIME_PATTERN.WITH_SUGGESTION', {
    pattern: `'${pattern}'`,
    docroot: 'https://spark.apache.org/docs/latest',
  });
}

interface Reader {
  readonly pattern: string;
  readonly use: PatternUse;
  at: number;
}

function checkField(char: string, count: number, { pattern, use }: Reader): void {
  if (WEEK_BASED.has(char)) throw sparkError('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN', { c: char });
  if ('ABnNp'.includes(char) || (use === 'read' && ONLY_PRINTED.has(char)))
    throw sparkError('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { c: char, pattern });
  if (NARROW.test(char.repeat(count))) throw sparkError('INVALID_DATETIME_PATTERN.LENGTH', { pattern });
  const isWrongCount = char === 'V' ? count !== 2 : char === 'O' ? count !== 1 && count !== 4 : count > (longest[char] ?? 0);
  if (!KNOWN.has(char) || isWrongCount) throw invalidPattern(pattern);
}

function readParts(reader: Reader, depth: number): readonly PatternPart[] {
  const { pattern } = reader;
  const parts: PatternPart[] = [];
  const literal = (text: string) => parts.push({ kind: 'literal', text });
  while (reader.at < pattern.length) {
    const char = pattern[reader.at] as string;
    if (LETTERS.test(char)) {
      let end = reader.at;
      while (pattern[end] === char) end++;
      checkField(char, end - reader.at, reader);
      parts.push({ kind: 'field', letter: char, count: end - reader.at });
      reader.at = end;
    } else if (char === "'") {
      const end = pattern.indexOf("'", reader.at + 1);
      if (end < 0) throw invalidPattern(pattern);
      literal(end === reader.at + 1 ? "'" : pattern.slice(reader.at + 1, end));
      reader.at = end + 1;
    } else if (char === '[') {
      reader.at += 1;
      parts.push({ kind: 'optional', parts: readParts(reader, depth + 1) });
    } else if (char === ']') {
      if (depth === 0) throw invalidPattern(pattern);
      reader.at += 1;
      return parts;
    } else if (char === '#' || char === '{' || char === '}') throw invalidPattern(pattern);
    else {
      literal(char);
      reader.at += 1;
    }
  }
  // An optional part may stay open.
  return parts;
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
