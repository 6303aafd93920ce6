import { plain, type RuntimeBody } from '../runtime-body.ts';

/** The first 80 primes, from whose roots the constants of SHA-2 come. */
const primes = ((): readonly bigint[] => {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < 80; candidate++) if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
  return found;
})();

/** Largest whole number whose power does not exceed a value. */
function wholeRoot(value: bigint, degree: bigint): bigint {
  let [low, high] = [0n, 1n << (BigInt(value.toString(2).length) / degree + 1n)];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** degree <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** The first bits behind the point of a prime's root. */
const rootBits = (prime: bigint, degree: bigint, bits: number): bigint =>
  BigInt.asUintN(bits, wholeRoot(prime << (degree * BigInt(bits)), degree));

interface Variant {
  readonly wordBits: 32 | 64;
  readonly rounds: number;
  readonly start: readonly bigint[];
  readonly outputBytes: number;
  readonly rotations: readonly (readonly [number, number, number])[];
}

const rotations32 = [
  [2, 13, 22],
  [6, 11, 25],
  [7, 18, 3],
  [17, 19, 10],
] as const;
const rotations64 = [
  [28, 34, 39],
  [14, 18, 41],
  [1, 8, 7],
  [19, 61, 6],
] as const;
const startOf = (from: number, bits: number): bigint[] => primes.slice(from, from + 8).map((prime) => rootBits(prime, 2n, bits));

const start512 = startOf(0, 64);
const start384 = startOf(8, 64);
const variants: Readonly<Record<number, Variant>> = {
  224: { wordBits: 32, rounds: 64, start: start384.map((word) => BigInt.asUintN(32, word)), outputBytes: 28, rotations: rotations32 },
  256: { wordBits: 32, rounds: 64, start: startOf(0, 32), outputBytes: 32, rotations: rotations32 },
  384: { wordBits: 64, rounds: 80, start: start384, outputBytes: 48, rotations: rotations64 },
  512: { wordBits: 64, rounds: 80, start: start512, outputBytes: 64, rotations: rotations64 },
};

const constants = {
  32: primes.slice(0, 64).map((prime) => rootBits(prime, 3n, 32)),
  64: primes.map((prime) => rootBits(prime, 3n, 64)),
} as const;

/** The message with a one bit, zeros and its length behind it, as words. */
function padded(bytes: Uint8Array, wordBytes: number): bigint[] {
  const block = 16 * wordBytes;
  const total = Math.ceil((bytes.length + 1 + 2 * wordBytes) / block) * block;
  const message = new Uint8Array(total);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setBigUint64(total - 8, BigInt(bytes.length) * 8n);
  return Array.from({ length: total / wordBytes }, (_, i) => (wordBytes === 4 ? BigInt(view.getUint32(4 * i)) : view.getBigUint64(8 * i)));
}

function sha2(bytes: Uint8Array, variant: Variant): string {
  const { wordBits, rounds, rotations } = variant;
  const word = (value: bigint): bigint => BigInt.asUintN(wordBits, value);
  const rotate = (value: bigint, by: number): bigint => word((value >> BigInt(by)) | (value << BigInt(wordBits - by)));
  const [big0, big1, small0, small1] = rotations as readonly [
    readonly [number, number, number],
    readonly [number, number, number],
    readonly [number, number, number],
    readonly [number, number, number],
  ];
  const big = (value: bigint, [a, b, c]: readonly [number, number, number]): bigint =>
    rotate(value, a) ^ rotate(value, b) ^ rotate(value, c);
  const small = (value: bigint, [a, b, shift]: readonly [number, number, number]): bigint =>
    rotate(value, a) ^ rotate(value, b) ^ (value >> BigInt(shift));
  const words = padded(bytes, wordBits / 8);
  let hash = [...variant.start];
  for (let from = 0; from < words.length; from += 16) {
    const schedule = words.slice(from, from + 16);
    const at = (i: number): bigint => schedule[i] as bigint;
    for (let i = 16; i < rounds; i++) schedule.push(word(small(at(i - 2), small1) + at(i - 7) + small(at(i - 15), small0) + at(i - 16)));
    let [a, b, c, d, e, f, g, h] = hash as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < rounds; i++) {
      const first = h + big(e, big1) + ((e & f) ^ (word(~e) & g)) + (constants[wordBits][i] as bigint) + at(i);
      const second = big(a, big0) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, word(d + first), c, b, a, word(first + second)];
    }
    hash = [a, b, c, d, e, f, g, h].map((value, i) => word(value + (hash[i] as bigint)));
  }
  return hash
    .map((value) => value.toString(16).padStart(wordBits / 4, '0'))
    .join('')
    .slice(0, 2 * variant.outputBytes);
}

export const sha2Bodies: readonly RuntimeBody[] = [
  plain('sha2', (bytes: Uint8Array, bits: number) => {
    const variant = variants[bits === 0 ? 256 : bits];
    return variant === undefined ? null : sha2(bytes, variant);
  }),
];
