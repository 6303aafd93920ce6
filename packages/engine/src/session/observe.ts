import { type InternalValue, internalRowsOf, type StructType } from '@kindling/protocol';
import { observedIn } from '../analysis/index.ts';
import type { LogicalPlan } from '../plan/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import type { QueryState } from './query-state.ts';

/** What a query observed of its rows: `df.observe(name, …)`. */
export interface Observation {
  readonly name: string;
  /** Of the DataFrame that observes. */
  readonly planId?: number;
  readonly schema: StructType;
  readonly values: readonly InternalValue[];
}

/** Remembers what a plan observes whose rows are about to be made. */
export function expectObservations(analyzed: LogicalPlan, state: QueryState): void {
  for (const node of observedIn(analyzed)) state.observed.set(node.name, node);
}

/**
 * The metrics that a query observed. Each is a query of its own over the observed rows, which reads only the columns that its metrics
 * need; random numbers have their seeds since analysis, so that it sees the rows that the query saw.
 */
export async function observations(session: EngineSession, state: QueryState, options: ExecuteOptions): Promise<readonly Observation[]> {
  const found: Observation[] = [];
  for (const { name, planId, metrics, child } of [...state.observed.values()]) {
    const { schema, batches } = session.executeResolved(
      { kind: 'aggregate', grouping: [], groupingKind: { kind: 'groupBy' }, list: metrics, child },
      state,
      { signal: options.signal },
    );
    const rows: (readonly InternalValue[])[] = [];
    for await (const batch of batches) rows.push(...internalRowsOf(batch));
    found.push({ name, ...(planId === undefined ? {} : { planId }), schema, values: rows[0] ?? [] });
  }
  return found;
}
