import type { DataType, InternalValue } from '@kindling/protocol';
import { type CallSite, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { type CollatedText, collatedText, type Span } from './collated-text.ts';
import { compareValues } from './compare-values.ts';

/** Prefix of the bodies that do what a function does, by a collation. */
export const COLLATED_PREFIX = 'collated_';

type TextRun = (texts: CollatedText, ...args: never[]) => InternalValue;

/** The collation is that of the first argument that has one. */
function textsOf({ argTypes }: CallSite): CollatedText {
  const type = argTypes.find((item) => item.kind === 'string' && item.collation !== undefined);
  return collatedText((type?.kind === 'string' && type.collation) || 'UTF8_BINARY');
}

const onTexts = (name: string, run: TextRun, traits: Partial<RuntimeBody> = {}): RuntimeBody =>
  runtimeBodyOf(
    `${COLLATED_PREFIX}${name}`,
    (site) => {
      const texts = textsOf(site);
      return (...args) => run(texts, ...(args as never[]));
    },
    traits,
  );

const trimmed = ({ collation }: CollatedText, text: string): string => (collation.trimsRight ? text.replace(/ +$/, '') : text);

/** Number of code points before a place. */
const codePoints = (text: string, end: number): number => Array.from(text.slice(0, end)).length;

function locate(texts: CollatedText, part: string, text: string, position: number): number {
  if (position < 1) return 0;
  const [sought, within] = [trimmed(texts, part), trimmed(texts, text)];
  if (sought === '') return 1;
  const from = Array.from(within)
    .slice(0, position - 1)
    .join('').length;
  const span = texts.find(within, sought, from);
  return span === undefined ? 0 : codePoints(within, span.start) + 1;
}

function spansOf(texts: CollatedText, text: string, part: string): Span[] {
  const spans: Span[] = [];
  for (let span = texts.find(text, part); span; span = texts.find(text, part, Math.max(span.end, span.start + 1))) spans.push(span);
  return spans;
}

function between(text: string, spans: readonly Span[]): string[] {
  const starts = [0, ...spans.map((span) => span.end)];
  return starts.map((start, i) => text.slice(start, spans[i]?.start ?? text.length));
}

function substringIndex(texts: CollatedText, text: string, given: string, count: number): string {
  const delimiter = trimmed(texts, given);
  if (delimiter === '' || count === 0) return '';
  const spans = spansOf(texts, text, delimiter);
  if (count > 0) return count > spans.length ? text : text.slice(0, spans[count - 1]?.start);
  return -count > spans.length ? text : text.slice(spans[spans.length + count]?.end);
}

function splitPart(texts: CollatedText, text: string, given: string, position: number): string {
  const delimiter = trimmed(texts, given);
  const parts = delimiter === '' ? [text] : between(text, spansOf(texts, text, delimiter));
  return parts.at(position > 0 ? position - 1 : position) ?? '';
}

function translate(texts: CollatedText, text: string, from: string, to: string): string {
  const [sought, given] = [Array.from(from), Array.from(to)];
  return Array.from(text)
    .map((char) => {
      const index = sought.findIndex((other) => texts.matches(char, other));
      return index < 0 ? char : (given[index] ?? '');
    })
    .join('');
}

/** Takes signs off an end; spaces at the right end, which do not count, stay where they are unless they are asked for. */
function trim(texts: CollatedText, text: string, signs: string, left: boolean, right: boolean): string {
  const asked = Array.from(signs);
  const isAsked = (char: string): boolean => asked.some((sign) => texts.matches(char, sign));
  const kept = right && !asked.includes(' ') ? text.slice(trimmed(texts, text).length) : '';
  const chars = Array.from(text.slice(0, text.length - kept.length));
  let [start, end] = [0, chars.length];
  while (left && start < end && isAsked(chars[start] as string)) start++;
  while (right && end > start && isAsked(chars[end - 1] as string)) end--;
  return chars.slice(start, end).join('') + kept;
}

/** With two arguments the signs come first. */
const trimBody = (name: string, left: boolean, right: boolean): RuntimeBody =>
  onTexts(name, (texts, first: string, source?: string) =>
    source === undefined ? trim(texts, first, ' ', left, right) : trim(texts, source, first, left, right),
  );

const localeOf = ({ collation }: CollatedText): string | undefined => (collation.locale === 'und' ? undefined : collation.locale);

/** ICU's words begin with a capital; UTF8_LCASE knows only spaces between words. */
function initcap(texts: CollatedText, text: string): string {
  const locale = localeOf(texts);
  const title = (word: string): string => {
    const [first = '', ...rest] = Array.from(word);
    return first.toLocaleUpperCase(locale) + rest.join('').toLocaleLowerCase(locale);
  };
  if (texts.collation.kind !== 'icu') return text.split(' ').map(title).join(' ');
  return Array.from(new Intl.Segmenter(locale, { granularity: 'word' }).segment(text), ({ segment }) => title(segment)).join('');
}

function findInSet(texts: CollatedText, text: string, list: string): number {
  if (text.includes(',')) return 0;
  return list.split(',').findIndex((item) => texts.equals(item, text)) + 1;
}

type List = readonly InternalValue[];
type Entry = readonly [InternalValue, InternalValue];

const elementOf = (type: DataType | undefined): DataType => (type?.kind === 'array' ? type.elementType : { kind: 'null' });

const picked = (name: string, sign: number, fromList: boolean): RuntimeBody =>
  runtimeBodyOf(
    `${COLLATED_PREFIX}${name}`,
    ({ argTypes }) => {
      const type = fromList ? elementOf(argTypes[0]) : (argTypes[0] as DataType);
      return (...args) => {
        const items = (fromList ? (args[0] as List | null) : (args as List)) ?? [];
        let best: InternalValue = null;
        for (const item of items) {
          if (item !== null && (best === null || compareValues(item, best, type) * sign > 0)) best = item;
        }
        return best;
      };
    },
    { acceptsNull: true },
  );

function sorted(list: List, type: DataType, descending: boolean, nullsFirst: boolean): InternalValue {
  const present = list.filter((item) => item !== null).sort((a, b) => compareValues(a, b, type) * (descending ? -1 : 1));
  const nulls = list.filter((item) => item === null);
  return nullsFirst ? [...nulls, ...present] : [...present, ...nulls];
}

export const collatedBodies: readonly RuntimeBody[] = [
  onTexts('contains', (texts, text: string, part: string) => {
    const sought = trimmed(texts, part);
    return sought === '' || texts.find(trimmed(texts, text), sought) !== undefined;
  }),
  onTexts('startswith', (texts, text: string, part: string) => {
    const sought = trimmed(texts, part);
    return sought === '' || texts.startsWith(trimmed(texts, text), sought) !== undefined;
  }),
  onTexts('endswith', (texts, text: string, part: string) => {
    const sought = trimmed(texts, part);
    return sought === '' || texts.endsWith(trimmed(texts, text), sought) !== undefined;
  }),
  onTexts('instr', (texts, text: string, part: string) => locate(texts, part, text, 1)),
  onTexts('locate', (texts, part: string, text: string, position = 1) => locate(texts, part, text, position)),
  onTexts('replace', (texts, text: string, part: string, by = '') =>
    part === '' ? text : between(text, spansOf(texts, text, part)).join(by),
  ),
  onTexts('translate', translate),
  onTexts('split_part', splitPart),
  onTexts('substring_index', substringIndex),
  onTexts('find_in_set', findInSet),
  onTexts('btrim', (texts, text: string, signs = ' ') => trim(texts, text, signs, true, true)),
  trimBody('trim', true, true),
  trimBody('ltrim', true, false),
  trimBody('rtrim', false, true),
  onTexts('upper', (texts, text: string) => text.toLocaleUpperCase(localeOf(texts))),
  onTexts('lower', (texts, text: string) => text.toLocaleLowerCase(localeOf(texts))),
  onTexts('initcap', initcap),
  picked('greatest', 1, false),
  picked('least', -1, false),
  picked('array_max', 1, true),
  picked('array_min', -1, true),
  runtimeBodyOf(
    `${COLLATED_PREFIX}sort_array`,
    ({ argTypes }) =>
      (list: List, ascending = true) =>
        sorted(list, elementOf(argTypes[0]), !ascending, ascending),
  ),
  runtimeBodyOf(
    `${COLLATED_PREFIX}array_sort`,
    ({ argTypes }) =>
      (list: List) =>
        sorted(list, elementOf(argTypes[0]), false, false),
  ),
  runtimeBodyOf(`${COLLATED_PREFIX}get_map_value`, ({ argTypes }) => {
    const type = argTypes[0]?.kind === 'map' ? argTypes[0].keyType : ({ kind: 'null' } as const);
    return (map: readonly Entry[], key: InternalValue) => map.find(([other]) => compareValues(other, key, type) === 0)?.[1] ?? null;
  }),
  runtimeBodyOf(`${COLLATED_PREFIX}map_contains_key`, ({ argTypes }) => {
    const type = argTypes[0]?.kind === 'map' ? argTypes[0].keyType : ({ kind: 'null' } as const);
    return (map: readonly Entry[], key: InternalValue) => map.some(([other]) => compareValues(other, key, type) === 0);
  }),
];
