import type { InternalValue } from '@kindling/protocol';
import { floorDivide } from '../calendar.ts';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

export const timeWindowBodies: readonly RuntimeBody[] = [
  /** All windows that an instant is in, the latest first. */
  runtimeBodyOf('time_windows', ({ options }) => {
    const [size, slide, start] = ['size', 'slide', 'start'].map((name) => BigInt(options[name] as bigint)) as [bigint, bigint, bigint];
    return (micros: bigint) => {
      const windows: InternalValue[] = [];
      for (let from = start + floorDivide(micros - start, slide) * slide; from + size > micros; from -= slide)
        windows.push([from, from + size]);
      return windows;
    };
  }),
];
