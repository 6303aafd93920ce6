export type * from './command.ts';
export type * from './expression.ts';
export type * from './logical-plan.ts';
