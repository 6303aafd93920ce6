import { type DataType, type InternalValue, types } from '@kindling/protocol';
import { compareValues } from '../collation/compare-values.ts';
import { murmurInt } from '../hash/index.ts';
import { type RuntimeAggregate, runtimeAggregateOf } from '../runtime-body.ts';
import { valueKey } from '../value-key.ts';
import { valueHasher } from './hash-set-order.ts';

interface Counted {
  readonly value: InternalValue;
  count: number;
}

type Counts = Map<string, Counted>;

const FIRST_CAPACITY = 64;
const LOAD_FACTOR = 0.7;

/** Values in the order of Spark's open hash table: by the place that the hash gives, later ones stepping past those that are there. */
function inTableOrder(values: readonly Counted[], hash: (value: InternalValue) => number): Counted[] {
  let capacity = FIRST_CAPACITY;
  while (values.length > capacity * LOAD_FACTOR) capacity *= 2;
  const table: (Counted | undefined)[] = [];
  for (const item of values) {
    let place = murmurInt(hash(item.value), 0) & (capacity - 1);
    for (let step = 1; table[place] !== undefined; step++) place = (place + step) & (capacity - 1);
    table[place] = item;
  }
  return table.filter((item) => item !== undefined);
}

const scratch = new DataView(new ArrayBuffer(8));

/** As the JVM hashes a boxed value, which for long and double is not how Scala compares them. */
function hashCode(type: DataType): ((value: InternalValue) => number) | undefined {
  switch (type.kind) {
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'day_time_interval':
    case 'time':
      return (value) => Number(BigInt.asIntN(32, (value as bigint) ^ ((value as bigint) >> 32n)));
    case 'double':
      return (value) => {
        scratch.setFloat64(0, value as number);
        return scratch.getInt32(0) ^ scratch.getInt32(4);
      };
    case 'float':
      return (value) => {
        scratch.setFloat32(0, value as number);
        return scratch.getInt32(0);
      };
    default:
      return valueHasher(type);
  }
}

export const modeAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf<Counts>('mode', ({ argTypes, options }) => {
    const given = argTypes[0] as DataType;
    const isKeyed = options.isKeyed === true;
    const type = isKeyed && given.kind === 'struct' ? (given.fields[1]?.dataType ?? types.null) : given;
    const hash = hashCode(type);
    const winner = (counts: Counts): InternalValue => {
      const most = Math.max(0, ...Array.from(counts.values(), (item) => item.count));
      const values = Array.from(counts.values());
      if (options.tie === 'hash') {
        const ordered = hash ? inTableOrder(values, hash) : values;
        return ordered.find((item) => item.count === most)?.value ?? null;
      }
      const sign = options.tie === 'greatest' ? -1 : 1;
      const best = values.filter((item) => item.count === most).sort((a, b) => compareValues(a.value, b.value, type) * sign);
      return best[0]?.value ?? null;
    };
    const add = (counts: Counts, key: string, value: InternalValue, count: number): void => {
      const known = counts.get(key);
      if (known) known.count += count;
      else counts.set(key, { value, count });
    };
    return {
      init: () => new Map(),
      update: (counts, item: InternalValue) => {
        if (!isKeyed) add(counts, valueKey(item), item, 1);
        else {
          const [key, value] = item as [string | null, InternalValue];
          if (key !== null) add(counts, key, value, 1);
        }
        return counts;
      },
      combine: (target, source) => {
        for (const [key, { value, count }] of source) add(target, key, value, count);
        return target;
      },
      finalize: winner,
    };
  }),
];
