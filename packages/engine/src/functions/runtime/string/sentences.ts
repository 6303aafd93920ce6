import { plain, type RuntimeBody } from '../runtime-body.ts';

/** A full stop ends a sentence before a blank, unless a small letter follows; the other marks always do. */
const SENTENCE_END = /(?:[?!\u3002\uff01\uff1f]+["'\u201d\u2019)\]]*\s*|\.+["'\u201d\u2019)\]]*\s+(?!\p{Ll})|[\n\r\u2029]+)/gu;
/** Letters and digits; hyphens, apostrophes and points hold them together. */
const WORD = /[\p{L}\p{M}\p{N}_]+(?:[\p{Pd}\u00ad\u2027"'.,][\p{L}\p{M}\p{N}_]+)*/gu;

function wordsOf(sentence: string): string[] {
  return (sentence.match(WORD) ?? []).flatMap((word) => (/\p{L},|,\p{L}/u.test(word) ? word.split(',') : [word]));
}

function sentences(text: string): string[][] {
  const parts: string[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    parts.push(text.slice(start, match.index + match[0].length));
    start = match.index + match[0].length;
  }
  parts.push(text.slice(start));
  return parts.map(wordsOf).filter((words, i) => words.length > 0 || (i < parts.length - 1 && parts[i] !== ''));
}

export const sentenceBodies: readonly RuntimeBody[] = [plain('sentences', sentences)];
