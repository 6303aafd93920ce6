const SIZE = 624;
const SHIFT = 397;

/** The generator that Spark's `shuffle` and `uuid` draw from. */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #at = SIZE;

  constructor(seed: bigint) {
    this.#seed([Number(BigInt.asUintN(32, seed >> 32n)), Number(BigInt.asUintN(32, seed))]);
  }

  #seed(key: readonly number[]): void {
    const state = this.#state;
    const at = (i: number): number => state[i] as number;
    const mixed = (i: number, factor: number): number => at(i) ^ Math.imul(at(i - 1) ^ (at(i - 1) >>> 30), factor);
    state[0] = 19650218;
    for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, at(i - 1) ^ (at(i - 1) >>> 30)) + i;
    let i = 1;
    const step = (value: number): void => {
      state[i] = value;
      i += 1;
      if (i >= SIZE) {
        state[0] = at(SIZE - 1);
        i = 1;
      }
    };
    for (let k = 0; k < SIZE; k++) {
      const j = k % key.length;
      step(mixed(i, 1664525) + (key[j] as number) + j);
    }
    for (let k = 1; k < SIZE; k++) step(mixed(i, 1566083941) - i);
    state[0] = 0x80000000;
  }

  #refill(): void {
    const state = this.#state;
    for (let k = 0; k < SIZE; k++) {
      const bits = ((state[k] as number) & 0x80000000) | ((state[(k + 1) % SIZE] as number) & 0x7fffffff);
      state[k] = (state[(k + SHIFT) % SIZE] as number) ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }

  /** 32 random bits. */
  #bits(): number {
    if (this.#at >= SIZE) this.#refill();
    let bits = this.#state[this.#at++] as number;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    bits ^= bits >>> 18;
    return bits >>> 0;
  }

  /** 31 random bits. */
  #next(): number {
    return this.#bits() >>> 1;
  }

  /** 64 random bits. */
  nextLong(): bigint {
    const high = BigInt(this.#bits());
    return (high << 32n) | BigInt(this.#bits());
  }

  /** From 0 up to a limit. */
  #below(limit: number): number {
    if ((limit & -limit) === limit) return Number((BigInt(limit) * BigInt(this.#next())) >> 31n);
    for (;;) {
      const bits = this.#next();
      const value = bits % limit;
      if (bits - value + limit - 1 < 2 ** 31) return value;
    }
  }

  shuffled<T>(list: readonly T[]): T[] {
    const items: T[] = [];
    for (const [i, item] of list.entries()) {
      const target = this.#below(i + 1);
      if (target !== i) items[i] = items[target] as T;
      items[target] = item;
    }
    return items;
  }
}
