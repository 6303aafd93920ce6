import { describe, expect, it } from 'vitest';
import type { ExchangeFile } from '../../src/physical/index.ts';
import { coalescePartitions, splitSkewed } from '../../src/planner/index.ts';
import { boundsOf } from '../../src/session/staged/range-bounds.ts';

const MB = 1024 * 1024;

const file = (exchangeId: number, mapPartition: number, sizeBytes: number): ExchangeFile => ({
  exchangeId,
  mapPartition,
  partition: 0,
  path: `/${exchangeId}/${mapPartition}`,
  sizeBytes,
  rows: 1,
  executorId: 'driver',
});

describe('small partitions', () => {
  const options = { advisoryBytes: 64 * MB, minPartitionBytes: MB, parallelism: 2, parallelismFirst: true };

  it('are joined with their neighbours, but every core keeps a task', () => {
    const groups = coalescePartitions(
      Array.from({ length: 10 }, () => 2 * MB),
      options,
    );
    expect(groups).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
    ]);
  });

  it('come to the advisory size where parallelism does not come first', () => {
    const sizes = Array.from({ length: 10 }, () => 20 * MB);
    expect(coalescePartitions(sizes, { ...options, parallelismFirst: false })).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]);
  });

  it('never make a partition that is large larger', () => {
    expect(coalescePartitions([100 * MB, 1, 1, 100 * MB], options)).toEqual([[0], [1, 2], [3]]);
  });

  it('are one when all are empty', () => {
    expect(coalescePartitions([0, 0, 0], options)).toEqual([[0, 1, 2]]);
  });
});

describe('a skewed partition', () => {
  const options = { factor: 5, thresholdBytes: 10 * MB, targetBytes: 20 * MB };
  const large = [0, 1, 2, 3].map((map) => file(1, map, 10 * MB));
  const small = [file(2, 0, MB)];
  const files = new Map([
    [1, large],
    [2, small],
  ]);

  it('is divided by its files, each part with the whole of the other side', () => {
    const parts = splitSkewed(files, [1], new Map([[1, MB]]), options);
    expect(parts?.map((part) => [part.get(1)?.length, part.get(2)?.length])).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });

  it('stays whole where the join needs it, where others are as large, and where it is small', () => {
    expect(splitSkewed(files, [2], new Map([[2, 1]]), options)).toBeUndefined();
    expect(splitSkewed(files, [1], new Map([[1, 20 * MB]]), options)).toBeUndefined();
    expect(splitSkewed(files, [1], new Map([[1, 1]]), { ...options, thresholdBytes: 100 * MB })).toBeUndefined();
  });
});

describe('bounds of ranges', () => {
  const key = (value: number) => Uint8Array.of(value);

  it('divide the sample evenly', () => {
    expect(boundsOf([4, 1, 3, 2].map(key), 2)).toEqual([key(3)]);
  });

  it('are fewer where keys repeat, since equal rows stay together', () => {
    expect(boundsOf([7, 7, 7, 7].map(key), 4)).toEqual([key(7)]);
    expect(boundsOf([], 4)).toEqual([]);
  });
});
