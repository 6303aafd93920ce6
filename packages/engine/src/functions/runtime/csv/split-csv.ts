import { trimEnd, trimStart } from '../java-trim.ts';
import type { CsvFormat } from './csv-format.ts';

/** A row that cannot be split. */
export class CsvSplitError extends Error {
  override readonly name = 'CsvSplitError';
}

/** The values of a row; null where nothing stands between two separators. */
export type CsvTokens = (string | null)[];

/**
 * Splits one row as Spark's parser does: separators inside of quotes are text, an escape before a quote makes it text, and a quote
 * that closes too early makes the value reach to the next separator, quotes and all.
 */
export function splitCsvLine(line: string, format: CsvFormat): CsvTokens {
  if (format.quote === '' || !line.includes(format.quote)) return splitPlain(line, format);
  return new CsvRowReader(line, format).row();
}

function splitPlain(line: string, format: CsvFormat): CsvTokens {
  const parts: CsvTokens = line.split(format.sep);
  for (let i = 0; i < parts.length; i++) parts[i] = plainValue(parts[i] as string, format);
  return checked(parts, format);
}

function plainValue(raw: string, format: CsvFormat): string | null {
  let value = raw;
  if (format.ignoreLeadingWhiteSpace) value = trimStart(value);
  if (format.ignoreTrailingWhiteSpace) value = trimEnd(value);
  return value === '' ? null : value;
}

function checked(tokens: CsvTokens, format: CsvFormat): CsvTokens {
  if (tokens.length > format.maxColumns) throw new CsvSplitError(`more than ${format.maxColumns} columns`);
  if (format.maxCharsPerColumn >= 0 && tokens.some((token) => token !== null && token.length > format.maxCharsPerColumn)) {
    throw new CsvSplitError(`a value of more than ${format.maxCharsPerColumn} characters`);
  }
  return tokens;
}

/** A row of a text that holds many, and the characters it was read from. */
export interface CsvRecord {
  readonly tokens: CsvTokens;
  readonly text: string;
}

export interface CsvRecordFormat extends CsvFormat {
  readonly comment: string;
  /** Ends rows; absent where the first line end of the text says what does. */
  readonly lineSep?: string;
}

/** Reads the rows of a whole file, whose quoted values may hold line ends. */
export function* csvRecords(text: string, format: CsvRecordFormat): Generator<CsvRecord, void> {
  yield* new CsvRowReader(text, format, format.lineSep ?? firstLineEnd(text), format.lineSep === undefined).records(format.comment);
}

const firstLineEnd = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

class CsvRowReader {
  readonly #text: string;
  readonly #format: CsvFormat;
  /** Empty where the text is one row. */
  readonly #newline: string;
  readonly #normalizes: boolean;
  /** Rows that turned out to be complete while a value was read. */
  readonly #complete: CsvTokens[] = [];
  #at = 0;
  #nextNewline = -1;

  constructor(text: string, format: CsvFormat, newline = '', normalizes = false) {
    this.#text = text;
    this.#format = format;
    this.#newline = newline;
    this.#normalizes = normalizes && newline !== '\n';
  }

  *records(comment: string): Generator<CsvRecord, void> {
    while (this.#at < this.#text.length) {
      const start = this.#at;
      if (this.#format.ignoreLeadingWhiteSpace) this.#at = this.#afterSpaces(this.#at);
      if (this.#at >= this.#text.length) return;
      if (this.#atNewline(this.#at)) this.#at += this.#newline.length;
      else if (comment !== '' && this.#text.startsWith(comment, this.#at)) this.#at = this.#newlineFrom(this.#at) + this.#newline.length;
      else {
        this.#at = start;
        const tokens = this.row();
        const text = this.#text.slice(start, this.#at).replace(/\r?\n$/, '');
        this.#at += this.#newline.length;
        for (const row of this.#complete.splice(0)) yield { tokens: row, text };
        yield { tokens, text };
      }
    }
  }

  row(): CsvTokens {
    const tokens: CsvTokens = [];
    for (;;) {
      const value = this.#value(tokens);
      tokens.push(this.#normalizes && value !== null ? value.replaceAll(this.#newline, '\n') : value);
      if (this.#isEnd(this.#at)) return checked(tokens, this.#format);
      this.#at += this.#format.sep.length;
    }
  }

  #value(before: CsvTokens): string | null {
    const start = this.#at;
    if (this.#format.ignoreLeadingWhiteSpace) this.#at = this.#afterSpaces(start);
    if (this.#format.quote !== '' && this.#text[this.#at] === this.#format.quote) return this.#quoted(before);
    this.#at = start;
    return plainValue(this.#upToSeparator(), this.#format);
  }

  #upToSeparator(): string {
    const start = this.#at;
    const separator = this.#text.indexOf(this.#format.sep, start);
    const end = this.#newlineFrom(start);
    this.#at = separator < 0 ? end : Math.min(separator, end);
    return this.#text.slice(start, this.#at);
  }

  #quoted(before: CsvTokens): string | null {
    const { quote, escape, charToEscapeQuoteEscaping, emptyValue, unescapedQuoteHandling } = this.#format;
    const text = this.#text;
    const open = this.#at;
    let value = '';
    let i = open + 1;
    while (i < text.length) {
      const character = text[i] as string;
      const next = text[i + 1];
      if (charToEscapeQuoteEscaping !== '' && character === charToEscapeQuoteEscaping && next === escape) {
        value += escape;
        i += 2;
      } else if (character === escape && next === quote) {
        value += quote;
        i += 2;
      } else if (character === quote) {
        const end = this.#afterSpaces(i + 1);
        if (this.#isEnd(end) || this.#atSeparator(end)) {
          this.#at = end;
          return value === '' ? emptyValue : value;
        }
        if (unescapedQuoteHandling !== 'BACK_TO_DELIMITER' || end > i + 1) return this.#unescaped(value, i);
        value = this.#backToDelimiter(value, before) + next;
        i += 2;
      } else {
        value += character;
        i++;
      }
    }
    // The quote is never closed: the rest of the text is the value.
    this.#at = text.length;
    return value === '' ? quote : value;
  }

  /** Takes back the opening quote: what was read becomes values, up to the last separator in it; the rest goes on as quoted. */
  #backToDelimiter(value: string, before: CsvTokens): string {
    const { sep } = this.#format;
    let start = 0;
    for (let i = 0; i < value.length; ) {
      const ends = this.#newline !== '' && value.startsWith(this.#newline, i) ? this.#newline : value.startsWith(sep, i) ? sep : undefined;
      if (ends === undefined) {
        i++;
        continue;
      }
      before.push(value.slice(start, i));
      if (ends === this.#newline) this.#complete.push(checked(before.splice(0), this.#format));
      i += ends.length;
      start = i;
    }
    return value.slice(start);
  }

  #unescaped(value: string, at: number): string | null {
    const { quote, unescapedQuoteHandling } = this.#format;
    const text = this.#text;
    switch (unescapedQuoteHandling) {
      case 'RAISE_ERROR':
        throw new CsvSplitError(`an unescaped quote at character ${at + 1}`);
      case 'SKIP_VALUE':
        this.#at = at;
        this.#upToSeparator();
        return null;
      case 'STOP_AT_CLOSING_QUOTE': {
        let kept = value + quote;
        for (let i = at + 1; i < text.length; i++) {
          const character = text[i] as string;
          const end = this.#afterSpaces(i + 1);
          if (character === quote && (this.#isEnd(end) || this.#atSeparator(end))) {
            this.#at = end;
            return kept;
          }
          kept += character;
        }
        this.#at = text.length;
        return kept;
      }
      case 'BACK_TO_DELIMITER':
      case 'STOP_AT_DELIMITER':
        this.#at = at;
        return quote + value + this.#upToSeparator();
    }
  }

  #afterSpaces(from: number): number {
    let end = from;
    while (end < this.#text.length && this.#text.charCodeAt(end) <= 0x20 && !this.#atSeparator(end) && !this.#atNewline(end)) end++;
    return end;
  }

  #isEnd(at: number): boolean {
    return at >= this.#text.length || this.#atNewline(at);
  }

  #atSeparator(at: number): boolean {
    return this.#text.startsWith(this.#format.sep, at);
  }

  #atNewline(at: number): boolean {
    return this.#newline !== '' && this.#text.startsWith(this.#newline, at);
  }

  #newlineFrom(at: number): number {
    if (this.#newline === '') return this.#text.length;
    if (this.#nextNewline < at) {
      const found = this.#text.indexOf(this.#newline, at);
      this.#nextNewline = found < 0 ? this.#text.length : found;
    }
    return this.#nextNewline;
  }
}
