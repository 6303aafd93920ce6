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
  return new LineSplitter(line, format).split();
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

class LineSplitter {
  readonly #line: string;
  readonly #format: CsvFormat;
  #at = 0;

  constructor(line: string, format: CsvFormat) {
    this.#line = line;
    this.#format = format;
  }

  split(): CsvTokens {
    const tokens: CsvTokens = [];
    for (;;) {
      tokens.push(this.#value());
      if (this.#at >= this.#line.length) return checked(tokens, this.#format);
      this.#at += this.#format.sep.length;
    }
  }

  #value(): string | null {
    const { quote, ignoreLeadingWhiteSpace } = this.#format;
    const start = this.#at;
    if (ignoreLeadingWhiteSpace) while (this.#at < this.#line.length && this.#isSpace(this.#at) && !this.#atSeparator(this.#at)) this.#at++;
    if (this.#line[this.#at] === quote) return this.#quoted();
    this.#at = start;
    return plainValue(this.#upToSeparator(), this.#format);
  }

  #upToSeparator(): string {
    const start = this.#at;
    const end = this.#line.indexOf(this.#format.sep, start);
    this.#at = end < 0 ? this.#line.length : end;
    return this.#line.slice(start, this.#at);
  }

  #quoted(): string | null {
    const { quote, escape, charToEscapeQuoteEscaping, emptyValue } = this.#format;
    const line = this.#line;
    const open = this.#at;
    let value = '';
    let i = open + 1;
    while (i < line.length) {
      const character = line[i] as string;
      const next = line[i + 1];
      if (charToEscapeQuoteEscaping !== '' && character === charToEscapeQuoteEscaping && next === escape) {
        value += escape;
        i += 2;
      } else if (character === escape && next === quote) {
        value += quote;
        i += 2;
      } else if (character === quote) {
        const end = this.#afterSpaces(i + 1);
        if (end === line.length || this.#atSeparator(end)) {
          this.#at = end;
          return value === '' ? emptyValue : value;
        }
        return this.#unescaped(open, value, i);
      } else {
        value += character;
        i++;
      }
    }
    // The quote is never closed: the rest of the line is the value.
    this.#at = line.length;
    return value === '' ? quote : value;
  }

  #unescaped(open: number, value: string, at: number): string | null {
    const { quote, sep } = this.#format;
    const line = this.#line;
    switch (this.#format.unescapedQuoteHandling) {
      case 'RAISE_ERROR':
        throw new CsvSplitError(`an unescaped quote at character ${at + 1}`);
      case 'SKIP_VALUE':
        this.#at = open;
        this.#upToSeparator();
        return null;
      case 'STOP_AT_CLOSING_QUOTE': {
        let text = value + quote;
        for (let i = at + 1; i < line.length; i++) {
          const character = line[i] as string;
          const end = this.#afterSpaces(i + 1);
          if (character === quote && (end === line.length || line.startsWith(sep, end))) {
            this.#at = end;
            return text;
          }
          text += character;
        }
        this.#at = line.length;
        return text;
      }
      case 'STOP_AT_DELIMITER': {
        const end = line.indexOf(sep, at);
        this.#at = end < 0 ? line.length : end;
        return quote + value + line.slice(at, this.#at);
      }
    }
  }

  #afterSpaces(from: number): number {
    let end = from;
    while (end < this.#line.length && this.#isSpace(end) && !this.#atSeparator(end)) end++;
    return end;
  }

  #isSpace(at: number): boolean {
    return this.#line.charCodeAt(at) <= 0x20;
  }

  #atSeparator(at: number): boolean {
    return this.#line.startsWith(this.#format.sep, at);
  }
}
