export * from './data-type-message.ts';
export { flattenWithColumns } from './flatten-with-columns.ts';
export * from './relation.ts';
