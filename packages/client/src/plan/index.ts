export { flattenWithColumns } from './flatten-with-columns.ts';
export * from './relation.ts';
export { schemaFromMessage } from './schema-from-message.ts';
