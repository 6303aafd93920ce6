import type { Expression, Identifier, NamedExpression } from '../ast/index.ts';
import { parseErrorCapturingIdentifier, parseIdentifierList, parseSequence, startsIdentifierLiteral } from './identifier.ts';
import type { Parser } from './parser.ts';
import { startsClause } from './query-start.ts';

/** An expression with or without a name. */
export function parseNamedExpression(parser: Parser): NamedExpression {
  return parseNameOf(parser, parser.rules.expression(parser));
}

/** The name behind an expression, if one is there. */
export function parseNameOf(parser: Parser, expression: Expression): NamedExpression {
  const { start } = expression;
  const hasAs = parser.type === 'AS' && (parser.peek() === '(' || (parser.isName(parser.peek()) && !isAlias(parser)));
  if (hasAs) parser.next();
  else if (!startsAlias(parser)) return expression;
  if (parser.type === '(') {
    const names = parseIdentifierList(parser);
    return { kind: 'alias', expression, names, multiple: true, start, stop: parser.stop };
  }
  const isLiteral = startsIdentifierLiteral(parser);
  const name = isLiteral ? parser.withContextFrom(start, parseErrorCapturingIdentifier) : parseErrorCapturingIdentifier(parser);
  const names: Identifier[] = [name];
  return { kind: 'alias', expression, names, multiple: false, start, stop: parser.stop };
}

/** `SELECT 1 AS FROM t`: where FROM starts its clause, AS itself is the name. */
function isAlias(parser: Parser): boolean {
  return parser.peek() === 'FROM' && startsClause(parser, 1) && !startsClause(parser, 2);
}

/** Whether a name stands here that is no keyword of what comes next. */
function startsAlias(parser: Parser): boolean {
  const { type } = parser;
  if (type === 'identifier') return true;
  if (type === '(') return parser.isName(parser.peek()) && (parser.peek(2) === ',' || parser.peek(2) === ')');
  if (!parser.isName(type)) return false;
  return !startsClause(parser, 0);
}

export function parseNamedExpressions(parser: Parser): NamedExpression[] {
  return parseSequence(parser, parseNamedExpression);
}
