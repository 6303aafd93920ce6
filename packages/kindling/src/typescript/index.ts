/** Programs in TypeScript: compiling them, keeping what was compiled, running it. */
export { importTypeScript } from './import-program.ts';
export { isTypeScript } from './module-files.ts';
