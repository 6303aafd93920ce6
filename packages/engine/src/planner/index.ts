export * from './adaptive/index.ts';
export type { Lowering } from './lowering.ts';
export { RAISE_PREFIX, RAISE_SEPARATOR } from './lowering.ts';
export type { RowPartitioning } from './partition-number.ts';
export { type FragmentOptions, planFragment } from './plan-fragment.ts';
export type { ExchangeScan, PlannerContext } from './planner-context.ts';
export { cutIntoStages, type StageOptions } from './stages/cut-into-stages.ts';
export { canExchange } from './stages/exchangeable.ts';
export { sizeBytes, stageSizeBytes } from './stages/plan-size.ts';
