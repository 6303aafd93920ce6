export { csv } from './csv-source.ts';
