export { toRecordBatch } from './native-to-batch.ts';
export { registeredFunctionCount } from './register-runtime.ts';
export { type RunOptions, runFragment, withInputs } from './run-fragment.ts';
export { inProcessUserCode, type UserCode, type UserFunction } from './user-code.ts';
