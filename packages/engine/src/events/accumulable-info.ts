import type { BlockStatusUpdate } from './block.ts';

/** One named figure that tasks add to. */
export interface AccumulableInfo {
  readonly id: number;
  readonly name?: string;
  /** What this task added; absent for a stage. */
  readonly update?: number | string | readonly BlockStatusUpdate[];
  /** What it has come to. */
  readonly value?: number | string | readonly BlockStatusUpdate[];
  /** Made by the engine, not by the user's program. */
  readonly internal: boolean;
  readonly countFailedValues: boolean;
  /** `sql` for a metric of a physical operator. */
  readonly metadata?: string;
}
