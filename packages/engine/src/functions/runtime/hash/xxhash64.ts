/** xxHash in 64 bits. */

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => u64(value << by) | (value >> (64n - by));
const times = (a: bigint, b: bigint): bigint => u64(a * b);
const round = (accumulator: bigint, input: bigint): bigint => times(rotate(u64(accumulator + times(input, P2)), 31n), P1);

function finish(hash: bigint): bigint {
  let h = times(hash ^ (hash >> 33n), P2);
  h = times(h ^ (h >> 29n), P3);
  return BigInt.asIntN(64, h ^ (h >> 32n));
}

const mixLong = (hash: bigint, value: bigint): bigint => u64(times(rotate(hash ^ round(0n, u64(value)), 27n), P1) + P4);
const mixInt = (hash: bigint, value: bigint): bigint => u64(times(rotate(hash ^ times(value & 0xffffffffn, P1), 23n), P2) + P3);

export const xxLong = (value: bigint, seed: bigint): bigint => finish(mixLong(u64(u64(seed) + P5 + 8n), value));
export const xxInt = (value: number, seed: bigint): bigint => finish(mixInt(u64(u64(seed) + P5 + 4n), BigInt(value)));

export function xxBytes(bytes: Uint8Array, signedSeed: bigint): bigint {
  const seed = u64(signedSeed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash: bigint;
  if (bytes.length >= 32) {
    let lanes = [u64(seed + P1 + P2), u64(seed + P2), seed, u64(seed - P1)];
    for (; at + 32 <= bytes.length; at += 32) lanes = lanes.map((lane, i) => round(lane, view.getBigUint64(at + 8 * i, true)));
    const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
    hash = u64(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
    for (const lane of lanes) hash = u64(times(hash ^ round(0n, lane), P1) + P4);
  } else hash = u64(seed + P5);
  hash = u64(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) hash = mixLong(hash, view.getBigUint64(at, true));
  if (at + 4 <= bytes.length) {
    hash = mixInt(hash, BigInt(view.getUint32(at, true)));
    at += 4;
  }
  for (; at < bytes.length; at++) hash = times(rotate(hash ^ times(BigInt(bytes[at] as number), P5), 11n), P1);
  return finish(hash);
}
