export { LocalBackend, type LocalBackendOptions } from './local-backend.ts';
export { ApplicationFolder } from './process/application-folder.ts';
export { executorProgram } from './process/executor-program.ts';
export { ProcessBackend, type ProcessBackendOptions } from './process/process-backend.ts';
export { queryRows } from './query-rows.ts';
export { registeredFunctionCount } from './register-runtime.ts';
export { type RunOptions, runFragment } from './run-fragment.ts';
export { duckDbZone } from './time-zone.ts';
export { inProcessUserCode, type UserCode, type UserCodeOptions } from './user-code.ts';
