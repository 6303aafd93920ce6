export type * from './fragment.ts';
export type * from './stage-plan.ts';
export type * from './task.ts';
