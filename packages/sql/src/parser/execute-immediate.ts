import type { ExecuteImmediate, NamedExpression } from '../ast/index.ts';
import { parseMultipartIdentifiers } from './identifier.ts';
import { parseNamedExpressions } from './named-expression.ts';
import type { Parser } from './parser.ts';
import { startsQuery } from './query-start.ts';

/** `EXECUTE IMMEDIATE 'SELECT …' [INTO a, b] [USING 1, 2 AS c]`. */
export function parseExecuteImmediate(parser: Parser): ExecuteImmediate {
  const start = parser.start;
  parser.expectAll('EXECUTE', 'IMMEDIATE');
  const statement = parser.rules.expression(parser);
  const into = parser.accept('INTO') ? parseMultipartIdentifiers(parser) : [];
  const using = parser.accept('USING') ? parseUsing(parser) : [];
  return { kind: 'executeImmediate', statement, into, using, start, stop: parser.stop };
}

/** `1, 2 AS c`, in parentheses or not. */
export function parseUsing(parser: Parser): readonly NamedExpression[] {
  if (!parser.at('(') || startsQuery(parser, 1) || !isEnclosed(parser)) return parseNamedExpressions(parser);
  parser.expect('(');
  const list = parseNamedExpressions(parser);
  parser.expect(')');
  return list;
}

/** Whether the parenthesis that opens here closes at the end of the statement. */
function isEnclosed(parser: Parser): boolean {
  let depth = 0;
  for (let at = 0; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return false;
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) return parser.peek(at + 1) === 'eof' || parser.peek(at + 1) === ';';
  }
}
