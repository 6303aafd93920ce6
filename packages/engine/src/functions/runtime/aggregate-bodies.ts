import { modeAggregates } from './collection/index.ts';
import { histogramAggregates } from './histogram.ts';
import { hyperLogLogAggregates } from './hyper-log-log.ts';
import { momentAggregates } from './moments.ts';
import type { RuntimeAggregate } from './runtime-body.ts';
import { sketchAggregates } from './sketch/index.ts';
import { userAggregates } from './user/index.ts';
import { variantAggregates } from './variant/index.ts';
import { vectorAggregates } from './vector/index.ts';

/** All JavaScript aggregates. */
export const aggregateBodies: readonly RuntimeAggregate[] = [
  ...hyperLogLogAggregates,
  ...histogramAggregates,
  ...momentAggregates,
  ...vectorAggregates,
  ...sketchAggregates,
  ...variantAggregates,
  ...userAggregates,
  ...modeAggregates,
];
