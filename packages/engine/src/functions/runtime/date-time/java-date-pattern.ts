import { sparkError } from '@kindling/protocol';

/** A Java DateTimeFormatter pattern, cut into what it prints or reads. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] };

const LETTERS = /[A-Za-z]/;
const KNOWN = new Set('GyMLdDuHhKksSmaEFQqzOXxZVYWwce'.split(''));

const parsed = new Map<string, readonly PatternPart[]>();

export function parsePattern(pattern: string): readonly PatternPart[] {
  let parts = parsed.get(pattern);
  if (parts === undefined) {
    const reader = { pattern, at: 0 };
    parts = readParts(reader, false);
    parsed.set(pattern, parts);
  }
  return parts;
}

function invalid(pattern: string): Error {
  return sparkError('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { c: pattern, pattern });
}

function readParts(reader: { readonly pattern: string; at: number }, isNested: boolean): readonly PatternPart[] {
  const { pattern } = reader;
  const parts: PatternPart[] = [];
  const literal = (text: string) => parts.push({ kind: 'literal', text });
  while (reader.at < pattern.length) {
    const char = pattern[reader.at] as string;
    if (LETTERS.test(char)) {
      let end = reader.at;
      while (pattern[end] === char) end++;
      const count = end - reader.at;
      if (!KNOWN.has(char)) throw sparkError('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { c: char, pattern });
      if ('YWwce'.includes(char)) throw sparkError('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN', { c: char });
      if ('GMLEQqaz'.includes(char) && count > (char === 'a' ? 1 : 4)) throw sparkError('INVALID_DATETIME_PATTERN.LENGTH', { pattern });
      if (char === 'y' && count > 6) throw sparkError('INVALID_DATETIME_PATTERN.LENGTH', { pattern });
      if (char === 'S' && count > 9) throw sparkError('INVALID_DATETIME_PATTERN.LENGTH', { pattern });
      if ('dHhKkms'.includes(char) && count > 2) throw sparkError('INVALID_DATETIME_PATTERN.LENGTH', { pattern });
      parts.push({ kind: 'field', letter: char, count });
      reader.at = end;
    } else if (char === "'") {
      const end = pattern.indexOf("'", reader.at + 1);
      if (end < 0) throw invalid(pattern);
      literal(end === reader.at + 1 ? "'" : pattern.slice(reader.at + 1, end));
      reader.at = end + 1;
    } else if (char === '[') {
      reader.at += 1;
      parts.push({ kind: 'optional', parts: readParts(reader, true) });
    } else if (char === ']') {
      if (!isNested) throw invalid(pattern);
      reader.at += 1;
      return parts;
    } else if (char === '#' || char === '{' || char === '}')
      throw sparkError('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { c: char, pattern });
    else {
      literal(char);
      reader.at += 1;
    }
  }
  if (isNested) throw invalid(pattern);
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
