import { type InternalValue, sparkError } from '@kindling/protocol';
import { plain, type RuntimeBody } from '../runtime-body.ts';

const soundexCodes = '01230127022455012623017202';

function soundex(text: string): string {
  const first = text.charAt(0).toUpperCase();
  if (!/^[A-Z]/.test(first)) return text;
  let out = first;
  let last = soundexCodes[first.charCodeAt(0) - 65];
  for (const char of text.slice(1).toUpperCase()) {
    if (!/[A-Z]/.test(char)) {
      last = '0';
      continue;
    }
    const code = soundexCodes[char.charCodeAt(0) - 65] as string;
    if (code === '7') continue;
    if (code !== '0' && code !== last) out += code;
    if (out.length === 4) break;
    last = code;
  }
  return out.padEnd(4, '0');
}

function levenshtein(left: string, right: string, threshold?: number): number {
  const [a, b] = [[...left], [...right]];
  let previous = b.map((_, i) => i + 1);
  previous.unshift(0);
  for (let i = 0; i < a.length; i++) {
    const current = [i + 1];
    for (let j = 0; j < b.length; j++) {
      current.push(
        Math.min((previous[j] as number) + (a[i] === b[j] ? 0 : 1), (previous[j + 1] as number) + 1, (current[j] as number) + 1),
      );
    }
    previous = current;
  }
  const distance = previous[b.length] as number;
  return threshold !== undefined && (threshold < 0 || distance > threshold) ? -1 : distance;
}

function initcap(text: string): string {
  let startsWord = true;
  let out = '';
  for (const char of text.toLowerCase()) {
    out += startsWord ? char.toUpperCase() : char;
    startsWord = char === ' ';
  }
  return out;
}

function substringIndex(text: string, delimiter: string, count: number): string {
  if (count === 0 || delimiter === '') return '';
  let index = count > 0 ? -1 : text.length;
  for (let i = 0; i < Math.abs(count); i++) {
    index = count > 0 ? text.indexOf(delimiter, index + (i === 0 ? 1 : 1)) : index <= 0 ? -1 : text.lastIndexOf(delimiter, index - 1);
    if (index < 0) return text;
  }
  return count > 0 ? text.slice(0, index) : text.slice(index + delimiter.length);
}

function splitPart(text: string, delimiter: string, part: number): string {
  if (part === 0) throw sparkError('INVALID_INDEX_OF_ZERO', {});
  const pieces = delimiter === '' ? [text] : text.split(delimiter);
  return pieces[part > 0 ? part - 1 : pieces.length + part] ?? '';
}

function mask(text: string | null, upper: string | null, lower: string | null, digit: string | null, other: string | null): string | null {
  if (text === null) return null;
  let out = '';
  for (const char of text) {
    const by = /\p{Lu}/u.test(char) ? upper : /\p{Ll}/u.test(char) ? lower : /\p{Nd}/u.test(char) ? digit : other;
    out += by ?? char;
  }
  return out;
}

function luhn(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = Number(text[text.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Indexes from 1, from the end when negative, as far as there is anything. */
function range(size: number, position: number, length: number): readonly [number, number] {
  const start = position > 0 ? position - 1 : position < 0 ? size + position : 0;
  return [Math.max(start, 0), Math.max(Math.min(start + length, size), 0)];
}

function overlay<Part extends string | number>(
  input: readonly Part[],
  replacement: readonly Part[],
  position: number,
  length: number,
): readonly Part[] {
  const size = length < 0 ? replacement.length : length;
  const before = range(input.length, 1, position - 1);
  const after = range(input.length, position + size, 2 ** 31 - 1);
  return [...input.slice(before[0], before[1]), ...replacement, ...input.slice(after[0], Math.max(after[0], after[1]))];
}

function padded(text: string, length: number, filler: string, atStart: boolean): string {
  const characters = [...text];
  if (length <= characters.length) return characters.slice(0, Math.max(length, 0)).join('');
  if (filler === '') return text;
  const fill = [...filler];
  const missing = Array.from({ length: length - characters.length }, (_, i) => fill[i % fill.length]).join('');
  return atStart ? missing + text : text + missing;
}

function padBody(name: string, atStart: boolean): RuntimeBody {
  return plain(name, (value: string | Uint8Array, length: number, filler: string | Uint8Array = ' ') => {
    if (typeof value === 'string' && typeof filler === 'string') return padded(value, length, filler, atStart);
    const [bytes, fill] = [Array.from(value as Uint8Array), Array.from(filler as Uint8Array)];
    if (length <= bytes.length || fill.length === 0) return Uint8Array.from(bytes.slice(0, Math.max(length, 0)));
    const missing = Array.from({ length: length - bytes.length }, (_, i) => fill[i % fill.length] as number);
    return Uint8Array.from(atStart ? [...missing, ...bytes] : [...bytes, ...missing]);
  });
}

function indexOfBytes(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  return part.every((byte, i) => bytes[at + i] === byte);
}

const findBytes: Readonly<Record<string, (bytes: Uint8Array, part: Uint8Array) => boolean>> = {
  contains: (bytes, part) => Array.from({ length: bytes.length - part.length + 1 }, (_, i) => i).some((i) => indexOfBytes(bytes, part, i)),
  startswith: (bytes, part) => bytes.length >= part.length && indexOfBytes(bytes, part, 0),
  endswith: (bytes, part) => bytes.length >= part.length && indexOfBytes(bytes, part, bytes.length - part.length),
};

export const textBodies: readonly RuntimeBody[] = [
  plain('upper', (text: string) => text.toUpperCase()),
  plain('lower', (text: string) => text.toLowerCase()),
  plain('initcap', initcap),
  plain('soundex', soundex),
  plain('levenshtein', levenshtein),
  plain('luhn_check', luhn),
  plain('substring_index', substringIndex),
  plain('split_part', splitPart),
  plain('mask', mask, { acceptsNull: true }),
  plain('find_in_set', (text: string, list: string) => (text.includes(',') ? 0 : list.split(',').indexOf(text) + 1)),
  plain('reverse', (value: string | Uint8Array) =>
    typeof value === 'string' ? [...value].reverse().join('') : Uint8Array.from(value).reverse(),
  ),
  padBody('lpad', true),
  padBody('rpad', false),
  ...Object.entries(findBytes).map(([name, run]) => plain(name, run)),
  plain('substring_binary', (bytes: Uint8Array, position: number, length = 2 ** 31 - 1) => {
    const [start, end] = range(bytes.length, position, length);
    return bytes.slice(start, Math.max(start, end));
  }),
  plain('overlay', (input: string | Uint8Array, replacement: string | Uint8Array, position: number, length = -1): InternalValue => {
    if (typeof input === 'string') return overlay([...input], [...(replacement as string)], position, length).join('');
    return Uint8Array.from(overlay(Array.from(input), Array.from(replacement as Uint8Array), position, length));
  }),
  plain(
    'locate',
    (needle: string | null, text: string | null, position: number | null) => {
      if (position === null) return 0;
      if (needle === null || text === null) return null;
      if (position < 1) return 0;
      const characters = [...text];
      const start = characters.slice(0, position - 1).join('').length;
      const index = position - 1 > characters.length ? -1 : text.indexOf(needle, start);
      return index < 0 ? 0 : [...text.slice(0, index)].length + 1;
    },
    { acceptsNull: true },
  ),
];
