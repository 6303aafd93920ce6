import type { CurrentValue, Expression, Identifier, NamedExpression, PathStep } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseDataTypeRule } from './data-type.ts';
import { parseFunctionCall } from './function-call.ts';
import {
  identifierLiteralLength,
  parseIdentifier,
  parseIdentifierClause,
  parseMultipartIdentifierRule,
  parseMultipartIdentifiers,
} from './identifier.ts';
import { parseInterval, startsInterval } from './interval-literal.ts';
import { parseNamedExpression, parseNameOf } from './named-expression.ts';
import { isNumber, parseNumber } from './numeric-literal.ts';
import { parseInteger, parseParameter } from './parameter.ts';
import type { Parser } from './parser.ts';
import { startsExpression, startsQuery } from './query-start.ts';
import { parseSpecialForm } from './special-form.ts';
import { parseString, stringLiteralValue } from './string-literal.ts';
import { parseTypedLiteral } from './typed-literal.ts';

const currentValues: ReadonlyMap<TokenType, CurrentValue['name']> = new Map<TokenType, CurrentValue['name']>([
  ['CURRENT_DATE', 'current_date'],
  ['CURRENT_TIME', 'current_time'],
  ['CURRENT_TIMESTAMP', 'current_timestamp'],
  ['CURRENT_USER', 'current_user'],
  ['CURRENT_PATH', 'current_path'],
  ['USER', 'user'],
  ['SESSION_USER', 'session_user'],
]);

/** A literal, a name, a call, something in parentheses …, with what is attached to it. */
export function parsePrimary(parser: Parser): Expression {
  const { start } = parser;
  if (parser.type === '(') return parsePostfix(parser, parseParenthesis(parser), start);
  return parsePostfix(parser, parser.type === 'identifier' ? parseNameOrCall(parser) : parseBase(parser));
}

function parseBase(parser: Parser): Expression {
  const { type, start } = parser;
  if (isNumber(type)) return parseNumber(parser);
  if (parser.isString(type)) {
    const value = parseString(parser);
    const stop = parser.stop;
    return { kind: 'literal', type: 'string', value, text: parser.textOf({ start, stop }), start, stop };
  }
  switch (type) {
    case '*':
      parser.next();
      return { kind: 'star', target: undefined, except: parseExcept(parser), start, stop: parser.stop };
    case '?':
    case ':':
      return parseParameter(parser);
    case 'NULL':
    case 'TRUE':
    case 'FALSE':
      return parseWordLiteral(parser, type);
    default:
      return parseKeyword(parser);
  }
}

function parseWordLiteral(parser: Parser, type: 'NULL' | 'TRUE' | 'FALSE'): Expression {
  if (parser.peek() === '(' || parser.peek() === '->') return parseNameOrCall(parser);
  const token = parser.next();
  const base = { kind: 'literal', text: parser.textOf(token), start: token.start, stop: token.stop } as const;
  return type === 'NULL' ? { ...base, type: 'null' } : { ...base, type: 'boolean', value: type === 'TRUE' };
}

/** A keyword starts its own form if what must follow it does; otherwise it is a name. */
function parseKeyword(parser: Parser): Expression {
  const current = currentValues.get(parser.type);
  if (current !== undefined && parser.peek() !== '(') {
    const { start, stop } = parser.next();
    return { kind: 'currentValue', name: current, start, stop };
  }
  if (startsInterval(parser)) return parseInterval(parser);
  if (parser.type === 'CASE' && startsExpression(parser, 1)) return parseSpecialForm(parser) ?? parseNameOrCall(parser);
  if (parser.peek() === '(') {
    const form = parseSpecialForm(parser);
    if (form !== undefined) return form;
  }
  if (!parser.isName(parser.type)) parser.refuse();
  return parseNameOrCall(parser);
}

function parseNameOrCall(parser: Parser): Expression {
  const { start } = parser;
  const next = parser.peek();
  if (next === '->') return parseLambda(parser);
  // Most names stand alone, so they are taken first, and turned into something else by what follows.
  if (parser.isString(next) && parser.type !== 'backquoted') return parseTypedLiteral(parser);
  if (parser.type === 'IDENTIFIER' && next === '(') return parseIdentifierForm(parser);
  const parts: Identifier[] = [parseIdentifier(parser)];
  while (parser.type === '.') {
    if (parser.peek() === '*') {
      const target = { kind: 'multipartIdentifier', parts, start, stop: parser.stop } as const;
      parser.next();
      parser.next();
      return { kind: 'star', target, except: parseExcept(parser), start, stop: parser.stop };
    }
    parser.next();
    parts.push(parseNamePart(parser));
  }
  const stop = parser.stop;
  // Behind the condition of INSERT … REPLACE ON a = b (SELECT …) the parenthesis is not a call's.
  const isCall = parser.type === '(' && !(startsQuery(parser, 1) && parser.peek() !== '(' && parser.peek() !== 'MAP');
  if (isCall) return parseFunctionCall(parser, { kind: 'multipartIdentifier', parts, start, stop });
  return { kind: 'columnReference', parts, start, stop };
}

/** In `t.IDENTIFIER('a')` the word is the name of a function, unless more parentheses follow. */
function parseNamePart(parser: Parser): Identifier {
  const literal = identifierLiteralLength(parser);
  if (literal === 0 || parser.peek(literal) === '(') return parseIdentifier(parser);
  const token = parser.next();
  return { kind: 'identifier', value: parser.textOf(token), quoted: false, start: token.start, stop: token.stop };
}

/** `IDENTIFIER(…)` as a column, as the name of a function, or as a part of a name. */
function parseIdentifierForm(parser: Parser): Expression {
  const { start } = parser;
  const literal = identifierLiteralLength(parser);
  if (literal > 0 && parser.peek(literal) === '.') {
    if (parser.peek(literal + 1) === '*') return parseStarOfClause(parser, literal);
    const call = parser.attempt(parseNameAndCall);
    if (call !== undefined) return call;
  }
  const name = parseIdentifierClause(parser);
  if (parser.type === '(') return parseFunctionCall(parser, name);
  if (name.kind === 'multipartIdentifier') return { kind: 'columnReference', parts: name.parts, start, stop: parser.stop };
  return { kind: 'columnIdentifierClause', name, start, stop: parser.stop };
}

function parseNameAndCall(parser: Parser): Expression {
  const name = parseMultipartIdentifierRule(parser);
  return parser.type === '(' ? parseFunctionCall(parser, name) : parser.refuse();
}

/** `IDENTIFIER('t').*` is no star of `t`: Spark takes the words of the clause themselves as the name. */
function parseStarOfClause(parser: Parser, length: number): Expression {
  const { start } = parser;
  for (let i = 0; i < length; i++) parser.next();
  const range = { start, stop: parser.stop };
  const part: Identifier = { kind: 'identifier', value: parser.textOf(range), quoted: true, ...range };
  parser.next();
  parser.next();
  const target = { kind: 'multipartIdentifier', parts: [part], ...range } as const;
  return { kind: 'star', target, except: parseExcept(parser), start, stop: parser.stop };
}

function parseLambda(parser: Parser): Expression {
  const { start } = parser;
  const parameters = [parseIdentifier(parser)];
  parser.expect('->');
  const body = parser.rules.expression(parser);
  return { kind: 'lambda', parameters, body, start, stop: parser.stop };
}

function parseExcept(parser: Parser): ReturnType<typeof parseMultipartIdentifiers> {
  if (parser.type !== 'EXCEPT' || parser.peek() !== '(' || startsQuery(parser, 1)) return [];
  parser.next();
  parser.expect('(');
  const columns = parseMultipartIdentifiers(parser);
  parser.expect(')');
  return columns;
}

/** A lambda's parameters, a query, a row of several values, or one expression. */
function parseParenthesis(parser: Parser): Expression {
  const { start } = parser;
  if (startsLambda(parser)) return parseLambdaOfMany(parser);
  parser.expect('(');
  if (startsQuery(parser, 0) && parser.type !== '(') {
    const query = parser.rules.query(parser);
    parser.expect(')');
    return { kind: 'scalarSubquery', query, start, stop: parser.stop };
  }
  const first = parseNameOf(parser, parser.rules.expression(parser));
  if (parser.type === ',') {
    const fields: NamedExpression[] = [first];
    while (parser.accept(',')) fields.push(parseNamedExpression(parser));
    parser.expect(')');
    return { kind: 'rowConstructor', fields, start, stop: parser.stop };
  }
  if (first.kind === 'scalarSubquery') {
    const query = parser.rules.queryFrom(parser, first.query);
    parser.expect(')');
    return { kind: 'scalarSubquery', query, start, stop: parser.stop };
  }
  if (first.kind === 'alias') return parser.refuse();
  parser.expect(')');
  return first;
}

function startsLambda(parser: Parser): boolean {
  let at = 1;
  while (parser.isName(parser.peek(at)) && parser.peek(at + 1) === ',') at += 2;
  return at > 1 && parser.isName(parser.peek(at)) && parser.peek(at + 1) === ')' && parser.peek(at + 2) === '->';
}

function parseLambdaOfMany(parser: Parser): Expression {
  const { start } = parser;
  parser.expect('(');
  const parameters = [parseIdentifier(parser)];
  while (parser.accept(',')) parameters.push(parseIdentifier(parser));
  parser.expectAll(')', '->');
  const body = parser.rules.expression(parser);
  return { kind: 'lambda', parameters, body, start, stop: parser.stop };
}

/** Fields, subscripts, casts, collations and paths behind a primary expression. */
export function parsePostfix(parser: Parser, base: Expression, start: number = base.start): Expression {
  let expression = base;
  while (true) {
    switch (parser.type) {
      case '.': {
        parser.next();
        const field = parseIdentifier(parser);
        // Parentheses around a name make no difference: `(a).b` is `a.b`.
        if (expression.kind === 'columnReference') {
          expression = { kind: 'columnReference', parts: [...expression.parts, field], start, stop: parser.stop };
        } else expression = { kind: 'fieldAccess', base: expression, field, start, stop: parser.stop };
        break;
      }
      case '[': {
        parser.next();
        const index = parser.rules.value(parser);
        parser.expect(']');
        expression = { kind: 'subscript', base: expression, index, start, stop: parser.stop };
        break;
      }
      case '::': {
        parser.next();
        const dataType = parseDataTypeRule(parser);
        expression = { kind: 'cast', form: '::', operand: expression, dataType, start, stop: parser.stop };
        break;
      }
      case ':':
        if (!startsPath(parser)) return expression;
        expression = parsePath(parser, expression);
        break;
      case 'COLLATE': {
        if (!parser.isName(parser.peek())) return expression;
        parser.next();
        const collation = parseMultipartIdentifierRule(parser);
        expression = { kind: 'collate', operand: expression, collation, start, stop: parser.stop };
        break;
      }
      default:
        return expression;
    }
  }
}

function startsPath(parser: Parser): boolean {
  const next = parser.peek();
  return parser.isName(next) || next === '[';
}

/** `col:a.b['c'][0][*]`. */
function parsePath(parser: Parser, base: Expression): Expression {
  parser.expect(':');
  const pathStart = parser.start;
  const path: PathStep[] = [];
  if (parser.type === '[') path.push(parseBracketStep(parser));
  else path.push(parseFieldStep(parser));
  while (true) {
    if (parser.type === '.') {
      parser.next();
      path.push(parseFieldStep(parser));
    } else if (parser.type === '[') path.push(parseBracketStep(parser));
    else break;
  }
  const stop = parser.stop;
  const text = parser.textOf({ start: pathStart, stop });
  return { kind: 'semiStructuredExtract', base, path, text, start: base.start, stop };
}

function parseFieldStep(parser: Parser): PathStep {
  const name = parseIdentifier(parser);
  return { kind: 'field', name: name.value, quoted: name.quoted };
}

function parseBracketStep(parser: Parser): PathStep {
  parser.expect('[');
  let step: PathStep;
  if (parser.isString(parser.type)) step = { kind: 'field', name: stringLiteralValue(parser, parser.next()), quoted: true };
  else if (parser.type === '?' || parser.type === ':') step = { kind: 'index', index: parseParameter(parser) };
  else if (parser.isName(parser.type)) step = parseFieldStep(parser);
  else step = { kind: 'index', index: parseInteger(parser) };
  parser.expect(']');
  return step;
}
