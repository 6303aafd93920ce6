export * from './arrow/index.ts';
export * from './errors/index.ts';
export * from './types/index.ts';
export * from './values/index.ts';
