import { SparkError } from '@kindling/protocol';
import type { TempView } from '../catalog/index.ts';
import type { LogicalPlan } from '../plan/index.ts';
import type { EngineSession } from './engine-session.ts';

/** A temporary view is about to go, or to become another one: its rows are not kept for it any more. */
export async function uncacheView(view: TempView, session: EngineSession): Promise<void> {
  const { cache } = session.application;
  if (cache.isEmpty) return;
  const read: LogicalPlan = { kind: 'unresolvedTable', nameParts: view.name, options: {} };
  try {
    await cache.remove(await session.analyze(read, new AbortController().signal), { cascade: false });
  } catch (error) {
    // A view of something that is not there any more has no rows.
    if (!(error instanceof SparkError)) throw error;
  }
}
