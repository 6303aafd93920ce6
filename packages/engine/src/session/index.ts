export { Application } from './application.ts';
export { EngineSession, type ExecuteOptions, type QueryProgress, type QueryResult, type SessionOptions } from './engine-session.ts';
export type { Observation } from './observe.ts';
export type { QueryState } from './query-state.ts';
export type { QueryLabels } from './report/query-labels.ts';
