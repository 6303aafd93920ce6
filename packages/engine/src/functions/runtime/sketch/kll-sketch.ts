import { doubleText, floatText } from '@kindling/protocol';
import { ByteReader, ByteWriter } from './byte-order.ts';

const FAMILY = 15;
const LEAST_WIDTH = 8;
export const DEFAULT_KLL_SIZE = 200;
const flag = { empty: 1, sorted: 2, single: 4 } as const;
const form = { short: 2, full: 5 } as const;

export type KllKind = 'bigint' | 'double' | 'float';
type Item = bigint | number;

const before = (a: Item, b: Item): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A quantile sketch (Karnin, Lang, Liberty) in the layout of DataSketches: level by level each item stands for twice as many, and a
 * full level gives every other item to the next one.
 */
export class KllSketch {
  readonly kind: KllKind;
  size: number;
  count = 0n;
  least: Item | undefined;
  most: Item | undefined;
  levels: Item[][] = [[]];

  constructor(kind: KllKind, size = DEFAULT_KLL_SIZE) {
    this.kind = kind;
    this.size = size;
  }

  add(item: Item): void {
    if (typeof item === 'number' && Number.isNaN(item)) return;
    this.#widen(item);
    this.count += 1n;
    (this.levels[0] as Item[]).push(item);
    if (this.#retained() > this.#capacity()) this.#compact();
  }

  #widen(item: Item): void {
    if (this.least === undefined || item < this.least) this.least = item;
    if (this.most === undefined || item > this.most) this.most = item;
  }

  /** Levels far below the top get two thirds of the room of the one above. */
  #capacityOf(level: number): number {
    return Math.max(LEAST_WIDTH, Math.round(this.size * (2 / 3) ** (this.levels.length - 1 - level)));
  }

  #capacity(): number {
    return this.levels.reduce((sum, _, level) => sum + this.#capacityOf(level), 0);
  }

  #retained(): number {
    return this.levels.reduce((sum, level) => sum + level.length, 0);
  }

  #compact(): void {
    const index = this.levels.findIndex((level, i) => level.length >= this.#capacityOf(i));
    const level = this.levels[index];
    if (level === undefined) return;
    level.sort(before);
    // An odd item stays where it is.
    const rest = level.length % 2 === 1 ? level.splice(0, 1) : [];
    const start = Math.random() < 0.5 ? 0 : 1;
    const half = level.filter((_, i) => i % 2 === start);
    this.levels[index] = rest;
    this.levels[index + 1] = [...(this.levels[index + 1] ?? []), ...half].sort(before);
  }

  merge(other: KllSketch): void {
    if (other.count === 0n) return;
    if (other.count > 1n) this.size = Math.min(this.size, other.levels.length > 1 ? other.size : this.size);
    this.#widen(other.least as Item);
    this.#widen(other.most as Item);
    this.count += other.count;
    other.levels.forEach((level, i) => {
      const items = [...(this.levels[i] ?? []), ...level];
      this.levels[i] = i === 0 ? items : items.sort(before);
    });
    while (this.#retained() > this.#capacity()) this.#compact();
  }

  /** All items by size, each with how many it and those below stand for. */
  #ranked(): { readonly item: Item; readonly upTo: bigint }[] {
    const weighted = this.levels.flatMap((level, i) => level.map((item) => ({ item, weight: 1n << BigInt(i) })));
    weighted.sort((a, b) => before(a.item, b.item));
    let upTo = 0n;
    return weighted.map(({ item, weight }) => {
      upTo += weight;
      return { item, upTo };
    });
  }

  /** The item below or at which the share of all items lies. */
  quantile(share: number): Item | undefined {
    const ranked = this.#ranked();
    const wanted = BigInt(Math.ceil(share * Number(this.count)));
    return (ranked.find(({ upTo }) => upTo >= wanted) ?? ranked.at(-1))?.item;
  }

  /** Share of the items that are not greater. */
  rank(item: Item): number {
    const last = this.#ranked().findLast((entry) => entry.item <= item);
    return last === undefined ? 0 : Number(last.upTo) / Number(this.count);
  }

  get #width(): number {
    return this.kind === 'float' ? 4 : 8;
  }

  toBytes(): Uint8Array {
    const out = new ByteWriter();
    const put = (item: Item): void => {
      if (this.kind === 'bigint') out.i64(item as bigint);
      else if (this.kind === 'double') out.f64(item as number);
      else out.f32(item as number);
    };
    const isShort = this.count <= 1n;
    const [only] = this.levels[0] ?? [];
    out
      .u8(isShort ? form.short : form.full)
      .u8(this.count === 1n ? 2 : 1)
      .u8(FAMILY);
    out
      .u8(this.count === 0n ? flag.empty : this.count === 1n ? flag.single : 0)
      .u16(this.size)
      .u8(LEAST_WIDTH)
      .u8(0);
    if (isShort) {
      if (only !== undefined) put(only);
      return out.done();
    }
    out.i64(this.count).u16(this.size).u8(this.levels.length).u8(0);
    let start = this.#capacity() - this.#retained();
    for (const level of this.levels) {
      out.i32(start);
      start += level.length;
    }
    put(this.least as Item);
    put(this.most as Item);
    for (const level of this.levels) level.forEach(put);
    return out.done();
  }

  /** Undefined when the bytes are no sketch of that kind. */
  static read(bytes: Uint8Array, kind: KllKind): KllSketch | undefined {
    try {
      return KllSketch.#parse(new ByteReader(bytes), kind);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  static #parse(reader: ByteReader, kind: KllKind): KllSketch | undefined {
    const take = (): Item => (kind === 'bigint' ? reader.i64() : kind === 'double' ? reader.f64() : reader.f32());
    reader.skip(1);
    const version = reader.u8();
    if ((version !== 1 && version !== 2) || reader.u8() !== FAMILY) return undefined;
    const flags = reader.u8();
    const sketch = new KllSketch(kind, reader.u16());
    reader.skip(2);
    if (flags & flag.empty) return sketch;
    if (flags & flag.single) {
      if (reader.rest().length !== sketch.#width) return undefined;
      sketch.add(take());
      return sketch;
    }
    sketch.count = reader.i64();
    reader.skip(2);
    const levels = reader.u8();
    reader.skip(1);
    const starts = Array.from({ length: levels }, reader.i32);
    sketch.least = take();
    sketch.most = take();
    const items = reader.rest().length / sketch.#width;
    const first = starts[0] ?? 0;
    if (!Number.isInteger(items)) return undefined;
    sketch.levels = starts.map((start, i) => Array.from({ length: (starts[i + 1] ?? first + items) - start }, take));
    return sketch;
  }

  toString(): string {
    const text = (item: Item | undefined): string =>
      item === undefined ? 'null' : typeof item === 'bigint' ? String(item) : this.kind === 'float' ? floatText(item) : doubleText(item);
    const retained = this.#retained();
    const capacity = this.#capacity();
    const name = { bigint: 'KllLongsSketch', double: 'KllDoublesSketch', float: 'KllFloatsSketch' }[this.kind];
    const percent = (error: number): string => `${(error * 100).toFixed(3)}%`;
    const header = 20 + 4 * this.levels.length;
    const facts: readonly (readonly [string, unknown])[] = [
      ['K', this.size],
      ['Dynamic min K', this.size],
      ['M', LEAST_WIDTH],
      ['N', this.count],
      ['Epsilon', percent(2.296 / this.size ** 0.9723)],
      ['Epsilon PMF', percent(2.446 / this.size ** 0.9433)],
      ['Empty', this.count === 0n],
      ['Estimation Mode', this.levels.length > 1],
      ['Levels', this.levels.length],
      ['Level 0 Sorted', false],
      ['Capacity Items', capacity],
      ['Retained Items', retained],
      ['Free Space', capacity - retained],
      ['ReadOnly', false],
      ['Updatable Storage Bytes', header + 4 + this.#width * (capacity + 2)],
      ['Compact Storage Bytes', this.toBytes().length],
      ['Min Item', text(this.least)],
      ['Max Item', text(this.most)],
    ];
    return `\n### Kll${name} Summary:\n${facts.map(([label, value]) => `   ${label.padEnd(23)}: ${value}\n`).join('')}### End sketch summary\n`;
  }
}
