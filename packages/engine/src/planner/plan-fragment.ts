import { types } from '@kindling/protocol';
import type { Fragment } from '../physical/index.ts';
import { type LogicalPlan, mostRows, type SortOrder, schemaOf } from '../plan/index.ts';
import { PlanLowering } from './lower-plan.ts';
import { Lowering } from './lowering.ts';
import { type RowPartitioning, sampledKeys } from './partition-number.ts';
import type { PlannerContext } from './planner-context.ts';

export interface FragmentOptions {
  readonly mode: 'fast' | 'checked';
  /** Number of the partition that the fragment computes; 0 where there is only one. */
  readonly partition?: number;
  /** Adds, as the last column, the number of the partition that a row goes to. */
  readonly partitioning?: RowPartitioning;
  /** Instead of the rows, some of their sort keys. */
  readonly sampledOrder?: readonly SortOrder[];
}

/** What DuckDB hands out as one chunk. */
const SMALL_ROWS = 2048;

/** Plans a whole resolved relation as one DuckDB statement, its result's columns named w0, w1, … */
export function planFragment(plan: LogicalPlan, context: PlannerContext, options: FragmentOptions): Fragment {
  const planners: PlanLowering[] = [];
  const lowering = new Lowering(options.mode, options.partition ?? 0, (subplan) => (planners[0] as PlanLowering).subquery(subplan));
  const planner = new PlanLowering(lowering, context, false);
  planners.push(planner);
  const query = options.sampledOrder
    ? sampledKeys(planner, planner.block(plan), options.sampledOrder)
    : planner.query(plan, (_, position) => `w${position}`, options.partitioning);
  return {
    kind: 'fragment',
    query: options.sampledOrder ? { ctes: [...planner.ctes, ...query.ctes], body: query.body } : query,
    schema: options.sampledOrder ? types.struct([types.field('key', types.binary, false)]) : schemaOf(plan),
    isSmall: !options.sampledOrder && (mostRows(plan) ?? Number.POSITIVE_INFINITY) <= SMALL_ROWS,
    runtimeFunctions: [...lowering.runtimeFunctions.values()],
    inputs: lowering.inputs,
    blocks: [...lowering.blocks.values()],
    raiseSites: lowering.raiseSites,
  };
}
