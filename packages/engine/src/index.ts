export { Engine, type EngineOptions } from './engine.ts';
export type * from './plan/index.ts';
export { EngineSession, type ExecuteOptions, type QueryProgress, type QueryResult, type SessionOptions } from './session/index.ts';
