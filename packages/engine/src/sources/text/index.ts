export { text } from './text-source.ts';
