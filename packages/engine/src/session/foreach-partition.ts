import { sparkError } from '@kindling/protocol';
import { optimize } from '../optimizer/index.ts';
import type { ForeachPartition } from '../plan/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import type { QueryState } from './query-state.ts';
import { stagedResults } from './staged/run-staged.ts';

/** Gives every partition's rows to the user's function, on the executors; the first failure ends it. */
export async function foreachPartition(
  command: ForeachPartition,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<void> {
  if (!session.userCode())
    throw sparkError('KINDLING_USER_CODE_NOT_ALLOWED', { functionName: command.each === 'row' ? 'foreach' : 'foreachPartition' });
  const analyzed = await session.analyze(command.child, options.signal, state);
  const { source, params, each } = command;
  await stagedResults(
    optimize(analyzed, state.config),
    () => ({ kind: 'userFunction', source, params, each }),
    { name: each === 'row' ? 'foreach' : 'foreachPartition', reason: 'a function runs over each partition' },
    session,
    state,
    options,
  );
}
