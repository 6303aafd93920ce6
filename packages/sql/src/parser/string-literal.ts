import type { StringValue } from '../ast/index.ts';
import type { Token } from '../lexer/index.ts';
import { parseParameter } from './parameter.ts';
import type { Parser } from './parser.ts';

/** What the quoted text of one token stands for. */
export function stringLiteralValue(parser: Parser, token: Token): string {
  const text = parser.textOf(token);
  const first = text.charCodeAt(0);
  if (first === 82 || first === 114) return text.slice(2, -1);
  const body = text.slice(1, -1);
  const quote = text.charAt(0);
  // A doubled quote is one quote, or, as it was before Spark 4, the end of a literal and the start of the next.
  const doubled = parser.options.legacyConsecutiveStringLiterals === true ? '' : quote;
  if (parser.options.escapedStringLiterals === true) return body.replaceAll(quote + quote, doubled);
  return body.includes('\\') || body.includes(quote) ? resolveEscapes(body, quote, doubled) : body;
}

const escapes: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\u001a' };

function resolveEscapes(body: string, quote: string, doubled: string): string {
  let result = '';
  for (let i = 0; i < body.length; i++) {
    const character = body.charAt(i);
    if (character === quote) {
      result += doubled;
      i++;
    } else if (character !== '\\' || i + 1 >= body.length) {
      result += character;
    } else {
      const [value, length] = escaped(body, i + 1);
      result += value;
      i += length;
    }
  }
  return result;
}

/** The character that an escape stands for, and how many characters the escape has behind its backslash. */
function escaped(body: string, at: number): [string, number] {
  const hex = hexDigits(body, at);
  if (hex > 0) {
    const code = Number.parseInt(body.slice(at + 1, at + 1 + hex), 16);
    return [code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd', hex + 1];
  }
  const octal = body.slice(at, at + 3);
  if (/^[01][0-7][0-7]$/.test(octal)) return [String.fromCharCode(Number.parseInt(octal, 8)), 3];
  const character = String.fromCodePoint(body.codePointAt(at) ?? 0);
  // These two stay escaped, because LIKE has its own use for the backslash.
  if (character === '%' || character === '_') return [`\\${character}`, 1];
  return [escapes[character] ?? character, character.length];
}

/** 4 for `uXXXX`, 8 for `UXXXXXXXX`, 0 for anything else. */
function hexDigits(body: string, at: number): number {
  const length = body.charAt(at) === 'u' ? 4 : body.charAt(at) === 'U' ? 8 : 0;
  if (length === 0) return 0;
  const digits = body.slice(at + 1, at + 1 + length);
  return digits.length === length && /^[0-9a-fA-F]+$/.test(digits) ? length : 0;
}

/** Adjacent literals are one string; a parameter may stand for it. */
export function parseStringValue(parser: Parser): StringValue {
  if (parser.type === '?' || parser.type === ':') return parseParameter(parser);
  return parseString(parser);
}

export function parseString(parser: Parser): string {
  if (!parser.isString(parser.type)) parser.refuse();
  let value = '';
  while (parser.isString(parser.type)) value += stringLiteralValue(parser, parser.next());
  return value;
}
