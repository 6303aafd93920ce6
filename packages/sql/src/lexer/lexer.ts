import { isDigit, isLetter, isWhitespace, isWordCharacter } from './characters.ts';
import { findKeyword } from './keywords.ts';
import type { Token, TokenType } from './token.ts';

export interface TokenList {
  /** Ends with an `eof` token that stands just behind the text. */
  readonly tokens: readonly Token[];
  /** Where a comment opens that never closes. */
  readonly unclosedComment: number | undefined;
}

const symbolsByLength: readonly (readonly string[])[] = [
  ['>>>', '<=>', '/*+'],
  ['<=', '<>', '<<', '>=', '>>', '!=', '!>', '!<', '==', '=>', '||', '|>', '::', '->', '*/'],
  [';', '(', ')', ',', '.', '[', ']', '!', '=', '<', '>', '+', '-', '*', '/', '%', '~', '&', '|', '^', ':', '?'],
];
const symbolsByFirst = new Map<number, readonly string[]>();
for (const symbol of symbolsByLength.flat()) {
  const code = symbol.charCodeAt(0);
  symbolsByFirst.set(code, [...(symbolsByFirst.get(code) ?? []), symbol]);
}
const synonyms: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ['==', '='],
  ['!>', '<='],
  ['!<', '>='],
]);

/** A text that opens quotes again and again without closing any would make the search for the end quadratic. */
const mostFailedSearches = 1000;

/** Splits a text into tokens. It never fails: what is no token becomes an `unrecognized` one, which no rule of the grammar takes. */
export function tokenize(text: string): TokenList {
  return new Lexer(text).run();
}

class Lexer {
  private readonly text: string;
  private readonly tokens: Token[] = [];
  private unclosedComment: number | undefined;
  private failedSearches = 0;
  /**
   * Spark's lexer does not know types from expressions: after ARRAY, MAP or STRUCT it reads `>>` as two signs until as many `>`
   * have come. So `array(1), 4 >> 1` is refused, here as there.
   */
  private openTypes = 0;

  constructor(text: string) {
    this.text = text;
  }

  run(): TokenList {
    const { text } = this;
    const length = text.length;
    let at = 0;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (isWhitespace(code)) at++;
      else if (code === 45 && text.charCodeAt(at + 1) === 45) at = this.lineCommentEnd(at);
      else if (code === 47 && text.charCodeAt(at + 1) === 42 && text.charCodeAt(at + 2) !== 43) at = this.bracketedCommentEnd(at);
      else at = this.token(at, code);
    }
    this.tokens.push({ type: 'eof', start: length, stop: length - 1 });
    return { tokens: this.tokens, unclosedComment: this.unclosedComment };
  }

  private token(at: number, code: number): number {
    if ((code === 82 || code === 114) && this.isQuote(at + 1)) {
      const end = this.text.indexOf(this.text.charAt(at + 1), at + 2);
      if (end >= 0) return this.push('string', at, end + 1);
    }
    if (isDigit(code) || (code === 46 && isDigit(this.text.charCodeAt(at + 1)))) return this.number(at);
    if (isWordCharacter(code)) return this.word(at);
    if (code === 39) return this.quoted('string', at, code);
    if (code === 34) return this.quoted('doubleQuoted', at, code);
    if (code === 96) return this.backquoted(at);
    if (code === 36) return this.dollarQuoted(at);
    return this.symbol(at, code);
  }

  private push(type: TokenType, start: number, end: number): number {
    this.tokens.push({ type, start, stop: end - 1 });
    return end;
  }

  private isQuote(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === 39 || code === 34;
  }

  private lineCommentEnd(at: number): number {
    const { text } = this;
    for (let i = at + 2; i < text.length; i++) {
      const code = text.charCodeAt(i);
      // A backslash at the end of the line carries the comment on.
      if (code === 92 && text.charCodeAt(i + 1) === 10) i++;
      else if (code === 10 || code === 13) return i + 1;
    }
    return text.length;
  }

  private bracketedCommentEnd(at: number): number {
    const { text } = this;
    let depth = 1;
    for (let i = at + 2; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 42 && text.charCodeAt(i + 1) === 47) {
        i++;
        depth--;
        if (depth === 0) return i + 1;
      } else if (code === 47 && text.charCodeAt(i + 1) === 42 && text.charCodeAt(i + 2) !== 43) {
        i++;
        depth++;
      }
    }
    this.unclosedComment ??= at;
    return text.length;
  }

  private wordEnd(at: number): number {
    const { text } = this;
    let end = at;
    while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
    return end;
  }

  private word(at: number): number {
    const { text } = this;
    const end = this.wordEnd(at);
    if (text.charCodeAt(end) === 58 && text.charCodeAt(end + 1) === 47 && text.charCodeAt(end + 2) === 47) {
      const urlEnd = this.urlEnd(at, end);
      if (urlEnd > end) return this.push('identifier', at, urlEnd);
    }
    const keyword = findKeyword(text.slice(at, end));
    if (keyword === 'ARRAY' || keyword === 'MAP' || keyword === 'STRUCT') this.openTypes++;
    return this.push(keyword ?? 'identifier', at, end);
  }

  /** `scheme://path` is one (invalid) identifier, so that the error can tell to quote it. */
  private urlEnd(at: number, colon: number): number {
    const { text } = this;
    for (let i = at; i < colon; i++) if (!isLetter(text.charCodeAt(i))) return colon;
    let end = colon + 3;
    while (end < text.length && (isWordCharacter(text.charCodeAt(end)) || '/?-&%#=.'.includes(text.charAt(end)))) end++;
    return end > colon + 3 ? end : colon;
  }

  private digitsEnd(at: number): number {
    let end = at;
    while (isDigit(this.text.charCodeAt(end))) end++;
    return end;
  }

  /** Behind an exponent at `at`, or `at` where there is none. */
  private exponentEnd(at: number): number {
    const code = this.text.charCodeAt(at);
    if (code !== 69 && code !== 101) return at;
    const sign = this.text.charCodeAt(at + 1);
    const digits = sign === 43 || sign === 45 ? at + 2 : at + 1;
    const end = this.digitsEnd(digits);
    return end > digits ? end : at;
  }

  private number(at: number): number {
    const { text } = this;
    const whole = this.digitsEnd(at);
    if (text.charCodeAt(whole) === 46) {
      const fraction = this.digitsEnd(whole + 1);
      const exponent = this.exponentEnd(fraction);
      for (const end of exponent > fraction ? [exponent, fraction] : [fraction]) {
        const [type, typeEnd] = this.suffix(end, end > fraction ? 'exponent' : 'decimal');
        if (!isWordCharacterOfAscii(text.charCodeAt(typeEnd))) return this.push(type, at, typeEnd);
        if (typeEnd > end && !isWordCharacterOfAscii(text.charCodeAt(end)))
          return this.push(end > fraction ? 'exponent' : 'decimal', at, end);
      }
      // `1.a` is a number, a dot and a name.
      return whole > at ? this.push('integer', at, whole) : this.push('.', at, at + 1);
    }
    const exponent = this.exponentEnd(whole);
    const [type, end] = exponent > whole ? this.suffix(exponent, 'exponent') : this.integerSuffix(whole);
    // `1st` and `2e3x` are names: the longest match wins.
    const wordEnd = this.wordEnd(at);
    if (wordEnd <= end) return this.push(type, at, end);
    return this.word(at);
  }

  private suffix(at: number, plain: TokenType): [TokenType, number] {
    const code = this.text.charCodeAt(at) | 32;
    if (code === 100) return ['double', at + 1];
    if (code === 102) return ['float', at + 1];
    if (code === 98 && (this.text.charCodeAt(at + 1) | 32) === 100) return ['bigdecimal', at + 2];
    return [plain, at];
  }

  private integerSuffix(at: number): [TokenType, number] {
    const code = this.text.charCodeAt(at) | 32;
    if (code === 108) return ['bigint', at + 1];
    if (code === 115) return ['smallint', at + 1];
    if (code === 121) return ['tinyint', at + 1];
    return this.suffix(at, 'integer');
  }

  private quoted(type: TokenType, at: number, quote: number): number {
    const { text } = this;
    if (this.failedSearches < mostFailedSearches) {
      for (let i = at + 1; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code === 92) i++;
        else if (code === quote) {
          if (text.charCodeAt(i + 1) !== quote) return this.push(type, at, i + 1);
          i++;
        }
      }
      this.failedSearches++;
    }
    return this.unterminated(type, at, quote);
  }

  /** A doubled quote may also have been an end, when nothing ends the text behind it: `'a''` is `'a'` and a stray quote. */
  private unterminated(type: TokenType, at: number, quote: number): number {
    const { text } = this;
    let last = -1;
    for (let i = at + 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 92) i++;
      else if (code === quote) {
        last = i;
        if (text.charCodeAt(i + 1) === quote) i++;
      }
      if (this.failedSearches >= mostFailedSearches) break;
    }
    return last >= 0 ? this.push(type, at, last + 1) : this.push('unrecognized', at, at + 1);
  }

  private backquoted(at: number): number {
    const { text } = this;
    let last = -1;
    for (let i = text.indexOf('`', at + 1); i >= 0 && this.failedSearches < mostFailedSearches; i = text.indexOf('`', i + 2)) {
      last = i;
      if (text.charCodeAt(i + 1) !== 96) return this.push('backquoted', at, i + 1);
    }
    this.failedSearches++;
    return last >= 0 ? this.push('backquoted', at, last + 1) : this.push('unrecognized', at, at + 1);
  }

  /** `$$ … $$` or `$tag$ … $tag$`. */
  private dollarQuoted(at: number): number {
    const { text } = this;
    let tagEnd = at + 1;
    while (isLetter(text.charCodeAt(tagEnd)) && text.charCodeAt(tagEnd) < 128) tagEnd++;
    if (text.charCodeAt(tagEnd) === 36 && this.failedSearches < mostFailedSearches) {
      const end = text.indexOf(text.slice(at, tagEnd + 1), tagEnd + 1);
      if (end >= 0) return this.push('dollarQuoted', at, end + tagEnd + 1 - at);
      this.failedSearches++;
    }
    return this.push('unrecognized', at, at + 1);
  }

  private symbol(at: number, code: number): number {
    const candidates = symbolsByFirst.get(code);
    if (candidates === undefined) return this.push('unrecognized', at, at + 1);
    for (const symbol of candidates) {
      if (symbol.length > 1) {
        if (!this.text.startsWith(symbol, at)) continue;
        if (this.openTypes > 0 && (symbol === '>>' || symbol === '>>>')) continue;
      }
      if (symbol === '>' && this.openTypes > 0) this.openTypes--;
      return this.push(synonyms.get(symbol) ?? (symbol as TokenType), at, at + symbol.length);
    }
    return this.push('unrecognized', at, at + 1);
  }
}

function isWordCharacterOfAscii(code: number): boolean {
  return code < 128 && isWordCharacter(code);
}
