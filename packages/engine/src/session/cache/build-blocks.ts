import { rm } from 'node:fs/promises';
import { sparkError } from '@kindling/protocol';
import type { StagedQuery, TaskResult } from '../../physical/index.ts';
import { sizeBytes } from '../../planner/index.ts';
import type { EngineSession, ExecuteOptions } from '../engine-session.ts';
import { RunnablePlan } from '../runnable-plan.ts';
import { stagedResults, stagesOf } from '../staged/run-staged.ts';
import type { BlockStore, StoredBlock } from './block-store.ts';
import type { CachedPlan } from './cached-plan.ts';

/** DuckDB's own size of pieces, and its smallest, which wastes less where a block has few rows. */
const PIECE_BYTES = 262_144;
const SMALL_PIECE_BYTES = 16_384;
const SMALL_PLAN_BYTES = 64 * 1024 * 1024;

/** Computes the blocks of an entry that it lacks: those that are lost by their own tasks, where these need no other stage. Each has one user. */
export async function buildBlocks(
  entry: CachedPlan,
  store: BlockStore,
  session: EngineSession,
  options: ExecuteOptions,
): Promise<readonly StoredBlock[]> {
  const { computation } = entry;
  if (!computation) {
    const lost = entry.blocks?.find((block) => block.isDropped);
    const rddBlockId = `rdd_${entry.rddId}_${lost?.cached.partition ?? 0}`;
    throw sparkError('CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND', { rddBlockId });
  }
  const { plan, state } = computation;
  await using runnable = await RunnablePlan.prepare(plan, session, state, options, entry);
  entry.isDivisible = isDivisible(stagesOf(runnable.plan, state));
  const kept = await keptBlocks(entry, store);
  const blocks = new Map(kept.map((block) => [block.cached.partition, block]));
  const written: string[] = [];
  const pieceBytes = sizeBytes(runnable.plan) < SMALL_PLAN_BYTES ? SMALL_PIECE_BYTES : PIECE_BYTES;
  let onTheirWay = 0;
  const output = (partition: number) => {
    const sizes = [...blocks.values()].map((block) => block.cached.sizeBytes);
    const average = sizes.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, sizes.length);
    onTheirWay += 1;
    const made = store.newOutput(entry, partition, average * onTheirWay, pieceBytes);
    written.push(made.path, ...(made.otherPath === undefined ? [] : [made.otherPath]));
    return made;
  };
  const onSuccess = (partition: number, { cachedBlock }: TaskResult) => {
    onTheirWay -= 1;
    if (!cachedBlock) return;
    blocks.set(partition, store.add(entry, cachedBlock));
    store.inBackground(store.makeRoom());
  };
  const dropAll = async () => {
    const made = [...blocks.values()];
    blocks.clear();
    await store.drop(made);
    await store.release(made);
  };
  const done = new Map(kept.map((block) => [block.cached.partition, noResult]));
  const call = { name: 'cache', reason: 'blocks are kept by partition' };
  try {
    const results = await stagedResults(runnable.plan, output, call, session, state, options, { done, onSuccess, onRetry: dropAll });
    return results.map((_, partition) => blocks.get(partition) as StoredBlock);
  } catch (error) {
    await dropAll();
    throw error;
  } finally {
    // Attempts that lost against another one may have left theirs.
    const taken = new Set([...blocks.values()].map((block) => block.cached.path));
    await Promise.all(written.filter((path) => !taken.has(path)).map((path) => rm(path, { force: true })));
  }
}

const noResult: TaskResult = { exchangeFiles: [], writtenFiles: [], operators: [] };

/** Blocks that need not be made again. */
async function keptBlocks(entry: CachedPlan, store: BlockStore): Promise<readonly StoredBlock[]> {
  const there = (entry.blocks ?? []).filter((block) => !block.isDropped);
  if (entry.isDivisible && (await store.acquire(there))) return there;
  await store.drop(there);
  return [];
}

/** Whether the tasks that give the rows read nothing that other tasks make: each of them can run again alone, with the same rows. */
function isDivisible({ root, exchanges }: StagedQuery): boolean {
  return (
    exchanges.size === 0 &&
    root.pieces.every(({ source }) => source.kind !== 'cached' && source.kind !== 'staged' && source.kind !== 'exchanges')
  );
}
