export { PARTITION_COLUMN } from './block.ts';
export { planFragment } from './plan-fragment.ts';
export { RAISE_PREFIX, RAISE_SEPARATOR } from './lowering.ts';
export type { Lowering } from './lowering.ts';
export type { PlannerContext } from './planner-context.ts';
