export { BatchQueue, sizeOf } from './batch-queue.ts';
export { toRecordBatch } from './native-to-batch.ts';
export { queryRows } from './query-rows.ts';
export { registeredFunctionCount } from './register-runtime.ts';
export { type RunOptions, runFragment, withInputs } from './run-fragment.ts';
export { runTask, type TaskEnvironment, type TaskRun, type TaskRunEnd } from './run-task.ts';
export { TaskSlot, type TaskSlotOptions } from './task-slot.ts';
export { duckDbZone } from './time-zone.ts';
export { inProcessUserCode, type UserCode, type UserFunction } from './user-code.ts';
