import { type DataType, type InternalValue, sparkError, sqlName } from '@kindling/protocol';
import { plain, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf, runtimeBodyOf } from '../runtime-body.ts';
import { CountMinSketch } from './count-min.ts';
import { FrequentItems } from './frequent-items.ts';

const MOST_TRACKED = 1_000_000;
const BITMAP_BYTES = 4096;
const BITMAP_BITS = 8n * BigInt(BITMAP_BYTES);

interface TopOptions {
  readonly limit: number;
  readonly tracked: number;
}

function topOptions(options: Readonly<Record<string, unknown>>): TopOptions {
  const limit = (options.limit as number | undefined) ?? 5;
  const tracked = (options.tracked as number | undefined) ?? 10_000;
  for (const [argName, value] of [
    ['k', limit],
    ['maxItemsTracked', tracked],
  ] as const) {
    if (value <= 0) throw sparkError('APPROX_TOP_K_NON_POSITIVE_ARG', { argName: `\`${argName}\``, argValue: String(value) });
  }
  if (tracked > MOST_TRACKED)
    throw sparkError('APPROX_TOP_K_MAX_ITEMS_TRACKED_EXCEEDS_LIMIT', { maxItemsTracked: String(tracked), limit: String(MOST_TRACKED) });
  if (tracked < limit)
    throw sparkError('APPROX_TOP_K_MAX_ITEMS_TRACKED_LESS_THAN_K', { maxItemsTracked: String(tracked), k: String(limit) });
  return { limit, tracked };
}

/** The type of the items, which the third field of a sketch's record carries. */
function itemType(record: DataType | undefined): DataType {
  const field = record?.kind === 'struct' ? record.fields[2] : undefined;
  return field?.dataType ?? { kind: 'null' };
}

const recordOf = (items: FrequentItems, tracked: number): InternalValue => [
  items.toBytes(),
  tracked,
  null,
  `item ${sqlName(items.type)} NOT NULL`,
];

const readItems = (record: InternalValue, type: DataType): { readonly items: FrequentItems; readonly tracked: number } => {
  const [bytes, tracked] = record as readonly [Uint8Array, number];
  const items = FrequentItems.read(bytes, type);
  if (items === undefined) throw sparkError('INTERNAL_ERROR', { message: 'The bytes are no sketch of frequent items.' });
  return { items, tracked };
};

const counted = {
  update: (items: FrequentItems, value: InternalValue): FrequentItems => {
    items.add(value);
    return items;
  },
  combine: (target: FrequentItems, source: FrequentItems): FrequentItems => {
    target.merge(source);
    return target;
  },
};

interface Combined {
  items: FrequentItems | undefined;
  tracked: number | undefined;
}

const bitmapAggregate = (name: string, start: number, step: (a: number, b: number) => number): RuntimeAggregate => {
  const into = (bits: Uint8Array, other: Uint8Array): Uint8Array => {
    for (let i = 0; i < BITMAP_BYTES; i++) bits[i] = step(bits[i] as number, other[i] ?? 0);
    return bits;
  };
  return runtimeAggregateOf(name, () => ({
    init: () => new Uint8Array(BITMAP_BYTES).fill(start),
    update: into,
    combine: into,
    finalize: (bits) => bits.slice(),
  }));
};

export const countBodies: readonly RuntimeBody[] = [
  plain('bitmap_count', (bits: Uint8Array) => {
    let count = 0n;
    for (const byte of bits) for (let rest = byte; rest > 0; rest &= rest - 1) count += 1n;
    return count;
  }),
  runtimeBodyOf('approx_top_k_estimate', ({ argTypes }) => (record: InternalValue, limit: number) => {
    const { items, tracked } = readItems(record, itemType(argTypes[0]));
    topOptions({ limit, tracked });
    return items.top(limit);
  }),
];

export const countAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf('count_min_sketch', ({ options }) => ({
    init: () =>
      new CountMinSketch(options.error as number, options.confidence as number, BigInt.asIntN(32, BigInt(options.seed as number | bigint))),
    update: (sketch, value: number | bigint | string | Uint8Array) => {
      sketch.add(typeof value === 'number' ? BigInt(value) : typeof value === 'string' ? new TextEncoder().encode(value) : value);
      return sketch;
    },
    combine: (target, source) => {
      target.merge(source);
      return target;
    },
    finalize: (sketch) => sketch.toBytes(),
  })),
  runtimeAggregateOf('approx_top_k', ({ argTypes, options }) => {
    const { limit, tracked } = topOptions(options);
    return {
      ...counted,
      init: () => new FrequentItems(FrequentItems.logFor(tracked), argTypes[0] ?? { kind: 'null' }),
      finalize: (items) => items.top(limit),
    };
  }),
  runtimeAggregateOf('approx_top_k_accumulate', ({ argTypes, options }) => {
    const { tracked } = topOptions({ ...options, limit: 1 });
    return {
      ...counted,
      init: () => new FrequentItems(FrequentItems.logFor(tracked), argTypes[0] ?? { kind: 'null' }),
      finalize: (items) => recordOf(items, tracked),
    };
  }),
  runtimeAggregateOf<Combined>('approx_top_k_combine', ({ argTypes, options }) => {
    const type = itemType(argTypes[0]);
    const asked = options.tracked as number | undefined;
    const join = (state: Combined, items: FrequentItems, tracked: number): Combined => {
      if (asked === undefined && state.tracked !== undefined && state.tracked !== tracked) {
        throw sparkError('APPROX_TOP_K_SKETCH_SIZE_NOT_MATCH', { size1: String(state.tracked), size2: String(tracked) });
      }
      state.tracked ??= asked ?? tracked;
      state.items ??= new FrequentItems(FrequentItems.logFor(state.tracked), type);
      state.items.merge(items);
      return state;
    };
    return {
      init: () => ({ items: undefined, tracked: undefined }),
      update: (state, record: InternalValue) => {
        const { items, tracked } = readItems(record, type);
        return join(state, items, tracked);
      },
      combine: (target, source) => (source.items === undefined ? target : join(target, source.items, source.tracked ?? 0)),
      finalize: ({ items, tracked }) =>
        recordOf(items ?? new FrequentItems(FrequentItems.logFor(tracked ?? 10_000), type), tracked ?? asked ?? 10_000),
    };
  }),
  runtimeAggregateOf('bitmap_construct_agg', () => ({
    init: () => new Uint8Array(BITMAP_BYTES),
    update: (bits, position: bigint) => {
      if (position < 0n || position >= BITMAP_BITS) {
        throw sparkError('INVALID_BITMAP_POSITION', {
          bitPosition: String(position),
          bitmapNumBytes: String(BITMAP_BYTES),
          bitmapNumBits: String(BITMAP_BITS),
        });
      }
      const byte = Number(position >> 3n);
      bits[byte] = (bits[byte] as number) | (1 << Number(position & 7n));
      return bits;
    },
    combine: (target, source) => {
      source.forEach((byte, i) => {
        target[i] = (target[i] as number) | byte;
      });
      return target;
    },
    finalize: (bits) => bits.slice(),
  })),
  bitmapAggregate('bitmap_or_agg', 0, (a, b) => a | b),
  bitmapAggregate('bitmap_and_agg', 0xff, (a, b) => a & b),
];
