import { dataTypeMessages } from './messages/data-types.ts';
import { kindlingMessages } from './messages/kindling.ts';
import { nameMessages } from './messages/names.ts';
import { queryMessages } from './messages/queries.ts';
import { sourceMessages } from './messages/sources.ts';
import { statementMessages } from './messages/statements.ts';
import { valueMessages } from './messages/values.ts';

/** All sentences of ours, by condition. */
export const messageTemplates: Readonly<Record<string, string>> = {
  ...dataTypeMessages,
  ...kindlingMessages,
  ...nameMessages,
  ...queryMessages,
  ...sourceMessages,
  ...statementMessages,
  ...valueMessages,
};

/** The sentence for a condition with `<parameter>` in it; a condition without a sentence of its own gets one from its name. */
export function messageTemplate(name: string, parameterNames: readonly string[]): string {
  return messageTemplates[name] ?? sentenceFromName(name, parameterNames);
}

function sentenceFromName(name: string, parameterNames: readonly string[]): string {
  const words = name.startsWith('_LEGACY_')
    ? 'the statement is not possible'
    : name.replaceAll('_', ' ').replaceAll('.', ': ').toLowerCase();
  const details = parameterNames.map((parameter) => `${parameter} = <${parameter}>`).join(', ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${details === '' ? '' : ` (${details})`}.`;
}
