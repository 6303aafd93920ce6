import { murmurBytes } from '../hash/index.ts';
import { JavaRandom } from '../java-random.ts';

const PRIME = (1n << 31n) - 1n;
const VERSION = 1;

/** Counts of items, never too small: a table of counters with a hash function for each row. */
export class CountMinSketch {
  readonly depth: number;
  readonly width: number;
  readonly #factors: readonly bigint[];
  readonly #table: BigInt64Array;
  #total = 0n;

  constructor(error: number, confidence: number, seed: bigint) {
    this.width = Math.ceil(2 / error);
    this.depth = Math.ceil(-Math.log1p(-confidence) / Math.LN2);
    const random = new JavaRandom(seed);
    this.#factors = Array.from({ length: this.depth }, () => BigInt(random.nextBelowMost()));
    this.#table = new BigInt64Array(this.depth * this.width);
  }

  add(item: bigint | Uint8Array): void {
    this.#total += 1n;
    for (let row = 0; row < this.depth; row++) {
      const slot = row * this.width + (typeof item === 'bigint' ? this.#slotOfLong(item, row) : this.#slotOfBytes(item, row));
      this.#table[slot] = (this.#table[slot] as bigint) + 1n;
    }
  }

  #slotOfLong(item: bigint, row: number): number {
    let hash = BigInt.asIntN(64, (this.#factors[row] as bigint) * item);
    hash = BigInt.asIntN(64, hash + (hash >> 32n));
    return Number((hash & PRIME) % BigInt(this.width));
  }

  #slotOfBytes(item: Uint8Array, row: number): number {
    const first = murmurBytes(item, 0);
    const second = murmurBytes(item, first);
    return Math.abs(((first + Math.imul(row, second)) | 0) % this.width);
  }

  merge(other: CountMinSketch): void {
    this.#total += other.#total;
    other.#table.forEach((count, i) => {
      this.#table[i] = (this.#table[i] as bigint) + count;
    });
  }

  toBytes(): Uint8Array {
    const view = new DataView(new ArrayBuffer(20 + 8 * (this.depth + this.#table.length)));
    view.setInt32(0, VERSION);
    view.setBigInt64(4, this.#total);
    view.setInt32(12, this.depth);
    view.setInt32(16, this.width);
    this.#factors.forEach((factor, i) => {
      view.setBigInt64(20 + 8 * i, factor);
    });
    this.#table.forEach((count, i) => {
      view.setBigInt64(20 + 8 * (this.depth + i), count);
    });
    return new Uint8Array(view.buffer);
  }
}
