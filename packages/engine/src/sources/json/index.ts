export { json } from './json-source.ts';
