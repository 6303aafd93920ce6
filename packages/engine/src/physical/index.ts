export type * from './fragment.ts';
