export type * from './data-source.ts';
