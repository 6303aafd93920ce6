import { sparkError } from '@kindling/protocol';
import type { ForeachPartition } from '../plan/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import { expectObservations } from './observe.ts';
import type { QueryState } from './query-state.ts';
import { RunnablePlan } from './runnable-plan.ts';
import { stagedResults } from './staged/run-staged.ts';

/** Gives every partition's rows to the user's function, on the executors; the first failure ends it. */
export async function foreachPartition(
  command: ForeachPartition,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<void> {
  const { source, params, place, each } = command;
  const name = each === 'row' ? 'foreach' : 'foreachPartition';
  if (!session.userCode()) throw sparkError('KINDLING_USER_CODE_NOT_ALLOWED', { functionName: name });
  const fn = { kind: 'map', name, each, source, params, keyCount: 0, ...(place ? { place } : {}) } as const;
  const analyzed = await session.analyze(command.child, options.signal, state);
  expectObservations(analyzed, state);
  await using runnable = await RunnablePlan.prepare(analyzed, session, state, options);
  const output = () => ({ kind: 'userFunction', fn, passedColumns: 0 }) as const;
  await stagedResults(runnable.plan, output, { name, reason: 'a function runs over each partition' }, session, state, options);
}
