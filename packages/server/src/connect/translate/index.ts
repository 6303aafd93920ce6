export { commandOf, type ServiceCommand } from './command.ts';
export { invalidEnum, notSet, notSupported } from './invalid-plan.ts';
export { literalMessageOf } from './literal-message.ts';
export { relationOf } from './relation.ts';
export type { TranslationContext } from './translation-context.ts';
