export { PARTITION_COLUMN } from './block.ts';
export type { Lowering } from './lowering.ts';
export { RAISE_PREFIX, RAISE_SEPARATOR } from './lowering.ts';
export { planFragment } from './plan-fragment.ts';
export type { PlannerContext } from './planner-context.ts';
