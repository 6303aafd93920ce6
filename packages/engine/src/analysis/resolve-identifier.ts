import { simpleString } from '@kindling/protocol';
import { type Expression, typeOf } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { constantValue, isFoldable } from './constant.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { qualifiedSql } from './expression-sql.ts';

/** IDENTIFIER(text) as a column, or as the name of a function that is called. */
export function resolveIdentifier(identifier: Expression & { kind: 'identifierExpression' }, resolver: ExpressionResolver): Expression {
  const nameParts = identifierParts(resolver.resolve(identifier.value), resolver.analyzer.timeZone, identifier);
  const origin = identifier.origin ? { origin: identifier.origin } : {};
  if (identifier.functionArgs === undefined) return resolver.resolve({ kind: 'unresolvedAttribute', nameParts, ...origin });
  const MAX_FUNCTION_NAME_PARTS = 3;
  if (nameParts.length > MAX_FUNCTION_NAME_PARTS) {
    fail('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: 'spark_catalog', identifier: quoted(nameParts) }, identifier);
  }
  return resolver.resolve({ kind: 'unresolvedFunction', nameParts, args: identifier.functionArgs, ...origin });
}

const quoted = (parts: readonly string[]): string => parts.map((part) => `\`${part}\``).join('.');

/** The parts of a name that a constant text spells. */
export function identifierParts(value: Expression, timeZone: string, at: Expression): readonly string[] {
  const parameters = { name: 'IDENTIFIER', expr: qualifiedSql(value) };
  if (!isFoldable(value)) fail('NOT_A_CONSTANT_STRING.NOT_CONSTANT', parameters, value);
  const { kind } = typeOf(value);
  if (kind !== 'string' && kind !== 'null') {
    fail('NOT_A_CONSTANT_STRING.WRONG_TYPE', { ...parameters, dataType: simpleString(typeOf(value)) }, value);
  }
  const constant = constantValue(value, timeZone);
  if (constant?.value === null) fail('NOT_A_CONSTANT_STRING.NULL', parameters, value);
  if (typeof constant?.value !== 'string') fail('NOT_A_CONSTANT_STRING.NOT_CONSTANT', parameters, value);
  return splitName(constant.value, at);
}

const firstWord = (text: string): string => text.trim().split(/\s/)[0] ?? '';

/** Parts are words, or anything in backticks. */
function splitName(text: string, at: Expression): readonly string[] {
  const trimmed = text.trim();
  if (trimmed === '') fail('PARSE_EMPTY_STATEMENT', {}, at);
  const part = /`((?:[^`]|``)*)`|([\p{L}\p{N}_]+)/uy;
  const parts: string[] = [];
  for (let position = 0; ; position += 1) {
    part.lastIndex = position;
    const match = part.exec(trimmed);
    if (match === null) fail('PARSE_SYNTAX_ERROR', { error: `'${firstWord(trimmed.slice(position))}'`, hint: '' }, at);
    parts.push(match[1]?.replaceAll('``', '`') ?? match[2] ?? '');
    position = part.lastIndex;
    if (position === trimmed.length) return parts;
    if (trimmed[position] !== '.') {
      const word = firstWord(trimmed.slice(position));
      fail('PARSE_SYNTAX_ERROR', { error: `'${word}'`, hint: `: extra input '${word}'` }, at);
    }
  }
}
