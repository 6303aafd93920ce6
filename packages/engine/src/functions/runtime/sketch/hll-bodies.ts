import { type InternalValue, sparkError } from '@kindling/protocol';
import { plain, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf } from '../runtime-body.ts';
import { couponOf, HllSketch } from './hll-sketch.ts';
import { itemHasher, validSketch } from './sketch-input.ts';

const LEAST_LOG = 4;
const MOST_LOG = 21;
const DEFAULT_LOG = 12;

function checkedLog(fn: string, log: number): number {
  if (log >= LEAST_LOG && log <= MOST_LOG) return log;
  throw sparkError('HLL_INVALID_LG_K', { function: `\`${fn}\``, min: String(LEAST_LOG), max: String(MOST_LOG), value: String(log) });
}

const read = (fn: string, bytes: Uint8Array): HllSketch => validSketch(HllSketch.read(bytes), 'HLL', fn);

/** Sketches of different sizes meet at the smaller one, where that is allowed. */
function merged(fn: string, a: HllSketch, b: HllSketch, allowDifferent: boolean): HllSketch {
  if (a.logSize !== b.logSize && !allowDifferent) {
    throw sparkError('HLL_UNION_DIFFERENT_LG_K', { left: String(a.logSize), right: String(b.logSize), function: `\`${fn}\`` });
  }
  const union = a.folded(Math.min(a.logSize, b.logSize));
  union.merge(b);
  return union;
}

export const hllBodies: readonly RuntimeBody[] = [
  plain('hll_sketch_estimate', (bytes: Uint8Array) => BigInt(Math.round(read('hll_sketch_estimate', bytes).estimate()))),
  plain('hll_union', (a: Uint8Array, b: Uint8Array, allowDifferent: boolean) =>
    merged('hll_union', read('hll_union', a), read('hll_union', b), allowDifferent).toBytes(),
  ),
];

export const hllAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf('hll_sketch_agg', ({ argTypes, options }) => {
    const log = checkedLog('hll_sketch_agg', (options.logSize as number | undefined) ?? DEFAULT_LOG);
    const hash = itemHasher(argTypes[0] ?? { kind: 'null' });
    return {
      init: () => new HllSketch(log),
      update: (sketch, value: InternalValue) => {
        const hashed = hash(value);
        if (hashed) sketch.add(couponOf(hashed));
        return sketch;
      },
      combine: (target, source) => {
        target.merge(source);
        return target;
      },
      finalize: (sketch) => sketch.toBytes(),
    };
  }),
  runtimeAggregateOf<HllSketch | undefined>('hll_union_agg', ({ options }) => {
    const allowDifferent = options.allowDifferent === true;
    const join = (state: HllSketch | undefined, other: HllSketch): HllSketch =>
      state === undefined ? other.folded(other.logSize) : merged('hll_union_agg', state, other, allowDifferent);
    return {
      init: () => undefined,
      update: (state, bytes: Uint8Array) => join(state, read('hll_union_agg', bytes)),
      combine: (target, source) => (source === undefined ? target : join(target, source)),
      finalize: (state) => (state ?? new HllSketch(DEFAULT_LOG)).toBytes(),
    };
  }),
];
