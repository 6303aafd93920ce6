import type { IntegerValue, Parameter } from '../ast/index.ts';
import type { Parser } from './parser.ts';

/** `?` or `:name`. */
export function parseParameter(parser: Parser): Parameter {
  const start = parser.start;
  if (parser.accept('?')) return { kind: 'positionalParameter', index: parser.nextParameterIndex(), start, stop: parser.stop };
  parser.expect(':');
  const token = parser.token;
  if (!parser.isName(token.type)) parser.refuse();
  parser.next();
  const word = parser.textOf(token);
  const name = token.type === 'backquoted' ? word.slice(1, -1).replaceAll('``', '`') : word;
  return { kind: 'namedParameter', name, start, stop: parser.stop };
}

export function parseIntegerValue(parser: Parser): IntegerValue {
  if (parser.type === '?' || parser.type === ':') return parseParameter(parser);
  return parseInteger(parser);
}

export function parseInteger(parser: Parser): number {
  return Number(parser.textOf(parser.expect('integer')));
}
