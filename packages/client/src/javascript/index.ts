export { type CompileResult, compileFunction } from './compile/compile-function.ts';
export { toMessage, toSql } from './compile/spark-expression.ts';
export { freeVariables } from './free-variables.ts';
export { functionText, type TextOfFunction } from './function-text.ts';
export { mentionsNull } from './mentions-null.ts';
