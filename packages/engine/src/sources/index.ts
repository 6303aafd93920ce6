export type * from './data-source.ts';
export { dataSource } from './registry.ts';
