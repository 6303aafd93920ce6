import { sparkError } from '@kindling/protocol';

const escapes: Readonly<Record<string, string>> = { t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', "'": "'", '\\': '\\' };

/** A separator as options write it: `\t` and the like stand for one character. */
export function separatorOf(text: string): string {
  if (text === '') throw sparkError('INVALID_DELIMITER_VALUE.EMPTY_STRING', {});
  let separator = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character !== '\\') {
      separator += character;
      continue;
    }
    if (text.length === 1) throw sparkError('INVALID_DELIMITER_VALUE.SINGLE_BACKSLASH', {});
    if (text === 'u0000' || text === '\\u0000') return '\u0000';
    const next = text[i + 1] ?? '';
    const meant = escapes[next];
    if (meant === undefined) throw sparkError('INVALID_DELIMITER_VALUE.UNSUPPORTED_SPECIAL_CHARACTER', { str: text });
    separator += meant;
    i++;
  }
  return separator;
}
