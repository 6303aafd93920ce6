import { type RecordBatch, sparkError } from '@kindling/protocol';
import type { ForeachPartition } from '../plan/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import type { QueryState } from './query-state.ts';
import { StagedRelation } from './staged-relation.ts';

/** Gives every partition's rows to the user's function; the first failure ends it. */
export async function foreachPartition(
  command: ForeachPartition,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<void> {
  const userCode = session.userCode();
  if (!userCode)
    throw sparkError('KINDLING_USER_CODE_NOT_ALLOWED', { functionName: command.each === 'row' ? 'foreach' : 'foreachPartition' });
  const analyzed = await session.analyze(command.child, options.signal, state);
  await using staged = await StagedRelation.stage(analyzed, session, state, options);
  for (let partition = 0; partition < staged.partitionCount; partition++) {
    options.signal.throwIfAborted();
    const batches: RecordBatch[] = [];
    for await (const batch of staged.rows(partition, options.signal)) batches.push(batch);
    await userCode.runPartition(command, partition, batches);
  }
}
