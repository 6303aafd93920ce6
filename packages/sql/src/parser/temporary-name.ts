import type { IdentifierReference } from '../ast/index.ts';
import type { Parser } from './parser.ts';

/** A temporary object has no catalog or database; only the session's own schema may be named before it. */
export function refuseQualifier(
  parser: Parser,
  objectType: 'VIEW' | 'FUNCTION',
  name: IdentifierReference,
  range: { readonly start: number; readonly stop: number },
): void {
  if (name.kind !== 'multipartIdentifier') return;
  const parts = name.parts.map(({ value }) => value);
  const qualifier = parts.slice(0, -1).map((part) => part.toLowerCase());
  if (qualifier.length === 0 || qualifier.join('.') === 'session' || qualifier.join('.') === 'system.session') return;
  const quote = (part: string): string => `\`${part.replaceAll('`', '``')}\``;
  const parameters = { objectType, objectName: quote(parts.at(-1) ?? ''), qualifier: parts.slice(0, -1).map(quote).join('.') };
  parser.report('INVALID_TEMP_OBJ_QUALIFIER', parameters, range);
}
