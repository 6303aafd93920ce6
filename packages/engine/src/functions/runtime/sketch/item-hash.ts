/** How DataSketches hash items: MurmurHash3 in 128 bits, x64 form, with one seed for all sketches. */

const MASK = (1n << 64n) - 1n;
const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;
/** The seed that makes sketches of different programs fit together. */
export const SKETCH_SEED = 9001n;
/** Tells in a sketch which seed it was made with. */
export const SEED_HASH = 0x93cc;

const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & MASK;
const mix1 = (key: bigint): bigint => (rotate((key * C1) & MASK, 31n) * C2) & MASK;
const mix2 = (key: bigint): bigint => (rotate((key * C2) & MASK, 33n) * C1) & MASK;

function finish(value: bigint): bigint {
  let hash = value ^ (value >> 33n);
  hash = (hash * 0xff51afd7ed558ccdn) & MASK;
  hash ^= hash >> 33n;
  hash = (hash * 0xc4ceb9fe1a85ec53n) & MASK;
  return hash ^ (hash >> 33n);
}

function littleEndian(bytes: Uint8Array, from: number, to: number): bigint {
  let value = 0n;
  for (let i = Math.min(to, bytes.length) - 1; i >= from; i--) value = (value << 8n) | BigInt(bytes[i] as number);
  return value;
}

/** Both halves of the hash, unsigned. */
export function hashBytes(bytes: Uint8Array): readonly [bigint, bigint] {
  let h1 = SKETCH_SEED;
  let h2 = SKETCH_SEED;
  let at = 0;
  for (; at + 16 <= bytes.length; at += 16) {
    h1 ^= mix1(littleEndian(bytes, at, at + 8));
    h1 = ((rotate(h1, 27n) + h2) * 5n + 0x52dce729n) & MASK;
    h2 ^= mix2(littleEndian(bytes, at + 8, at + 16));
    h2 = ((rotate(h2, 31n) + h1) * 5n + 0x38495ab5n) & MASK;
  }
  if (bytes.length > at + 8) h2 ^= mix2(littleEndian(bytes, at + 8, at + 16));
  if (bytes.length > at) h1 ^= mix1(littleEndian(bytes, at, at + 8));
  h1 ^= BigInt(bytes.length);
  h2 ^= BigInt(bytes.length);
  h1 = (h1 + h2) & MASK;
  h2 = (h2 + h1) & MASK;
  h1 = finish(h1);
  h2 = finish(h2);
  h1 = (h1 + h2) & MASK;
  return [h1, (h2 + h1) & MASK];
}

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);
const utf8 = new TextEncoder();

/** The hash of an item; nothing for what sketches leave out: empty texts and binaries. */
export function hashItem(value: unknown): readonly [bigint, bigint] | undefined {
  switch (typeof value) {
    case 'bigint':
      scratch.setBigInt64(0, value, true);
      return hashBytes(scratchBytes);
    case 'string':
      return value === '' ? undefined : hashBytes(utf8.encode(value));
    default: {
      const bytes = value as Uint8Array;
      return bytes.length === 0 ? undefined : hashBytes(bytes);
    }
  }
}

/** A fraction is hashed as the bits of its double, with one zero and one NaN. */
export function doubleItem(value: number): bigint {
  scratch.setFloat64(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7ff8000000000000n : scratch.getBigInt64(0);
}
