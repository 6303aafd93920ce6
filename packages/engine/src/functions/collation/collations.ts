import { sparkError, types } from '@kindling/protocol';
import { text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { argType, at, foldable, param, scalar } from '../define.ts';
import { anyNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

const LOCALE = /^[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_[A-Z]{3})?$/i;
const MODIFIER = /_(CI|CS|AI|AS|RTRIM)$/;

/** The full name of a collation: modifiers in Spark's order, without those that go without saying. */
export function collationName(name: string): string {
  let base = name.toUpperCase().replace(/^SYSTEM\.BUILTIN\./, '');
  const modifiers = new Set<string>();
  for (let match = MODIFIER.exec(base); match; match = MODIFIER.exec(base)) {
    modifiers.add(match[1] as string);
    base = base.slice(0, match.index);
  }
  const isPlain = base === 'UTF8_BINARY' || base === 'UTF8_LCASE';
  const conflicts = (modifiers.has('CI') && modifiers.has('CS')) || (modifiers.has('AI') && modifiers.has('AS'));
  const known = isPlain ? [...modifiers].every((one) => one === 'RTRIM') : base === 'UNICODE' || isLocale(base);
  if (!known || conflicts)
    throw sparkError('COLLATION_INVALID_NAME', { collationName: name, proposals: 'UTF8_BINARY, UTF8_LCASE, UNICODE' });
  const kept = ['CI', 'AI', 'RTRIM'].filter((one) => modifiers.has(one));
  return [isPlain || base === 'UNICODE' ? base : localeCase(base), ...kept].join('_');
}

/** Languages that the runtime's own collator knows. */
function isLocale(name: string): boolean {
  return LOCALE.test(name) && Intl.Collator.supportedLocalesOf(name.split('_')[0]?.toLowerCase() ?? '').length > 0;
}

/** `SR_CYRL_SRB` as `sr_Cyrl_SRB`. */
function localeCase(name: string): string {
  return name
    .split('_')
    .map((part, i) => (i === 0 ? part.toLowerCase() : part.length === 4 ? part.charAt(0) + part.slice(1).toLowerCase() : part))
    .join('_');
}

function collationOf(args: readonly Expression[], context: ResolveContext): string {
  const name = context.constant(args[1] as Expression)?.value;
  if (typeof name !== 'string')
    throw sparkError('UNEXPECTED_INPUT_TYPE', {
      functionName: '`collate`',
      paramIndex: 'second',
      requiredType: '"STRING"',
      inputSql: `"${context.sqlText(args[1] as Expression)}"`,
      inputType: '"VOID"',
    });
  return collationName(name);
}

export const collationFunctions: readonly FunctionRecord[] = [
  scalar({
    name: 'collate',
    family: 'string_funcs',
    since: '4.0.0',
    summary: 'A text that compares by a collation.',
    examples: ["collation(collate('Spark SQL', 'UTF8_LCASE'))"],
    parameters: [param('expr', 'string'), foldable(param('collation', 'string'))],
    returns: (args, context) => types.collatedString(collationOf(args, context)),
    nullable: (args) => anyNullable(args.slice(0, 1)),
    lower: (args) => at(args, 0),
  }),
  scalar({
    name: 'collation',
    family: 'string_funcs',
    since: '4.0.0',
    summary: 'The collation by which a text compares.',
    examples: ["collation('Spark SQL')"],
    parameters: [param('expr', 'string')],
    returns: types.string,
    nullable: false,
    lower: (_, call) => {
      const type = argType(call, 0);
      return text(`SYSTEM.BUILTIN.${type.kind === 'string' ? (type.collation ?? 'UTF8_BINARY') : 'UTF8_BINARY'}`);
    },
  }),
];
