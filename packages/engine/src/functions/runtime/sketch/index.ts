import type { RuntimeAggregate, RuntimeBody } from '../runtime-body.ts';
import { countAggregates, countBodies } from './count-bodies.ts';
import { hllAggregates, hllBodies } from './hll-bodies.ts';
import { kllAggregates, kllBodies } from './kll-bodies.ts';
import { thetaAggregates, thetaBodies } from './theta-bodies.ts';
import { tupleAggregates, tupleBodies } from './tuple-bodies.ts';

export const sketchBodies: readonly RuntimeBody[] = [...thetaBodies, ...tupleBodies, ...hllBodies, ...kllBodies, ...countBodies];
export const sketchAggregates: readonly RuntimeAggregate[] = [
  ...thetaAggregates,
  ...tupleAggregates,
  ...hllAggregates,
  ...kllAggregates,
  ...countAggregates,
];
