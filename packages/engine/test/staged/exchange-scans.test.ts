import { expect, it } from 'vitest';
import type { ExchangeFile } from '../../src/physical/index.ts';
import { exchangeScans, withEmptyPartitions } from '../../src/session/staged/exchange-scans.ts';

const part = (path: string, partition: number, rows = 1): ExchangeFile => ({
  exchangeId: 0,
  mapPartition: 0,
  partition,
  path,
  sharedBy: 4,
  sizeBytes: rows,
  rows,
  executorId: 'driver',
});

const of = (files: readonly ExchangeFile[], ...partitions: number[]) => files.filter(({ partition }) => partitions.includes(partition));

it('Files are read together when the same of their partitions are wanted, whether these have rows or not.', () => {
  const files = withEmptyPartitions([...[0, 1, 2, 3].map((n) => part('a', n)), part('b', 1), part('b', 2), part('c', 0)]);
  expect(files).toHaveLength(12);
  expect(exchangeScans(of(files, 1, 2))).toEqual([{ paths: ['a', 'b'], partitions: [1, 2] }]);
  expect(exchangeScans(of(files, 0, 1, 2, 3))).toEqual([{ paths: ['a', 'b', 'c'] }]);
});

it('Parts of a partition that was divided are read each by itself.', () => {
  const files = withEmptyPartitions([part('a', 0), part('a', 1), part('b', 0), part('b', 1)]);
  expect(exchangeScans([...of(files, 0), part('b', 1)])).toEqual([
    { paths: ['a'], partitions: [0] },
    { paths: ['b'], partitions: [0, 1] },
  ]);
});

it('A file that is one partition alone is read whole.', () => {
  const { sharedBy: _, ...alone } = part('a', 7);
  expect(exchangeScans([alone])).toEqual([{ paths: ['a'] }]);
});
