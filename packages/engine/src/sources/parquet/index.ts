export { parquet } from './parquet-source.ts';
