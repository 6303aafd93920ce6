/** Murmur3 in 32 bits as Spark computes it: the tail of a byte string is mixed byte by byte. */

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

function mixKey(key: number): number {
  return Math.imul(rotate(Math.imul(key, C1), 15), C2);
}

function mixHash(hash: number, key: number): number {
  return (Math.imul(rotate(hash ^ key, 13), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

export const murmurInt = (value: number, seed: number): number => finish(mixHash(seed, mixKey(value | 0)), 4);

export function murmurLong(value: bigint, seed: number): number {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return finish(mixHash(mixHash(seed, mixKey(low)), mixKey(high)), 8);
}

export function murmurBytes(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const aligned = bytes.length - (bytes.length % 4);
  let hash = seed;
  for (let i = 0; i < aligned; i += 4) hash = mixHash(hash, mixKey(view.getInt32(i, true)));
  for (let i = aligned; i < bytes.length; i++) hash = mixHash(hash, mixKey(view.getInt8(i)));
  return finish(hash, bytes.length);
}
