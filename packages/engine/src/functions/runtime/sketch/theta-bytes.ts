import { ByteReader, ByteWriter } from './byte-order.ts';
import { FULL_THETA, HashSample } from './hash-sample.ts';
import { SEED_HASH } from './item-hash.ts';

const FAMILY = 3;
const PLAIN = 3;
const COMPRESSED = 4;
const flag = { empty: 4, ordered: 16, single: 32 } as const;
/** Read-only, compact and ordered. */
const FLAGS = 0x1a;

const keep = (summary: true): true => summary;
export const thetaSample = (size: number): HashSample<true> => new HashSample<true>(size, keep);

/** A theta sketch in the layout of DataSketches, compressed where it can be. */
export function writeTheta(sample: HashSample<true>): Uint8Array {
  sample.trim();
  const hashes = sample.hashes();
  const isExact = sample.theta === FULL_THETA;
  const out = new ByteWriter();
  if (sample.isEmpty)
    return out
      .u8(1)
      .u8(PLAIN)
      .u8(FAMILY)
      .u8(0)
      .u8(0)
      .u8(FLAGS | flag.empty)
      .u16(0)
      .done();
  if (isExact && hashes.length === 1) {
    return out
      .u8(1)
      .u8(PLAIN)
      .u8(FAMILY)
      .u8(0)
      .u8(0)
      .u8(FLAGS | flag.single)
      .u16(SEED_HASH)
      .i64(hashes[0] as bigint)
      .done();
  }
  if (hashes.length === 0)
    return out.u8(3).u8(PLAIN).u8(FAMILY).u8(0).u8(0).u8(FLAGS).u16(SEED_HASH).i32(0).i32(0x3f800000).i64(sample.theta).done();
  return writeCompressed(hashes, isExact ? undefined : sample.theta, out);
}

/** Differences of the sorted hashes, each in as many bits as the largest needs. */
function writeCompressed(hashes: readonly bigint[], theta: bigint | undefined, out: ByteWriter): Uint8Array {
  const differences = hashes.map((hash, i) => hash - (i === 0 ? 0n : (hashes[i - 1] as bigint)));
  const bits = differences.reduce((all, value) => all | value, 0n).toString(2).length;
  const countBytes = Math.ceil(hashes.length.toString(2).length / 8);
  out
    .u8(theta === undefined ? 1 : 2)
    .u8(COMPRESSED)
    .u8(FAMILY)
    .u8(bits)
    .u8(countBytes)
    .u8(FLAGS)
    .u16(SEED_HASH);
  if (theta !== undefined) out.i64(theta);
  for (let i = 0; i < countBytes; i++) out.u8((hashes.length >> (8 * i)) & 0xff);
  let pending = 0n;
  let pendingBits = 0;
  for (const value of differences) {
    pending = (pending << BigInt(bits)) | value;
    pendingBits += bits;
    while (pendingBits >= 8) {
      pendingBits -= 8;
      out.u8(Number((pending >> BigInt(pendingBits)) & 0xffn));
    }
    pending &= (1n << BigInt(pendingBits)) - 1n;
  }
  if (pendingBits > 0) out.u8(Number((pending << BigInt(8 - pendingBits)) & 0xffn));
  return out.done();
}

/** Undefined when the bytes are no theta sketch. */
export function readTheta(bytes: Uint8Array, size: number): HashSample<true> | undefined {
  try {
    const reader = new ByteReader(bytes);
    const preambleLongs = reader.u8() & 0x3f;
    const version = reader.u8();
    if (reader.u8() !== FAMILY) return undefined;
    if (version === COMPRESSED) return readCompressed(reader, preambleLongs, size);
    if (version !== PLAIN || bytes.length < 8) return undefined;
    reader.skip(2);
    const flags = reader.u8();
    reader.skip(2);
    const sample = thetaSample(size);
    if (flags & flag.empty) return sample;
    const count = preambleLongs === 1 ? 1 : reader.i32();
    if (preambleLongs > 1) reader.skip(4);
    if (preambleLongs > 2) sample.theta = reader.i64();
    for (let i = 0; i < count; i++) sample.entries.set(reader.i64(), true);
    return sample;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readCompressed(reader: ByteReader, preambleLongs: number, size: number): HashSample<true> {
  const bits = reader.u8();
  const countBytes = reader.u8();
  reader.skip(3);
  const sample = thetaSample(size);
  if (preambleLongs > 1) sample.theta = reader.i64();
  let count = 0;
  for (let i = 0; i < countBytes; i++) count += reader.u8() * 2 ** (8 * i);
  let hash = 0n;
  let pending = 0n;
  let pendingBits = 0;
  for (let i = 0; i < count; i++) {
    while (pendingBits < bits) {
      pending = (pending << 8n) | BigInt(reader.u8());
      pendingBits += 8;
    }
    pendingBits -= bits;
    hash += pending >> BigInt(pendingBits);
    pending &= (1n << BigInt(pendingBits)) - 1n;
    sample.entries.set(hash, true);
  }
  return sample;
}
