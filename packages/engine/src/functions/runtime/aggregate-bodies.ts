import { histogramAggregates } from './histogram.ts';
import type { RuntimeAggregate } from './runtime-body.ts';
import { sketchAggregates } from './sketch/index.ts';
import { vectorAggregates } from './vector/index.ts';
import { variantAggregates } from './variant/index.ts';

/** All JavaScript aggregates. */
export const aggregateBodies: readonly RuntimeAggregate[] = [...histogramAggregates, ...vectorAggregates, ...sketchAggregates, ...variantAggregates];
