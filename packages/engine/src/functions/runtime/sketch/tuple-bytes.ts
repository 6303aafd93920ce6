import { ByteReader, ByteWriter } from './byte-order.ts';
import { FULL_THETA, HashSample } from './hash-sample.ts';
import { SEED_HASH } from './item-hash.ts';

const FAMILY = 9;
const VERSION = 3;
const SKETCH_TYPE = 1;
const EMPTY = 4;
/** Read-only and compact. */
const FLAGS = 0x0a;

export const summaryModes = ['sum', 'min', 'max', 'alwaysone'] as const;
export type SummaryMode = (typeof summaryModes)[number];
export type SummaryKind = 'double' | 'integer';

/** How two summaries of one key become one; whole numbers stay within 32 bits as Java's do. */
export function summaryMerge(mode: SummaryMode, kind: SummaryKind): (a: number, b: number) => number {
  switch (mode) {
    case 'sum':
      return kind === 'integer' ? (a, b) => (a + b) | 0 : (a, b) => a + b;
    case 'min':
      return Math.min;
    case 'max':
      return Math.max;
    case 'alwaysone':
      return () => 1;
  }
}

export const tupleSample = (size: number, mode: SummaryMode, kind: SummaryKind): HashSample<number> =>
  new HashSample(size, summaryMerge(mode, kind));

export function writeTuple(sample: HashSample<number>, mode: SummaryMode, kind: SummaryKind): Uint8Array {
  sample.trim();
  const out = new ByteWriter();
  const isExact = sample.theta === FULL_THETA;
  const isSingle = isExact && sample.entries.size === 1;
  out
    .u8(sample.isEmpty || isSingle ? 1 : isExact ? 2 : 3)
    .u8(VERSION)
    .u8(FAMILY)
    .u8(SKETCH_TYPE)
    .u8(0)
    .u8(sample.isEmpty ? FLAGS | EMPTY : FLAGS)
    .u16(SEED_HASH);
  if (sample.isEmpty) return out.done();
  if (!isSingle) out.i32(sample.entries.size).i32(0);
  if (!isExact) out.i64(sample.theta);
  for (const hash of sample.hashes()) {
    const summary = sample.entries.get(hash) ?? 0;
    out.i64(hash);
    if (kind === 'double') out.f64(summary);
    else out.i32(summary);
    out.u8(summaryModes.indexOf(mode));
  }
  return out.done();
}

/** Undefined when the bytes are no tuple sketch of that kind. */
export function readTuple(bytes: Uint8Array, size: number, mode: SummaryMode, kind: SummaryKind): HashSample<number> | undefined {
  try {
    const reader = new ByteReader(bytes);
    const preambleLongs = reader.u8();
    if (reader.u8() !== VERSION || reader.u8() !== FAMILY) return undefined;
    reader.skip(2);
    const flags = reader.u8();
    reader.skip(2);
    const sample = tupleSample(size, mode, kind);
    if (flags & EMPTY) return bytes.length === 8 ? sample : undefined;
    const count = preambleLongs === 1 ? 1 : reader.i32();
    if (preambleLongs > 1) reader.skip(4);
    if (preambleLongs > 2) sample.theta = reader.i64();
    for (let i = 0; i < count; i++) {
      const hash = reader.i64();
      sample.entries.set(hash, kind === 'double' ? reader.f64() : reader.i32());
      reader.skip(1);
    }
    return reader.rest().length === 0 ? sample : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
