import type { RuntimeAggregate } from './runtime-body.ts';

/** All JavaScript aggregates. */
export const aggregateBodies: readonly RuntimeAggregate[] = [];
