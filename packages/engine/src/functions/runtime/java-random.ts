const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** Java's linear congruential generator. */
export class JavaRandom {
  #seed: bigint;

  constructor(seed: bigint) {
    this.#seed = (seed ^ MULTIPLIER) & MASK;
  }

  #next(bits: number): number {
    this.#seed = (this.#seed * MULTIPLIER + 0xbn) & MASK;
    return Number(this.#seed >> BigInt(48 - bits));
  }

  /** 0 up to, but not including, the largest int. */
  nextBelowMost(): number {
    for (;;) {
      const bits = this.#next(31);
      if (bits !== 0x7fffffff) return bits;
    }
  }

  nextLong(): bigint {
    const high = BigInt(this.#next(32) | 0);
    return BigInt.asIntN(64, (high << 32n) + BigInt(this.#next(32) | 0));
  }

  /** 0 up to 1. */
  nextDouble(): number {
    const high = this.#next(26);
    return (high * 2 ** 27 + this.#next(27)) / 2 ** 53;
  }
}
