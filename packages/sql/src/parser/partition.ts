import type { PartitionSpec, PartitionValue } from '../ast/index.ts';
import { parseIdentifier, parseParenthesizedSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parsePrimary } from './primary-expression.ts';

/** `PARTITION (a = 1, b)`, where a value may be left out. */
export function parsePartitionSpec(parser: Parser): PartitionSpec {
  const start = parser.start;
  parser.expect('PARTITION');
  const values = parseParenthesizedSequence(parser, parsePartitionValue);
  const range = { start, stop: parser.stop };
  const seen = new Set<string>();
  for (const { name } of values) {
    const key = name.value.toLowerCase();
    if (seen.has(key)) parser.report('DUPLICATE_KEY', { keyColumn: `\`${name.value}\`` }, range);
    seen.add(key);
  }
  return { kind: 'partitionSpec', values, ...range };
}

export function parseOptionalPartitionSpec(parser: Parser): PartitionSpec | undefined {
  return parser.at('PARTITION') && parser.peek() === '(' ? parsePartitionSpec(parser) : undefined;
}

/** A partition that is named in full. */
export function parseFullPartitionSpec(parser: Parser): PartitionSpec {
  const spec = parsePartitionSpec(parser);
  const missing = spec.values.find(({ value }) => value === undefined);
  if (missing !== undefined) parser.report('INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE', { partKey: `\`${missing.name.value}\`` }, spec);
  return spec;
}

function parsePartitionValue(parser: Parser): PartitionValue {
  const start = parser.start;
  const name = parseIdentifier(parser);
  const value = parser.accept('=') ? parseValue(parser) : undefined;
  return { kind: 'partitionValue', name, value, start, stop: parser.stop };
}

function parseValue(parser: Parser): PartitionValue['value'] {
  if (parser.at('DEFAULT')) {
    parser.next();
    return 'default';
  }
  return parseConstant(parser);
}

/** A literal or a parameter. */
export function parseConstant(parser: Parser): Exclude<PartitionValue['value'], 'default' | undefined> {
  const token = parser.token;
  const value = parser.at('-') ? parser.rules.value(parser) : parsePrimary(parser);
  if (value.kind !== 'literal' && value.kind !== 'namedParameter' && value.kind !== 'positionalParameter') throw parser.syntaxError(token);
  return value;
}
