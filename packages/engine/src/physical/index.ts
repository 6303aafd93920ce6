export type * from './fragment.ts';
export type * from './task.ts';
