import { randomUUID } from 'node:crypto';
import { join, sep } from 'node:path';
import { sparkError } from '@kindling/protocol';
import type { StorageLevel } from '../../events/index.ts';
import { ApplicationFolder } from '../../executor/index.ts';
import {
  type CachedRelation,
  canonicalQuery,
  type Expression,
  type LogicalPlan,
  mapChildren,
  rewritePlanUp,
  sameCanonical,
  walkPlan,
} from '../../plan/index.ts';
import type { EngineSession, ExecuteOptions } from '../engine-session.ts';
import type { QueryState } from '../query-state.ts';
import { BlockStore, type BlockStoreOptions, type StoredBlock } from './block-store.ts';
import { buildBlocks } from './build-blocks.ts';
import { CachedPlan, type Computation, filesOf, signatureOf, signatures } from './cached-plan.ts';
import { SharedWork } from './shared-work.ts';
import { storesNothing } from './storage-levels.ts';

/** What is known of an entry, as the UI shows it. */
export interface CacheEntryInfo {
  readonly rddId: number;
  readonly name: string | undefined;
  readonly storageLevel: StorageLevel;
  readonly cachedPartitions: number;
  /** Absent before the rows were asked for. */
  readonly partitions: number | undefined;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** A plan whose cached parts are read from their blocks, which stay until `release`. */
export interface PlanWithCache {
  readonly plan: LogicalPlan;
  release(): Promise<void>;
}

export interface CheckpointOptions {
  readonly level: StorageLevel;
  /** A folder of the user's; absent for a local checkpoint. */
  readonly folder?: string;
}

/**
 * The plans that are cached, for all sessions of an engine. A plan is found again, wherever it stands in another one, when it does the
 * same with the same sources; when these have other files by then, its rows are computed anew. Nothing is computed before a query
 * needs it, and then all partitions are.
 */
export class QueryCache implements AsyncDisposable {
  readonly #store: BlockStore;
  readonly #post: BlockStoreOptions['post'];
  /** The latest first. */
  #entries: readonly CachedPlan[] = [];
  readonly #checkpoints = new Map<string, CachedPlan>();
  readonly #checkpointFolders = new Map<string, ApplicationFolder>();
  #rdds = 0;
  #uses = 0;

  constructor(options: BlockStoreOptions) {
    this.#store = new BlockStore(options);
    this.#post = options.post;
  }

  // ---------------------------------------------------------------- entries

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Keeps the rows of an analysed plan from the first query on that needs them; does nothing when they are kept already. */
  add(computation: Computation, level: StorageLevel, name?: string): void {
    if (storesNothing(level) || this.find(computation.plan)) return;
    this.#entries = [new CachedPlan(this.#rdds++, computation, level, name), ...this.#entries];
  }

  find(analyzed: LogicalPlan): CachedPlan | undefined {
    if (this.#entries.length === 0) return undefined;
    const signature = signatureOf(analyzed);
    const candidates = this.#entries.filter((entry) => entry.signature === signature);
    if (candidates.length === 0) return undefined;
    const canonical = canonicalQuery(analyzed);
    return candidates.find((entry) => sameCanonical(entry.canonical, canonical));
  }

  storageLevelOf(analyzed: LogicalPlan): StorageLevel | undefined {
    return this.find(analyzed)?.level;
  }

  /** Forgets a plan and, with `cascade`, all that are made of it. */
  async remove(analyzed: LogicalPlan, { cascade }: { readonly cascade: boolean }): Promise<void> {
    if (this.#entries.length === 0) return;
    const signature = signatureOf(analyzed);
    const canonical = canonicalQuery(analyzed);
    await this.#removeWhere(({ computation, ...entry }) => {
      if (!cascade) return entry.signature === signature && sameCanonical(entry.canonical, canonical);
      const plan = computation?.plan;
      if (!plan) return false;
      for (const [node, own] of signatures(plan)) if (own === signature && sameCanonical(canonicalQuery(node), canonical)) return true;
      return false;
    });
  }

  /** Forgets all plans that read a table or a view of the catalog. */
  async removeReading(nameParts: readonly string[]): Promise<void> {
    const wanted = nameParts.join('\u0000');
    await this.#removeWhere(({ computation }) => {
      let reads = false;
      walkPlan(computation?.plan as LogicalPlan, (node) => {
        const name = node.kind === 'fileRelation' ? node.tableName : node.kind === 'view' ? node.name : undefined;
        reads ||= name?.join('\u0000') === wanted;
        return !reads;
      });
      return reads;
    });
  }

  async clear(): Promise<void> {
    await this.#removeWhere(() => true);
  }

  /** The rows of all plans that contain this one are computed anew when they are needed. */
  async refresh(analyzed: LogicalPlan): Promise<void> {
    if (this.#entries.length === 0) return;
    const signature = signatureOf(analyzed);
    const canonical = canonicalQuery(analyzed);
    for (const entry of this.#entries) {
      const { plan } = entry.computation as Computation;
      for (const [node, own] of signatures(plan))
        if (own === signature && sameCanonical(canonicalQuery(node), canonical)) await this.#invalidate(entry);
    }
  }

  /** The same for all plans that read files below a path. */
  async refreshPath(path: string): Promise<void> {
    const isBelow = (file: string) => file === path || file.startsWith(path.endsWith(sep) ? path : `${path}${sep}`);
    for (const entry of this.#entries) {
      let reads = false;
      walkPlan((entry.computation as Computation).plan, (node) => {
        if (node.kind === 'fileRelation') reads ||= node.rootPaths.some(isBelow) || node.files.some((file) => isBelow(file.path));
      });
      if (reads) await this.#invalidate(entry);
    }
  }

  /** What there is, for the UI. */
  entries(): readonly CacheEntryInfo[] {
    return [...this.#entries, ...this.#checkpoints.values()].map(({ rddId, name, level, blocks }) => {
      const there = (blocks ?? []).filter((block) => !block.isDropped);
      const bytes = (isInMemory: boolean) =>
        there.reduce((sum, block) => sum + (block.isInMemory === isInMemory ? block.cached.sizeBytes : 0), 0);
      return {
        rddId,
        name,
        storageLevel: level,
        cachedPartitions: there.length,
        partitions: blocks?.length,
        memoryBytes: bytes(true),
        diskBytes: bytes(false),
      };
    });
  }

  /** Where the blocks of an entry lie, by partition. */
  filesOf(cacheId: string): readonly string[] {
    return (this.#entryOf(cacheId).blocks ?? []).filter((block) => !block.isDropped).map((block) => block.cached.path);
  }

  // ---------------------------------------------------------------- checkpoints

  /** Keeps the rows of a plan under an id; the relation that reads them knows nothing of the plan. */
  async checkpoint(computation: Computation, { level, folder }: CheckpointOptions): Promise<CachedRelation> {
    const rddId = this.#rdds++;
    // What is not in memory any more cannot be computed again.
    const kept = { ...level, useDisk: true };
    const directory = folder === undefined ? undefined : join(this.#checkpointFolder(folder), randomUUID(), `rdd-${rddId}`);
    const entry = new CachedPlan(rddId, computation, kept, undefined, directory);
    this.#checkpoints.set(entry.cacheId, entry);
    return entry.freshRelation(computation.plan);
  }

  async releaseCheckpoint(cacheId: string): Promise<void> {
    const entry = this.#checkpoints.get(cacheId);
    if (!entry) return;
    this.#checkpoints.delete(cacheId);
    await this.#forget(entry);
  }

  #checkpointFolder(root: string): string {
    const opened = this.#checkpointFolders.get(root) ?? ApplicationFolder.open(root);
    this.#checkpointFolders.set(root, opened);
    return opened.path;
  }

  // ---------------------------------------------------------------- queries

  /** An analysed plan whose largest cached parts are leaves; nothing is computed. */
  useCachedData(analyzed: LogicalPlan, state: QueryState, except?: CachedPlan): LogicalPlan {
    const candidates = this.#entries.filter((entry) => entry !== except);
    if (candidates.length === 0) return analyzed;
    const wanted = new Set(candidates.map((entry) => entry.signature));
    const timeZone = state.config.get('spark.sql.session.timeZone');
    const visitor = {
      plan: (node: LogicalPlan): LogicalPlan => {
        // A hint is about how its rows are used, cached or not.
        if (node.kind === 'hint') return mapChildren(node, visitor);
        // Subqueries have signatures of their own.
        const signature = known.get(node) ?? signatureOf(node);
        const canonical = wanted.has(signature) ? canonicalQuery(node) : undefined;
        const entry =
          canonical &&
          candidates.find(
            (candidate) =>
              candidate.signature === signature && candidate.timeZone === timeZone && sameCanonical(candidate.canonical, canonical),
          );
        if (!entry) return mapChildren(node, visitor);
        if (entry.files !== filesOf(node)) {
          this.#store.inBackground(this.#invalidate(entry));
          entry.replace({ plan: node, state });
        }
        return entry.relation(node);
      },
      expression: (expression: Expression): Expression => mapChildren(expression, visitor),
    };
    const known = signatures(analyzed);
    return visitor.plan(analyzed);
  }

  /** The same with blocks to read: they are computed where they are not there. */
  async withCachedData(
    analyzed: LogicalPlan,
    session: EngineSession,
    state: QueryState,
    options: ExecuteOptions,
    except?: CachedPlan,
  ): Promise<PlanWithCache> {
    const replaced = this.useCachedData(analyzed, state, except);
    const entries = this.#entriesIn(replaced);
    if (entries.length === 0) return { plan: replaced, release: async () => undefined };
    const held = new Map<string, readonly StoredBlock[]>();
    const release = () => this.#store.release([...held.values()].flat());
    try {
      for (const entry of entries) held.set(entry.cacheId, await this.#blocksOf(entry, session, options));
    } catch (error) {
      await release();
      throw error;
    }
    const plan = rewritePlanUp(replaced, (node) => {
      const blocks = node.kind === 'cachedRelation' ? held.get(node.cacheId) : undefined;
      return node.kind === 'cachedRelation' && blocks ? { ...node, blocks: blocks.map((block) => block.cached) } : node;
    });
    return { plan, release };
  }

  /** Computes the rows of an entry or a checkpoint now. */
  async materialize(cacheId: string, session: EngineSession, options: ExecuteOptions): Promise<void> {
    const entry = this.#entryOf(cacheId);
    await this.#store.release(await this.#blocksOf(entry, session, options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
    for (const folder of this.#checkpointFolders.values()) await folder[Symbol.asyncDispose]();
  }

  #entriesIn(plan: LogicalPlan): readonly CachedPlan[] {
    const ids = new Set<string>();
    walkPlan(plan, (node) => {
      if (node.kind === 'cachedRelation' && !node.blocks) ids.add(node.cacheId);
    });
    return [...ids].map((id) => this.#entryOf(id));
  }

  #entryOf(cacheId: string): CachedPlan {
    const entry = this.#checkpoints.get(cacheId) ?? this.#entries.find((candidate) => candidate.cacheId === cacheId);
    if (!entry) throw sparkError('CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND', { rddBlockId: `rdd_${cacheId}_0` });
    return entry;
  }

  /** All blocks of an entry, each with a user more. */
  async #blocksOf(entry: CachedPlan, session: EngineSession, options: ExecuteOptions): Promise<readonly StoredBlock[]> {
    this.#uses += 1;
    entry.lastUsed = this.#uses;
    const { blocks } = entry;
    if (blocks && (await this.#store.acquire(blocks))) return blocks;
    if (!entry.building || entry.building.isGivenUp) entry.building = this.#build(entry, session, options);
    return entry.building.wait(options.signal);
  }

  #build(entry: CachedPlan, session: EngineSession, options: ExecuteOptions): SharedWork<readonly StoredBlock[]> {
    const { generation } = entry;
    const work: SharedWork<readonly StoredBlock[]> = new SharedWork(
      async (signal) => {
        try {
          return await buildBlocks(entry, this.#store, session, { ...options, signal });
        } finally {
          if (entry.building === work) entry.building = undefined;
        }
      },
      (blocks, waiters) => {
        // The build itself was a user.
        for (const block of blocks) block.users += waiters;
        if (entry.generation === generation && !entry.isRemoved) {
          entry.blocks = blocks;
          if (this.#checkpoints.has(entry.cacheId)) entry.computation = undefined;
        } else this.#store.inBackground(this.#store.drop(blocks));
        this.#store.inBackground(this.#store.release(blocks));
      },
    );
    return work;
  }

  async #invalidate(entry: CachedPlan): Promise<void> {
    const { blocks = [] } = entry;
    entry.generation += 1;
    entry.blocks = undefined;
    entry.building = undefined;
    await this.#store.drop(blocks);
  }

  async #removeWhere(test: (entry: CachedPlan) => boolean): Promise<void> {
    const removed = this.#entries.filter(test);
    if (removed.length === 0) return;
    this.#entries = this.#entries.filter((entry) => !removed.includes(entry));
    for (const entry of removed) await this.#forget(entry);
  }

  async #forget(entry: CachedPlan): Promise<void> {
    entry.isRemoved = true;
    await this.#invalidate(entry);
    this.#post({ kind: 'unpersistRDD', rddId: entry.rddId });
  }
}
