import { sparkError, toSQLType } from '@kindling/protocol';
import type { Expression } from '../plan/index.ts';
import { dataTypeOf } from './expression-type.ts';
import type { ResolveContext } from './function-record.ts';

/** The options that a constant `map('name', 'value', …)` argument holds; names in lower case, as options know no case. */
export function optionsArgument(argument: Expression | undefined, context: ResolveContext): Readonly<Record<string, string>> {
  if (argument === undefined) return {};
  const type = dataTypeOf(argument);
  const map = argument.kind === 'cast' && argument.implicit ? argument.child : argument;
  if (type.kind !== 'map' || map.kind !== 'call') throw sparkError('INVALID_OPTIONS.NON_MAP_FUNCTION', {});
  if (map.args.length > 0 && (type.keyType.kind !== 'string' || type.valueType.kind !== 'string')) {
    throw sparkError('INVALID_OPTIONS.NON_STRING_TYPE', { mapType: toSQLType(type) });
  }
  const texts = map.args.map((part) => context.constant(part)?.value);
  if (texts.some((text) => typeof text !== 'string')) throw sparkError('INVALID_OPTIONS.NON_MAP_FUNCTION', {});
  const options: Record<string, string> = {};
  for (let i = 0; i + 1 < texts.length; i += 2) options[String(texts[i]).toLowerCase()] = String(texts[i + 1]);
  return options;
}
