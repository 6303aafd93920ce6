import { type InternalValue, sparkError } from '@kindling/protocol';
import { plain, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf } from '../runtime-body.ts';
import { DEFAULT_KLL_SIZE, type KllKind, KllSketch } from './kll-sketch.ts';
import { validSketch } from './sketch-input.ts';

const LEAST_SIZE = 8;
const MOST_SIZE = 65_535;

function checkedSize(fn: string, size: number | undefined): number {
  if (size === undefined || (size >= LEAST_SIZE && size <= MOST_SIZE)) return size ?? DEFAULT_KLL_SIZE;
  throw sparkError('KLL_SKETCH_K_OUT_OF_RANGE', { functionName: `\`${fn}\``, k: String(size) });
}

type Item = bigint | number;

/** One question or an array of them. */
const each = (asked: InternalValue, answer: (one: Item) => InternalValue): InternalValue =>
  Array.isArray(asked) ? asked.map((one) => (one === null ? null : answer(one as Item))) : answer(asked as Item);

function bodiesOf(kind: KllKind): readonly RuntimeBody[] {
  const named = (fact: string): string => `kll_sketch_${fact}_${kind}`;
  const read = (fn: string, bytes: Uint8Array): KllSketch => validSketch(KllSketch.read(bytes, kind), 'KLL', fn);
  return [
    plain(named('to_string'), (bytes: Uint8Array) => read(named('to_string'), bytes).toString()),
    plain(named('get_n'), (bytes: Uint8Array) => read(named('get_n'), bytes).count),
    plain(named('merge'), (a: Uint8Array, b: Uint8Array) => {
      const sketch = read(named('merge'), a);
      sketch.merge(read(named('merge'), b));
      return sketch.toBytes();
    }),
    plain(named('get_quantile'), (bytes: Uint8Array, shares: InternalValue) => {
      const fn = named('get_quantile');
      const sketch = read(fn, bytes);
      return each(shares, (share) => {
        if (!(share >= 0 && share <= 1)) throw sparkError('KLL_SKETCH_INVALID_QUANTILE_RANGE', { functionName: `\`${fn}\`` });
        return validSketch(sketch.quantile(share as number), 'KLL', fn);
      });
    }),
    plain(named('get_rank'), (bytes: Uint8Array, items: InternalValue) => {
      const sketch = read(named('get_rank'), bytes);
      return each(items, (item) => validSketch(sketch.count === 0n ? undefined : sketch.rank(item), 'KLL', named('get_rank')));
    }),
  ];
}

function aggregatesOf(kind: KllKind): readonly RuntimeAggregate[] {
  const combine = (target: KllSketch, source: KllSketch): KllSketch => {
    target.merge(source);
    return target;
  };
  const [agg, mergeAgg] = [`kll_sketch_agg_${kind}`, `kll_merge_agg_${kind}`];
  return [
    runtimeAggregateOf(agg, ({ options }) => {
      const size = checkedSize(agg, options.size as number | undefined);
      return {
        init: () => new KllSketch(kind, size),
        update: (sketch, value: number | bigint) => {
          sketch.add(kind === 'bigint' ? BigInt(value) : Number(value));
          return sketch;
        },
        combine,
        finalize: (sketch) => sketch.toBytes(),
      };
    }),
    runtimeAggregateOf<KllSketch | undefined>(mergeAgg, ({ options }) => {
      const size = options.size === undefined ? undefined : checkedSize(mergeAgg, options.size as number);
      const merged = (state: KllSketch | undefined, other: KllSketch): KllSketch =>
        combine(state ?? new KllSketch(kind, size ?? other.size), other);
      return {
        init: () => undefined,
        update: (state, bytes: Uint8Array) => merged(state, validSketch(KllSketch.read(bytes, kind), 'KLL', mergeAgg)),
        combine: (target, source) => (source === undefined ? target : merged(target, source)),
        finalize: (state) => (state ?? new KllSketch(kind, size)).toBytes(),
      };
    }),
  ];
}

const kinds: readonly KllKind[] = ['bigint', 'double', 'float'];
export const kllBodies: readonly RuntimeBody[] = kinds.flatMap(bodiesOf);
export const kllAggregates: readonly RuntimeAggregate[] = kinds.flatMap(aggregatesOf);
