export * from './types/index.ts';
export * from './values/index.ts';
