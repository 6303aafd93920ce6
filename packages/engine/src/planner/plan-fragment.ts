import type { Fragment } from '../physical/index.ts';
import { type LogicalPlan, schemaOf } from '../plan/index.ts';
import { PlanLowering } from './lower-plan.ts';
import { Lowering } from './lowering.ts';
import type { PlannerContext } from './planner-context.ts';

export interface FragmentOptions {
  readonly mode: 'fast' | 'checked';
  /** Adds each row's partition number as the last column, where the plan has visible partitions. */
  readonly keepsPartition?: boolean;
}

/** Plans a whole resolved relation as one DuckDB statement, its result's columns named w0, w1, … */
export function planFragment(plan: LogicalPlan, context: PlannerContext, options: FragmentOptions): Fragment {
  const planners: PlanLowering[] = [];
  const lowering = new Lowering(options.mode, (subplan) => (planners[0] as PlanLowering).subquery(subplan));
  const planner = new PlanLowering(lowering, context, false);
  planners.push(planner);
  const query = planner.query(plan, (_, position) => `w${position}`, options.keepsPartition);
  return {
    kind: 'fragment',
    query,
    schema: schemaOf(plan),
    runtimeFunctions: [...lowering.runtimeFunctions.values()],
    inputs: lowering.inputs,
    raiseSites: lowering.raiseSites,
  };
}
