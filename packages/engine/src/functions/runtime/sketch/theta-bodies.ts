import type { InternalValue } from '@kindling/protocol';
import { type CallSite, plain, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf } from '../runtime-body.ts';
import type { HashSample } from './hash-sample.ts';
import { itemHasher, nominalEntries, validSketch } from './sketch-input.ts';
import { readTheta, thetaSample, writeTheta } from './theta-bytes.ts';

const DEFAULT_LOG = 12;
const sizeOf = (fn: string, { options }: CallSite): number => nominalEntries(fn, (options.logEntries as number | undefined) ?? DEFAULT_LOG);

export const readThetaFor = (fn: string, bytes: Uint8Array, size = 2 ** DEFAULT_LOG): HashSample<true> =>
  validSketch(readTheta(bytes, size), 'THETA', fn);

function setOperation(name: string, apply: (a: HashSample<true>, b: HashSample<true>) => void): RuntimeBody {
  return plain(name, (a: Uint8Array, b: Uint8Array) => {
    const first = readThetaFor(name, a);
    apply(first, readThetaFor(name, b));
    return writeTheta(first);
  });
}

export const thetaBodies: readonly RuntimeBody[] = [
  plain('theta_sketch_estimate', (bytes: Uint8Array) => BigInt(Math.round(readThetaFor('theta_sketch_estimate', bytes).estimate()))),
  plain('theta_union', (a: Uint8Array, b: Uint8Array, log: number) => {
    const union = thetaSample(nominalEntries('theta_union', log));
    for (const bytes of [a, b]) union.addAll(readThetaFor('theta_union', bytes));
    return writeTheta(union);
  }),
  setOperation('theta_intersection', (a, b) => a.intersect(b)),
  setOperation('theta_difference', (a, b) => a.subtract(b)),
];

export const thetaAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf('theta_sketch_agg', (site) => {
    const size = sizeOf('theta_sketch_agg', site);
    const hash = itemHasher(site.argTypes[0] ?? { kind: 'null' });
    return {
      init: () => thetaSample(size),
      update: (sample, value: InternalValue) => {
        const hashed = hash(value);
        if (hashed) sample.add(hashed[0] >> 1n, true);
        return sample;
      },
      combine: (target, source) => {
        target.addAll(source);
        return target;
      },
      finalize: writeTheta,
    };
  }),
  runtimeAggregateOf('theta_union_agg', (site) => {
    const size = sizeOf('theta_union_agg', site);
    return {
      init: () => thetaSample(size),
      update: (sample, bytes: Uint8Array) => {
        sample.addAll(readThetaFor('theta_union_agg', bytes));
        return sample;
      },
      combine: (target, source) => {
        target.addAll(source);
        return target;
      },
      finalize: writeTheta,
    };
  }),
  runtimeAggregateOf<HashSample<true> | undefined>('theta_intersection_agg', () => ({
    init: () => undefined,
    update: (sample, bytes: Uint8Array) => intersected(sample, readThetaFor('theta_intersection_agg', bytes)),
    combine: (target, source) => (source === undefined ? target : intersected(target, source)),
    finalize: (sample) => writeTheta(sample ?? thetaSample(2 ** DEFAULT_LOG)),
  })),
];

/** Nothing yet stands for everything. */
export function intersected<Summary>(sample: HashSample<Summary> | undefined, other: HashSample<Summary>): HashSample<Summary> {
  if (sample === undefined) return other.copy();
  sample.intersect(other);
  return sample;
}
