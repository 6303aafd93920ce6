export { freeVariables } from './free-variables.ts';
export { functionText } from './function-text.ts';
