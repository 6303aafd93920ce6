export { bindParameters } from './analysis/index.ts';
export { applicationSettings, parseBytes, SessionConfig } from './config/index.ts';
export { Engine, type EngineOptions } from './engine.ts';
export * from './events/index.ts';
export type * from './plan/index.ts';
export { canonicalPlan, isCommand, samePlan, walkPlan } from './plan/index.ts';
export {
  EngineSession,
  type ExecuteOptions,
  type Observation,
  type QueryLabels,
  type QueryProgress,
  type QueryResult,
  type SessionOptions,
} from './session/index.ts';
