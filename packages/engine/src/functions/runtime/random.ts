import type { InternalValue } from '@kindling/protocol';
import { murmurBytes } from './hash/index.ts';
import { JavaRandom } from './java-random.ts';
import { MersenneTwister } from './mersenne-twister.ts';
import { type RuntimeBody, runtimeBodyOf } from './runtime-body.ts';
import { Well19937 } from './well-19937.ts';

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

  /** Of all 32 bits, with its sign. */
  nextInt(): number {
    return this.#bits(32) | 0;
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

/** One generator for each partition, at the row that it gave last: rows mostly come in order, and otherwise it starts again. */
class RowSequence<Value, Random = XorShift> {
  readonly #seed: bigint;
  readonly #start: (seed: bigint, partition: number) => Random;
  readonly #draw: (random: Random) => Value;
  readonly #partitions = new Map<number, { random: Random; next: number }>();

  constructor(seed: bigint, start: (seed: bigint, partition: number) => Random, draw: (random: Random) => Value) {
    this.#seed = seed;
    this.#start = start;
    this.#draw = draw;
  }

  at(partition: number, row: number): Value {
    let state = this.#partitions.get(partition);
    if (state === undefined || row < state.next) {
      state = { random: this.#start(this.#seed, partition), next: 0 };
      this.#partitions.set(partition, state);
    }
    for (; state.next < row; state.next++) this.#draw(state.random);
    state.next++;
    return this.#draw(state.random);
  }
}

const xorShift = (seed: bigint, partition: number): XorShift => new XorShift(seed + BigInt(partition));

/** Each partition takes the next seed of Java's own generator. */
function well(seed: bigint, partition: number): Well19937 {
  const seeds = new JavaRandom(seed);
  for (let i = 0; i < partition; i++) seeds.nextLong();
  return new Well19937(seeds.nextLong());
}

/** Takes the partition's number and the row's number in it, so that a seed gives the same values however often and in which order it is asked. */
const sequenceBody = (name: string, draw: (random: XorShift) => number): RuntimeBody =>
  runtimeBodyOf(name, ({ options }) => {
    const sequence = new RowSequence(BigInt(String(options.seed ?? 0)), xorShift, draw);
    return (partition: number, row: bigint) => sequence.at(partition, Number(row));
  });

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

const randomText = (random: XorShift, length: number): string =>
  Array.from({ length }, () => LETTERS[Math.abs(random.nextInt() % LETTERS.length)]).join('');

/** Of version 4, as its bits say. */
function randomUuid(random: MersenneTwister): string {
  const high = (random.nextLong() & 0xffff_ffff_ffff_0fffn) | 0x4000n;
  const low = (random.nextLong() | (1n << 63n)) & 0xbfff_ffff_ffff_ffffn;
  const digits = high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const randomBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('randstr', ({ options }) => {
    const sequence = new RowSequence(BigInt(String(options.seed ?? 0)), xorShift, (random) =>
      randomText(random, Number(options.length ?? 0)),
    );
    return (partition: number, row: bigint) => sequence.at(partition, Number(row));
  }),
  runtimeBodyOf('shuffle', ({ options }) => {
    const seed = BigInt(String(options.seed ?? 0));
    const generators = new Map<number, { twister: MersenneTwister; next: bigint }>();
    return (list: readonly InternalValue[], partition: number, row: bigint) => {
      let state = generators.get(partition);
      if (state === undefined || row < state.next) {
        state = { twister: new MersenneTwister(seed + BigInt(partition)), next: 0n };
        generators.set(partition, state);
      }
      state.next = row + 1n;
      return state.twister.shuffled(list);
    };
  }),
  runtimeBodyOf('uuid', ({ options }) => {
    const sequence = new RowSequence(
      BigInt(String(options.seed ?? 0)),
      (seed, partition) => new MersenneTwister(seed + BigInt(partition)),
      randomUuid,
    );
    return (partition: number, row: bigint) => sequence.at(partition, Number(row));
  }),
  runtimeBodyOf('poisson', ({ options }) => {
    const sequence = new RowSequence(BigInt(String(options.seed ?? 0)), well, (random) => random.nextPoisson(Number(options.mean)));
    return (partition: number, row: bigint) => sequence.at(partition, Number(row));
  }),
  sequenceBody('rand', (random) => random.nextDouble()),
  sequenceBody('randn', (random) => random.nextGaussian()),
];
