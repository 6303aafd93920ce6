import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SparkEvent, StorageLevel } from '../../src/index.ts';
import { type BlockOwner, BlockStore, type StoredBlock } from '../../src/session/cache/block-store.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'kindling-blocks-'));
let root: string;
let events: SparkEvent[];
let store: BlockStore;

beforeEach(() => {
  root = folder();
  events = [];
  // As on a system without a file system in memory.
  store = new BlockStore({ memoryBytes: 1000, storageFraction: 0.5, diskFolder: () => root, post: (event) => events.push(event) });
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

function owner(rddId: number, level: Partial<StorageLevel> = {}, isDivisible = true): BlockOwner {
  const storageLevel = { useDisk: true, useMemory: true, useOffHeap: false, deserialized: false, replication: 1, ...level };
  return { rddId, level: storageLevel, lastUsed: rddId, isDivisible };
}

function write(to: BlockOwner, partition: number, sizeBytes: number): StoredBlock {
  const { path } = store.newOutput(to, partition, 0, 16_384);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, new Uint8Array(sizeBytes));
  return store.add(to, { partition, path, rows: 1, sizeBytes });
}

it('moves blocks that were not used for the longest time to disk, as far as it has to', async () => {
  const [old, recent] = [owner(1), owner(2)];
  const blocks = [write(old, 0, 400), write(old, 1, 400), write(recent, 0, 400)];
  await store.release(blocks);
  expect(blocks.map((block) => block.isInMemory)).toEqual([true, false, true]);
  expect(store.memoryBytes).toBe(800);
  for (const block of blocks) expect(existsSync(block.cached.path)).toBe(true);
  expect(events.at(-1)).toMatchObject({
    kind: 'blockUpdated',
    blockUpdatedInfo: { blockId: 'rdd_1_1', memorySizeBytes: 0, diskSizeBytes: 400, storageLevel: { useDisk: true, useMemory: false } },
  });
});

it('drops blocks that may not be on disk, and never one that is read', async () => {
  const memoryOnly = { useDisk: false };
  const [old, recent] = [owner(1, memoryOnly), owner(2, memoryOnly)];
  const read = write(old, 0, 600);
  const other = write(recent, 0, 600);
  await store.release([other]);
  expect([read.isDropped, other.isDropped]).toEqual([false, true]);
  expect(await store.acquire([read, other])).toBe(false);
  expect(await store.acquire([read])).toBe(true);
  await store.drop([read]);
  expect(existsSync(read.cached.path)).toBe(true);
  await store.release([read]);
  await store.release([read]);
  expect(existsSync(read.cached.path)).toBe(false);
  expect(store.memoryBytes).toBe(0);
});

it('drops all blocks of what cannot be computed by halves', async () => {
  const whole = owner(1, { useDisk: false }, false);
  const blocks = [write(whole, 0, 600), write(whole, 1, 600)];
  await store.release(blocks);
  expect(blocks.every((block) => block.isDropped)).toBe(true);
  expect(readdirSync(join(root, 'memory'))).toEqual([]);
});

it('writes to disk what memory has no room for besides what is read', () => {
  const [first, second] = [owner(1), owner(2)];
  write(first, 0, 1200);
  const output = store.newOutput(second, 0, 100, 16_384);
  expect(dirname(output.path)).toBe(root);
  expect(output.otherPath).toBeUndefined();
});
