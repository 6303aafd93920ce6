export type { ExecutorBackend, ExecutorChange, ExecutorInfo, RunningTask, TaskEnd } from './executor-backend.ts';
export { FetchFailure, type Judgement, type TaskSet, type TaskSetRun } from './task-set.ts';
