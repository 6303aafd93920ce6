import { type Collation, collationNamed, type DataType, type InternalValue } from '@kindling/protocol';
import { valueKey } from '../value-key.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Compares and searches texts by one collation. */
export interface CollatedText {
  readonly collation: Collation;
  equals(left: string, right: string): boolean;
  /** As `equals`, spaces at the end counted. */
  matches(left: string, right: string): boolean;
  compare(left: string, right: string): number;
  /** The first place at or after `from`, in UTF-16 units, that equals a text that is not empty. */
  find(text: string, part: string, from?: number): Span | undefined;
  findLast(text: string, part: string): Span | undefined;
  startsWith(text: string, part: string): Span | undefined;
  endsWith(text: string, part: string): Span | undefined;
}

/** As UTF8_LCASE sees a text: each code point in lower case, and one small sigma. */
export function lowercaseFold(text: string): string {
  let folded = '';
  for (const char of text) folded += char === 'İ' ? 'i̇' : char === 'ς' || char === 'Σ' ? 'σ' : char.toLowerCase();
  return folded;
}

const withoutEndSpaces = (text: string): string => text.replace(/ +$/, '');

const cache = new Map<string, CollatedText>();

export function collatedText(name: string): CollatedText {
  let texts = cache.get(name);
  if (texts === undefined) {
    texts = create(collationNamed(name));
    cache.set(name, texts);
  }
  return texts;
}

function create(collation: Collation): CollatedText {
  const plainCompare = comparator(collation);
  const trimmed = collation.trimsRight ? withoutEndSpaces : (text: string) => text;
  const compare = (left: string, right: string): number => plainCompare(trimmed(left), trimmed(right));
  const matches = (left: string, right: string): boolean => plainCompare(left, right) === 0;
  const search = { collation, matches };
  return {
    collation,
    compare,
    matches,
    equals: (left, right) => compare(left, right) === 0,
    find: (text, part, from = 0) => {
      for (const start of boundaries(text, from)) {
        const end = matchAt(search, text, part, start);
        if (end !== undefined) return { start, end };
      }
      return undefined;
    },
    findLast: (text, part) => {
      for (const start of boundaries(text, 0).reverse()) {
        const end = matchAt(search, text, part, start);
        if (end !== undefined) return { start, end };
      }
      return undefined;
    },
    startsWith: (text, part) => {
      const end = matchAt(search, text, part, 0);
      return end === undefined ? undefined : { start: 0, end };
    },
    endsWith: (text, part) => {
      if (part === '') return { start: text.length, end: text.length };
      const start = boundaries(text, 0).findLast((at) => at < text.length && matches(text.slice(at), part));
      return start === undefined ? undefined : { start, end: text.length };
    },
  };
}

function comparator({ kind, locale, ignoresCase, ignoresAccents }: Collation): (left: string, right: string) => number {
  if (kind === 'binary') return compareCodePoints;
  if (kind === 'lowercase') return (left, right) => compareCodePoints(lowercaseFold(left), lowercaseFold(right));
  const sensitivity = ignoresCase ? (ignoresAccents ? 'base' : 'accent') : ignoresAccents ? 'case' : 'variant';
  return new Intl.Collator(locale, { sensitivity }).compare;
}

function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0;
  const a = Buffer.from(left);
  return a.compare(Buffer.from(right));
}

type Search = Pick<CollatedText, 'collation' | 'matches'>;

/** Where a match of `part` that starts here ends. */
function matchAt({ collation, matches }: Search, text: string, part: string, start: number): number | undefined {
  if (part === '') return start;
  if (collation.kind === 'binary') return text.startsWith(part, start) ? start + part.length : undefined;
  // A match may be shorter or longer than the text sought: ß for ss, a letter and its accents for one sign.
  const furthest = Math.min(text.length, start + part.length * 3 + 2);
  let end: number | undefined;
  for (const at of boundaries(text, start + 1, furthest)) {
    if (matches(text.slice(start, at), part)) end = at;
    else if (end !== undefined) break;
  }
  return end;
}

const MARK = /\p{M}/u;

/** Places between signs: not inside a surrogate pair, nor before an accent that belongs to the sign before it. */
function boundaries(text: string, from: number, to = text.length): number[] {
  const places: number[] = [];
  for (let at = from; at <= to; at++) {
    const unit = text.charCodeAt(at);
    const isLow = unit >= 0xdc00 && unit <= 0xdfff && at > 0;
    if (!isLow && !(at > 0 && at < text.length && unit > 0x2ff && MARK.test(text.charAt(at)))) places.push(at);
  }
  return places;
}

/** Whether some text in the type compares by another collation than the bytes. */
export function isCollated(type: DataType): boolean {
  switch (type.kind) {
    case 'string':
      return type.collation !== undefined;
    case 'array':
      return isCollated(type.elementType);
    case 'map':
      return isCollated(type.keyType) || isCollated(type.valueType);
    case 'struct':
      return type.fields.some((field) => isCollated(field.dataType));
    default:
      return false;
  }
}

/** Gives equal values of a type the same key, for as long as the object lives. */
export class EqualityKeys {
  readonly #representatives = new Map<string, string[]>();

  key(value: InternalValue, type: DataType): string {
    if (value === null) return valueKey(null);
    switch (type.kind) {
      case 'string':
        return type.collation === undefined ? valueKey(value) : `c${this.#textKey(value as string, type.collation)}`;
      case 'array':
        return `[${(value as InternalValue[]).map((item) => prefixed(this.key(item, type.elementType))).join('')}]`;
      case 'struct':
        return `{${type.fields.map((field, i) => prefixed(this.key((value as InternalValue[])[i] ?? null, field.dataType))).join('')}}`;
      default:
        return valueKey(value);
    }
  }

  #textKey(value: string, name: string): number | string {
    const { collation, compare } = collatedText(name);
    const text = collation.trimsRight ? withoutEndSpaces(value) : value;
    if (collation.kind === 'binary') return text;
    if (collation.kind === 'lowercase') return lowercaseFold(text);
    const known = this.#representatives.get(name) ?? [];
    this.#representatives.set(name, known);
    let index = known.findIndex((other) => compare(other, text) === 0);
    if (index < 0) index = known.push(text) - 1;
    return index;
  }
}

const prefixed = (text: string): string => `${text.length}:${text}`;
