import { murmurBytes } from './hash/index.ts';
import { type RuntimeBody, runtimeBodyOf } from './runtime-body.ts';

/** Spark's XORShift generator, started from a hashed seed. */
class XorShift {
  #state: bigint;
  #nextGaussian: number | undefined;

  constructor(seed: bigint) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, seed));
    const low = murmurBytes(bytes, 0x3c074a61);
    const high = murmurBytes(bytes, low);
    this.#state = BigInt.asUintN(64, (BigInt(high) << 32n) | BigInt.asUintN(32, BigInt(low)));
  }

  #bits(count: number): number {
    let next = this.#state;
    next ^= BigInt.asUintN(64, next << 21n);
    next ^= next >> 35n;
    next ^= BigInt.asUintN(64, next << 4n);
    this.#state = next;
    return Number(BigInt.asUintN(count, next));
  }

  nextDouble(): number {
    return (this.#bits(26) * 2 ** 27 + this.#bits(27)) / 2 ** 53;
  }

  nextGaussian(): number {
    const kept = this.#nextGaussian;
    this.#nextGaussian = undefined;
    if (kept !== undefined) return kept;
    for (;;) {
      const [a, b] = [2 * this.nextDouble() - 1, 2 * this.nextDouble() - 1];
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#nextGaussian = b * factor;
      return a * factor;
    }
  }
}

const generator = (options: Readonly<Record<string, unknown>>): XorShift => new XorShift(((options['seed'] as bigint | undefined) ?? 0n) + BigInt(Number(options['partitionId'] ?? 0)));

export const randomBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('rand', ({ options }) => {
    const random = generator(options);
    return () => random.nextDouble();
  }, { isVolatile: true }),
  runtimeBodyOf('randn', ({ options }) => {
    const random = generator(options);
    return () => random.nextGaussian();
  }, { isVolatile: true }),
];
