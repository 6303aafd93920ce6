export { unparseDataType } from './data-type.ts';
export { unparse, unparseExpression } from './unparse.ts';
