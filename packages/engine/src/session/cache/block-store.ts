import { randomUUID } from 'node:crypto';
import { accessSync, constants, statfsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { type BlockUpdatedInfo, notStored, type SparkEvent, type StorageLevel } from '../../events/index.ts';
import { ApplicationFolder, detachBlock, pathExists } from '../../executor/index.ts';
import type { CacheOutput } from '../../physical/index.ts';
import type { CachedBlock } from '../../plan/index.ts';

export interface BlockStoreOptions {
  /** Memory for execution and storage together. */
  readonly memoryBytes: number;
  /** Part of it that storage keeps whatever execution needs. */
  readonly storageFraction: number;
  /** A file system in memory, where there is one. */
  readonly memoryRoot?: string;
  /** A folder on disk that goes with the application. */
  diskFolder(): string;
  post(event: SparkEvent): void;
}

/** What blocks belong to. */
export interface BlockOwner {
  readonly rddId: number;
  readonly level: StorageLevel;
  /** Counts up with every use. */
  readonly lastUsed: number;
  /** Whether a block of it can be made without the others. */
  readonly isDivisible: boolean;
  /** A folder on disk of its own. */
  readonly directory?: string;
}

/** A block on this machine. */
export interface StoredBlock {
  readonly owner: BlockOwner;
  cached: CachedBlock;
  isInMemory: boolean;
  /** Queries that read it: it stays where it is. */
  users: number;
  /** Nobody gets it any more; it goes when its last user does. */
  isDropped: boolean;
}

/** Where Linux has a file system in memory. */
const SHARED_MEMORY = '/dev/shm';
/** Share of the room on a file system that is used. */
const SHARE_OF_ROOM = 0.9;

/** The file system in memory, if this process may write to it. */
export function findMemoryRoot(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    accessSync(SHARED_MEMORY, constants.W_OK);
    return SHARED_MEMORY;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/**
 * The files of cached blocks: those in memory on a file system in memory, where there is one, else in files that the system keeps in its
 * own cache. When storage has more than its memory, the blocks that were not used for the longest time go to disk, or go.
 */
export class BlockStore implements AsyncDisposable {
  readonly #options: BlockStoreOptions;
  readonly #blocks = new Set<StoredBlock>();
  #memoryFolder: ApplicationFolder | undefined;
  #memoryBytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: BlockStoreOptions) {
    this.#options = options;
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /**
   * Most bytes in memory. The protected part is never taken away; the rest is lent while the machine has so much memory to spare that
   * execution could take all of its own, and taken back, by the next query, when it has not.
   */
  get limitBytes(): number {
    const { memoryBytes, storageFraction, memoryRoot } = this.#options;
    const protectedBytes = memoryBytes * storageFraction;
    const spareBytes = process.availableMemory?.() ?? freemem();
    const limit = spareBytes >= memoryBytes - protectedBytes ? memoryBytes : protectedBytes;
    if (memoryRoot === undefined) return limit;
    const { bavail, bsize } = statfsSync(memoryRoot);
    return Math.min(limit, this.#memoryBytes + bavail * bsize * SHARE_OF_ROOM);
  }

  /** Where a task puts a new block; `expectedBytes` are on their way to memory already, with this one. */
  newOutput(owner: BlockOwner, partition: number, expectedBytes: number, pieceBytes: number): CacheOutput {
    const name = `rdd_${owner.rddId}_${partition}_${randomUUID().slice(0, 8)}`;
    const onDisk = join(owner.directory ?? this.#options.diskFolder(), name);
    if (!owner.level.useMemory || owner.directory !== undefined) return { kind: 'cache', path: onDisk, pieceBytes };
    let held = 0;
    for (const block of this.#blocks) if (block.isInMemory && block.users > 0) held += block.cached.sizeBytes;
    if (held + expectedBytes >= this.limitBytes) return { kind: 'cache', path: onDisk, pieceBytes };
    return { kind: 'cache', path: join(this.#memoryPath(), name), otherPath: onDisk, pieceBytes };
  }

  /** Takes up a block that a task wrote, with one user. */
  add(owner: BlockOwner, cached: CachedBlock): StoredBlock {
    const isInMemory = owner.directory === undefined && owner.level.useMemory && cached.path.startsWith(this.#memoryPath());
    const block: StoredBlock = { owner, cached, isInMemory, users: 1, isDropped: false };
    this.#blocks.add(block);
    if (isInMemory) this.#memoryBytes += cached.sizeBytes;
    this.#tell(block);
    return block;
  }

  /** Takes blocks for a query, all of them or, where one is lost, none; blocks that are lost count as dropped. */
  acquire(blocks: readonly StoredBlock[]): Promise<boolean> {
    return this.#inTurn(async () => {
      const lost = await Promise.all(blocks.map(async (block) => block.isDropped || !(await pathExists(block.cached.path))));
      for (const [i, block] of blocks.entries()) if (lost[i]) await this.#drop(block);
      if (lost.includes(true)) return false;
      for (const block of blocks) block.users += 1;
      return true;
    });
  }

  /** For what nobody waits for. */
  inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
  }

  /** Ends a use of blocks; what has no place after it goes. */
  release(blocks: readonly StoredBlock[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const block of blocks) block.users -= 1;
      for (const block of blocks) {
        if (block.users > 0) continue;
        if (block.isDropped) await this.#remove(block);
        // It was computed for this use only, as memory had no room.
        else if (!block.isInMemory && !block.owner.level.useDisk) await this.#evict(block);
      }
      await this.#makeRoom();
    });
  }

  drop(blocks: readonly StoredBlock[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const block of blocks) await this.#drop(block);
    });
  }

  /** Keeps what is in memory within its limit. */
  makeRoom(): Promise<void> {
    return this.#inTurn(() => this.#makeRoom());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    this.#blocks.clear();
    await this.#memoryFolder?.[Symbol.asyncDispose]();
  }

  async #makeRoom(): Promise<void> {
    if (this.#memoryBytes === 0) return;
    const limit = this.limitBytes;
    while (this.#memoryBytes > limit) {
      const victim = this.#leastUsed();
      if (!victim) return;
      if (victim.owner.level.useDisk) await this.#moveToDisk(victim);
      else await this.#evict(victim);
    }
  }

  /** Of what was not used for the longest time, the last block: the first ones of what does not fit as a whole stay. */
  #leastUsed(): StoredBlock | undefined {
    let found: StoredBlock | undefined;
    for (const block of this.#blocks) {
      if (!block.isInMemory || block.users > 0) continue;
      const order = found ? found.owner.lastUsed - block.owner.lastUsed || block.cached.partition - found.cached.partition : 1;
      if (order > 0) found = block;
    }
    return found;
  }

  async #moveToDisk(block: StoredBlock): Promise<void> {
    const { owner, cached } = block;
    const path = join(this.#options.diskFolder(), `rdd_${owner.rddId}_${cached.partition}_${randomUUID().slice(0, 8)}`);
    try {
      await mkdir(this.#options.diskFolder(), { recursive: true });
      if (this.#options.memoryRoot === undefined) await rename(cached.path, path);
      else await copyFile(cached.path, path);
    } catch (error) {
      if (!isFull(error)) throw error;
      // Where the disk has no room either, the rows are computed again when they are needed.
      await rm(path, { force: true });
      return this.#evict(block);
    }
    await detachBlock(cached.path);
    await rm(cached.path, { force: true });
    this.#memoryBytes -= cached.sizeBytes;
    block.isInMemory = false;
    block.cached = { ...cached, path };
    this.#tell(block);
  }

  /** Drops a block, and the others with it where it cannot be made without them. */
  async #evict(block: StoredBlock): Promise<void> {
    const { owner } = block;
    if (owner.isDivisible) return this.#drop(block);
    for (const other of [...this.#blocks]) if (other.owner === owner) await this.#drop(other);
  }

  async #drop(block: StoredBlock): Promise<void> {
    block.isDropped = true;
    if (block.users === 0) await this.#remove(block);
  }

  async #remove(block: StoredBlock): Promise<void> {
    if (!this.#blocks.delete(block)) return;
    if (block.isInMemory) this.#memoryBytes -= block.cached.sizeBytes;
    await detachBlock(block.cached.path);
    await rm(block.cached.path, { force: true });
    this.#tell(block, true);
  }

  #memoryPath(): string {
    const { memoryRoot, diskFolder } = this.#options;
    if (memoryRoot === undefined) return join(diskFolder(), 'memory');
    this.#memoryFolder ??= ApplicationFolder.open(memoryRoot);
    return this.#memoryFolder.path;
  }

  #tell({ owner, cached, isInMemory }: StoredBlock, isGone = false): void {
    const { useDisk: _, useMemory: __, ...kept } = owner.level;
    const blockUpdatedInfo: BlockUpdatedInfo = {
      blockManagerId: { executorId: 'driver', host: 'localhost', port: 0 },
      blockId: `rdd_${owner.rddId}_${cached.partition}`,
      storageLevel: isGone ? notStored : { ...kept, useMemory: isInMemory, useDisk: !isInMemory },
      memorySizeBytes: !isGone && isInMemory ? cached.sizeBytes : 0,
      diskSizeBytes: isGone || isInMemory ? 0 : cached.sizeBytes,
    };
    this.#options.post({ kind: 'blockUpdated', blockUpdatedInfo });
  }

  /** One change after the other: a block that is taken is not moved at the same time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
