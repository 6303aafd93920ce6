import { sparkError } from '@kindling/protocol';
import type { StorageLevel } from '../events/index.ts';
import type { CachedRelation, LogicalPlan } from '../plan/index.ts';
import { localPath } from '../sources/index.ts';
import { storageLevelNamed } from './cache/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import { expectObservations } from './observe.ts';
import type { QueryState } from './query-state.ts';

export interface CheckpointRequest {
  /** Among the application's own files instead of in `spark.checkpoint.dir`. */
  readonly isLocal: boolean;
  /** Whether its rows are computed now, not by the first query that reads them. */
  readonly isEager: boolean;
  readonly storageLevel?: StorageLevel;
}

/** Keeps the rows of a relation until `releaseCheckpoint`; what it gives reads them, and has nothing of the plan that made them. */
export async function checkpoint(
  plan: LogicalPlan,
  { isLocal, isEager, storageLevel }: CheckpointRequest,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<CachedRelation> {
  const folder = isLocal ? undefined : state.config.getOption('spark.checkpoint.dir');
  if (!isLocal && folder === undefined) throw sparkError('_LEGACY_ERROR_TEMP_3016', {});
  const analyzed = await session.analyze(plan, options.signal, state);
  expectObservations(analyzed, state);
  const { cache } = session.application;
  const level = storageLevel ?? storageLevelNamed('MEMORY_AND_DISK');
  const relation = await cache.checkpoint(
    { plan: analyzed, state },
    { level, ...(folder === undefined ? {} : { folder: localPath(folder) }) },
  );
  if (!isEager) return relation;
  try {
    await cache.materialize(relation.cacheId, session, options);
  } catch (error) {
    await cache.releaseCheckpoint(relation.cacheId);
    throw error;
  }
  return relation;
}
