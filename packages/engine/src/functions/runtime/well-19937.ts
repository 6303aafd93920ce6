const SIZE = 624;

/** The generator WELL19937c, from which Spark draws how often a row stands in a sample with replacement. */
export class Well19937 {
  readonly #state = new Int32Array(SIZE);
  #at = 0;

  constructor(seed: bigint) {
    const state = this.#state;
    state[0] = Number(BigInt.asIntN(32, seed >> 32n));
    state[1] = Number(BigInt.asIntN(32, seed));
    for (let i = 2; i < SIZE; i++) {
      const before = BigInt(state[i - 2] as number);
      state[i] = Number(BigInt.asIntN(32, 1812433253n * (before ^ (before >> 30n)) + BigInt(i)));
    }
  }

  #bits(count: number): number {
    const state = this.#state;
    const at = this.#at;
    const [previous, last] = [(at + SIZE - 1) % SIZE, (at + SIZE - 2) % SIZE];
    const of = (index: number): number => state[index % SIZE] as number;
    const [v0, m1, m2, m3] = [of(at), of(at + 70), of(at + 179), of(at + 449)];
    const z0 = (of(previous) & 0x80000000) ^ (of(last) & 0x7fffffff);
    const z1 = v0 ^ (v0 << 25) ^ (m1 ^ (m1 >>> 27));
    const z2 = (m2 >>> 9) ^ (m3 ^ (m3 >>> 1));
    const z3 = z1 ^ z2;
    let z4 = z0 ^ (z1 ^ (z1 << 9)) ^ (z2 ^ (z2 << 21)) ^ (z3 ^ (z3 >>> 21));
    state[at] = z3;
    state[previous] = z4;
    state[last] = of(last) & 0x80000000;
    this.#at = previous;
    z4 ^= (z4 << 7) & 0xe46e1700;
    z4 ^= (z4 << 15) & 0x9b868000;
    return z4 >>> (32 - count);
  }

  nextDouble(): number {
    const high = this.#bits(26);
    return (high * 2 ** 26 + this.#bits(26)) / 2 ** 52;
  }

  /** How often something happens that happens `mean` times on average; slow for large means. */
  nextPoisson(mean: number): number {
    const enough = Math.exp(-mean);
    let product = 1;
    for (let count = 0; count < 1000 * mean; count++) {
      product *= this.nextDouble();
      if (product < enough) return count;
    }
    return Math.floor(1000 * mean);
  }
}
