import type { Identifier, IdentifierReference, MultipartIdentifier } from '../ast/index.ts';
import { isAsciiWord, type Token } from '../lexer/index.ts';
import type { Parser } from './parser.ts';
import { parseString, stringLiteralValue } from './string-literal.ts';

/** Any name, keywords included. */
export function parseIdentifier(parser: Parser): Identifier {
  const token = parser.token;
  if (!parser.isName(token.type)) parser.refuse();
  if (startsIdentifierLiteral(parser)) return parseOneIdentifierLiteral(parser);
  parser.next();
  return toIdentifier(parser, token);
}

/** A name that is no strict keyword such as JOIN. */
export function parseStrictIdentifier(parser: Parser): Identifier {
  if (!parser.isStrictName(parser.type)) parser.refuse();
  return parseIdentifier(parser);
}

function toIdentifier(parser: Parser, token: Token): Identifier {
  const { start, stop, type } = token;
  const word = parser.textOf(token);
  if (type === 'backquoted') return { kind: 'identifier', value: word.slice(1, -1).replaceAll('``', '`'), quoted: true, start, stop };
  if (type === 'doubleQuoted') {
    return { kind: 'identifier', value: stringLiteralValue(parser, token), quoted: true, start, stop };
  }
  if (type === 'identifier' && !isAsciiWord(word)) throw invalidIdentifier(parser, word, token);
  return { kind: 'identifier', value: word, quoted: false, start, stop };
}

function invalidIdentifier(parser: Parser, ident: string, range: { start: number; stop: number }): Error {
  return parser.error('INVALID_IDENTIFIER', { ident }, range);
}

/** A name where no arithmetic can follow: `a-b` can then only be a name that should have been quoted, and the error says so. */
export function parseErrorCapturingIdentifier(parser: Parser): Identifier {
  const identifier = parseIdentifier(parser);
  refuseHyphen(parser, identifier);
  return identifier;
}

function refuseHyphen(parser: Parser, first: Identifier): void {
  if (parser.type !== '-' || !parser.isName(parser.peek())) return;
  while (parser.type === '-' && parser.isName(parser.peek())) {
    parser.next();
    parser.next();
  }
  const range = { start: first.start, stop: parser.stop };
  throw invalidIdentifier(parser, parser.textOf(range), range);
}

/** `a.b.c`. */
export function parseMultipartIdentifierRule(parser: Parser): MultipartIdentifier {
  const start = parser.start;
  const parts: Identifier[] = [];
  do {
    if (startsIdentifierLiteral(parser)) parts.push(...parseIdentifierLiteral(parser));
    else parts.push(parseErrorCapturingIdentifier(parser));
  } while (parser.accept('.'));
  return { kind: 'multipartIdentifier', parts, start, stop: parser.stop };
}

/** Whether `IDENTIFIER('…')` stands here as a name. */
export function startsIdentifierLiteral(parser: Parser, distance = 0): boolean {
  return identifierLiteralLength(parser, distance) > 0;
}

/** How many tokens it has; its string may be written in several pieces. */
export function identifierLiteralLength(parser: Parser, distance = 0): number {
  if (parser.peek(distance) !== 'IDENTIFIER' || parser.peek(distance + 1) !== '(') return 0;
  if (parser.options.legacyIdentifierClause === true || !parser.isString(parser.peek(distance + 2))) return 0;
  let at = distance + 3;
  while (parser.isString(parser.peek(at))) at++;
  return parser.peek(at) === ')' ? at + 1 - distance : 0;
}

function parseOneIdentifierLiteral(parser: Parser): Identifier {
  const [first, ...others] = parseIdentifierLiteral(parser);
  if (first === undefined) return parser.refuse();
  if (others.length > 0) {
    const identifier = [first, ...others].map(({ value }) => `\`${value}\``).join('.');
    parser.report('IDENTIFIER_TOO_MANY_NAME_PARTS', { identifier, limit: '1' }, first);
  }
  return first;
}

/** `IDENTIFIER('a.b')` inside a name: its parts. */
function parseIdentifierLiteral(parser: Parser): Identifier[] {
  const start = parser.start;
  parser.expectAll('IDENTIFIER', '(');
  const value = parseString(parser);
  parser.expect(')');
  const stop = parser.stop;
  return splitIdentifier(parser, value, { start, stop }).map((part) => ({ kind: 'identifier', value: part, quoted: true, start, stop }));
}

/** Parts of a name in a string: `a.b`, with backquotes around what is no plain word. */
function splitIdentifier(parser: Parser, name: string, range: { start: number; stop: number }): string[] {
  const parts: string[] = [];
  const pattern = /`((?:[^`]|``)*)`|([A-Za-z0-9_]+)/y;
  const refuse = (at: number, isExtra: boolean): never => {
    const word = /^\w+|^./u.exec(name.slice(at).trimStart())?.[0] ?? '';
    throw parser.error('PARSE_SYNTAX_ERROR', { error: `'${word}'`, hint: isExtra ? `: extra input '${word}'` : '' }, range);
  };
  if (name.trim() === '') throw parser.error('PARSE_EMPTY_STATEMENT', {}, range);
  for (let at = 0; ; at++) {
    pattern.lastIndex = at;
    const match = pattern.exec(name);
    if (match === null) return refuse(Math.max(at - 1, 0), false);
    parts.push(match[1]?.replaceAll('``', '`') ?? match[0]);
    at += match[0].length;
    if (at === name.length) return parts;
    if (name.charAt(at) !== '.') refuse(at, true);
  }
}

/** A name, or `IDENTIFIER(<expression>)`. */
export function parseIdentifierReference(parser: Parser): IdentifierReference {
  if (parser.type === 'IDENTIFIER' && parser.peek() === '(' && !isIdentifierLiteral(parser)) return parseIdentifierClause(parser);
  return parseMultipartIdentifierRule(parser);
}

/** Whether `IDENTIFIER('…')` is only a part of a longer name. */
function isIdentifierLiteral(parser: Parser): boolean {
  const length = identifierLiteralLength(parser);
  return length > 0 && parser.peek(length) === '.';
}

export function parseIdentifierClause(parser: Parser): IdentifierReference {
  const start = parser.start;
  parser.expectAll('IDENTIFIER', '(');
  const expression = parser.rules.expression(parser);
  parser.expect(')');
  return { kind: 'identifierClause', expression, start, stop: parser.stop };
}

/** `(a, b, c)`. */
export function parseIdentifierList(parser: Parser): Identifier[] {
  parser.expect('(');
  const identifiers = parseIdentifierSequence(parser);
  parser.expect(')');
  return identifiers;
}

export function parseIdentifierSequence(parser: Parser): Identifier[] {
  return parseSequence(parser, parseErrorCapturingIdentifier);
}

export function parseMultipartIdentifiers(parser: Parser): MultipartIdentifier[] {
  return parseSequence(parser, parseMultipartIdentifierRule);
}

/** One or more, separated by commas. */
export function parseSequence<T>(parser: Parser, rule: (parser: Parser) => T): T[] {
  const items: T[] = [rule(parser)];
  while (parser.accept(',')) items.push(rule(parser));
  return items;
}

/** `(`, one or more separated by commas, `)`. */
export function parseParenthesizedSequence<T>(parser: Parser, rule: (parser: Parser) => T): T[] {
  parser.expect('(');
  const items = parseSequence(parser, rule);
  parser.expect(')');
  return items;
}
