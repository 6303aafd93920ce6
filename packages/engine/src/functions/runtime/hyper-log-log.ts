import type { InternalValue } from '@kindling/protocol';
import { hashBodies } from './hash/index.ts';
import { type RuntimeAggregate, runtimeAggregateOf } from './runtime-body.ts';

const MOST_PRECISION_WITH_BIAS = 18;
/** Up to which count the free registers tell more than the taken ones, for 4 to 18 bits of address: from the HyperLogLog++ paper. */
const LINEAR_COUNTING_LIMITS = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 11_500, 20_000, 50_000, 120_000, 350_000];

/** Bits of address that keep the relative standard deviation below a bound. */
export const precisionOf = (relativeSd: number): number => Math.ceil((2 * Math.log(1.106 / relativeSd)) / Math.LN2);

function alphaOf(precision: number, size: number): number {
  if (precision === 4) return 0.673;
  if (precision === 5) return 0.697;
  return precision === 6 ? 0.709 : 0.7213 / (1 + 1.079 / size);
}

/** HyperLogLog++ over 64-bit hashes. */
class Registers {
  readonly #precision: number;
  readonly #ranks: Uint8Array;

  constructor(precision: number) {
    this.#precision = precision;
    this.#ranks = new Uint8Array(2 ** precision);
  }

  add(hash: bigint): void {
    const bits = BigInt.asUintN(64, hash);
    const address = Number(bits >> BigInt(64 - this.#precision));
    const rest = BigInt.asUintN(64, (bits << BigInt(this.#precision)) | (1n << BigInt(this.#precision - 1)));
    const rank = 65 - rest.toString(2).length;
    if (rank > (this.#ranks[address] as number)) this.#ranks[address] = rank;
  }

  merge(other: Registers): void {
    other.#ranks.forEach((rank, i) => {
      if (rank > (this.#ranks[i] as number)) this.#ranks[i] = rank;
    });
  }

  estimate(): bigint {
    const size = this.#ranks.length;
    let inverse = 0;
    let zeros = 0;
    for (const rank of this.#ranks) {
      inverse += 2 ** -rank;
      if (rank === 0) zeros += 1;
    }
    const raw = (alphaOf(this.#precision, size) * size * size) / inverse;
    const hasBias = this.#precision <= MOST_PRECISION_WITH_BIAS && raw < 5 * size;
    if (zeros > 0) {
      const linear = size * Math.log(size / zeros);
      const limit = LINEAR_COUNTING_LIMITS[this.#precision - 4] ?? 0;
      if (linear <= limit || raw <= 2.5 * size) return BigInt(Math.round(linear));
    }
    return BigInt(Math.round(hasBias ? unbiased(raw, this.#precision) : raw));
  }
}

/** What the raw estimate is to be expected for a count: computed from how ranks are distributed, where the paper has measured tables. */
function expectedRaw(count: number, precision: number): number {
  const size = 2 ** precision;
  let mean = 0;
  let square = 0;
  let below = 0;
  for (let rank = 0; rank <= 64 - precision + 1; rank++) {
    const upTo = Math.exp((-count / size) * 2 ** -rank);
    mean += 2 ** -rank * (upTo - below);
    square += 4 ** -rank * (upTo - below);
    below = upTo;
  }
  const spread = (square - mean * mean) / (size * mean * mean);
  return (alphaOf(precision, size) * size * (1 + spread)) / mean;
}

/** The count for which that raw estimate is to be expected. */
function unbiased(raw: number, precision: number): number {
  let [low, high] = [0, raw * 2 + 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (expectedRaw(middle, precision) < raw) low = middle;
    else high = middle;
  }
  return low;
}

const xxhash64 = hashBodies.find(({ name }) => name === 'xxhash64');

export const hyperLogLogAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf('approx_count_distinct', ({ argTypes, resultType, options }) => {
    if (xxhash64 === undefined) throw new Error('There is no body named xxhash64.');
    const hash = xxhash64.prepare({ argTypes: argTypes.slice(0, 1), resultType, options: {} });
    const precision = precisionOf(Number(options.relativeSd ?? 0.05));
    return {
      init: () => new Registers(precision),
      update: (registers, value: InternalValue) => {
        registers.add(hash(value) as bigint);
        return registers;
      },
      combine: (target, source) => {
        target.merge(source);
        return target;
      },
      finalize: (registers) => registers.estimate(),
    };
  }),
];
