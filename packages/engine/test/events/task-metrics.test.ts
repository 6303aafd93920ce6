import { expect, it } from 'vitest';
import { addTaskMetrics, emptyTaskMetrics, notStored, peakExecutorMetrics, type TaskMetrics } from '../../src/events/index.ts';

const block = { blockId: 'rdd_1_0', status: { storageLevel: notStored, memorySizeBytes: 1, diskSizeBytes: 2 } };
const one: TaskMetrics = {
  ...emptyTaskMetrics,
  executorRunTimeMs: 3,
  peakExecutionMemoryBytes: 100,
  input: { bytesRead: 5, recordsRead: 7 },
  shuffleRead: {
    ...emptyTaskMetrics.shuffleRead,
    localBytesRead: 11,
    pushBased: { ...emptyTaskMetrics.shuffleRead.pushBased, localMergedBytesRead: 13 },
  },
  updatedBlocks: [block],
};

it('adds every figure, at every depth, and changes neither side', () => {
  const before = structuredClone(one);
  const sum = addTaskMetrics(one, one);
  expect(sum).toEqual({
    ...emptyTaskMetrics,
    executorRunTimeMs: 6,
    peakExecutionMemoryBytes: 200,
    input: { bytesRead: 10, recordsRead: 14 },
    shuffleRead: {
      ...emptyTaskMetrics.shuffleRead,
      localBytesRead: 22,
      pushBased: { ...emptyTaskMetrics.shuffleRead.pushBased, localMergedBytesRead: 26 },
    },
    updatedBlocks: [block, block],
  });
  expect(one).toEqual(before);
});

it('has an empty value that adds nothing', () => {
  expect(addTaskMetrics(one, emptyTaskMetrics)).toEqual(one);
  expect(addTaskMetrics(emptyTaskMetrics, one)).toEqual(one);
});

it('keeps the higher figure of an executor', () => {
  expect(peakExecutorMetrics({ JVMHeapMemory: 5, MinorGCCount: 1 }, { JVMHeapMemory: 3, TotalGCTime: 2 })).toEqual({
    JVMHeapMemory: 5,
    MinorGCCount: 1,
    TotalGCTime: 2,
  });
});
