export { Deferred } from './deferred.ts';
export type { ExecutorBackend, ExecutorChange, ExecutorInfo, RunningTask, TaskEnd } from './executor-backend.ts';
export { exceptionFailure } from './task-end-reason.ts';
export { TaskScheduler, type TaskSchedulerOptions } from './task-scheduler.ts';
export { FetchFailure, type Judgement, type TaskSet, type TaskSetRun } from './task-set.ts';
