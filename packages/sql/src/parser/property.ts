import type { ExpressionProperty, Property } from '../ast/index.ts';
import { parseErrorCapturingIdentifier, parseParenthesizedSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parseString, stringLiteralValue } from './string-literal.ts';

/** `(key = value, …)`. */
export function parseProperties(parser: Parser): Property[] {
  const start = parser.start;
  const properties = parseParenthesizedSequence(parser, parseProperty);
  refuseDuplicateKeys(parser, properties, { start, stop: parser.stop });
  return properties;
}

function refuseDuplicateKeys(parser: Parser, properties: readonly { key: string }[], range: { start: number; stop: number }): void {
  const seen = new Set<string>();
  for (const { key } of properties) {
    if (seen.has(key)) parser.report('DUPLICATE_KEY', { keyColumn: `\`${key}\`` }, range);
    seen.add(key);
  }
}

/** Properties that must all have a value, as in SET TBLPROPERTIES. A refusal shows the statement from `start`. */
export function parsePropertiesWithValues(parser: Parser, start: number): Property[] {
  const properties = parseProperties(parser);
  const missing = properties.filter(({ value }) => value === undefined).map(({ key }) => key);
  if (missing.length > 0) {
    const message = `Values must be specified for key(s): [${missing.join(',')}]`;
    parser.report('_LEGACY_ERROR_TEMP_0035', { message }, { start, stop: parser.stop });
  }
  return properties;
}

/** The keys alone, as in UNSET TBLPROPERTIES. */
export function parsePropertyKeys(parser: Parser, start: number): string[] {
  const properties = parseProperties(parser);
  const extra = properties.filter(({ value }) => value !== undefined).map(({ key }) => key);
  if (extra.length > 0) {
    const message = `Values should not be specified for key(s): [${extra.join(',')}]`;
    parser.report('_LEGACY_ERROR_TEMP_0035', { message }, { start, stop: parser.stop });
  }
  return properties.map(({ key }) => key);
}

function parseProperty(parser: Parser): Property {
  const start = parser.start;
  const key = parsePropertyKey(parser);
  const hasEquals = parser.accept('=');
  const value = hasEquals || (parser.type !== ',' && parser.type !== ')') ? parsePropertyValue(parser) : undefined;
  return { kind: 'property', key, value, start, stop: parser.stop };
}

/** `a.b.c` or a string. */
export function parsePropertyKey(parser: Parser): string {
  if (parser.isString(parser.type)) {
    const isBeforeValue = parser.isString(parser.peek());
    if (!isBeforeValue) return stringLiteralValue(parser, parser.next());
    // `'key' 'value'` without a sign between, unless the strings are one key: `'ke' 'y' = 'value'`.
    let distance = 1;
    while (parser.isString(parser.peek(distance))) distance++;
    return parser.peek(distance) === '=' ? parseString(parser) : stringLiteralValue(parser, parser.next());
  }
  const parts = [parseErrorCapturingIdentifier(parser).value];
  while (parser.accept('.')) parts.push(parseErrorCapturingIdentifier(parser).value);
  return parts.join('.');
}

function parsePropertyValue(parser: Parser): string {
  if (parser.isString(parser.type)) return parseString(parser);
  if (parser.type === 'TRUE' || parser.type === 'FALSE') return parser.next().type.toLowerCase();
  if (parser.type === 'integer' || parser.type === 'decimal') return parser.textOf(parser.next());
  return parser.refuse();
}

/** OPTIONS of a table, whose values are expressions. */
export function parseExpressionProperties(parser: Parser): ExpressionProperty[] {
  return parseParenthesizedSequence(parser, (p): ExpressionProperty => {
    const propertyStart = p.start;
    const key = parsePropertyKey(p);
    const hasEquals = p.accept('=');
    const value = hasEquals || (p.type !== ',' && p.type !== ')') ? p.rules.expression(p) : undefined;
    return { kind: 'expressionProperty', key, value, start: propertyStart, stop: p.stop };
  });
}
