import { describe, expect, it } from 'vitest';
import { progressLine } from '../src/command/progress-bar.ts';

const stage = (stageId: number, numCompletedTasks: number, numTasks: number, isDone = false) => ({
  stageId: BigInt(stageId),
  numTasks: BigInt(numTasks),
  numCompletedTasks: BigInt(numCompletedTasks),
  inputBytesRead: 0n,
  isDone,
});
const progress = (stages: ReturnType<typeof stage>[], numInflightTasks = 2n) => ({
  operationId: 'a',
  stages,
  numInflightTasks,
  isDone: false,
});

describe('the bar of the terminal', () => {
  it('shows the stage at work as Spark does', () => {
    expect(progressLine(progress([stage(2, 8, 8, true), stage(3, 5, 20)]), 61)).toBe(
      '[Stage 3:=========>                            (5 + 2) / 20]',
    );
  });

  it('divides the line between stages, and fits into it', () => {
    const line = progressLine(progress([stage(1, 1, 4), stage(2, 0, 3)]), 80);
    expect(line).toMatch(/^\[Stage 1:=+> +\(1\) \/ 4\]\[Stage 2:> +\(0\) \/ 3\]$/);
    expect(line.length).toBeLessThan(80);
  });

  it('is empty when nothing is at work', () => {
    expect(progressLine(progress([stage(1, 4, 4, true)], 0n), 80)).toBe('');
  });
});
