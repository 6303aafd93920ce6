export { commandOf, type ServiceCommand } from './command.ts';
export { notSet, notSupported } from './invalid-plan.ts';
export { relationOf } from './relation.ts';
export type { TranslationContext } from './translation-context.ts';
