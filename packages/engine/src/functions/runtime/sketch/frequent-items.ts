import { type DataType, Decimal, type InternalValue } from '@kindling/protocol';
import { ByteReader, ByteWriter } from './byte-order.ts';

const FAMILY = 10;
const VERSION = 1;
const LEAST_LOG = 3;
const LOAD = 0.75;
const GOLDEN_RATIO = 0.6180339887498949;
const SAMPLE = 1024;

const utf8 = new TextEncoder();
const utf8Text = new TextDecoder();
const MASK = (1n << 64n) - 1n;

/** Where an item's count would stand in a table: Java's hash code, mixed. */
function slotHash(code: number): bigint {
  let key = BigInt.asUintN(64, BigInt(code));
  key ^= key >> 33n;
  key = (key * 0xff51afd7ed558ccdn) & MASK;
  key ^= key >> 33n;
  key = (key * 0xc4ceb9fe1a85ec53n) & MASK;
  return key ^ (key >> 33n);
}

const scratch = new DataView(new ArrayBuffer(8));

const longCode = (value: bigint): number => Number(BigInt.asIntN(32, value ^ (BigInt.asUintN(64, value) >> 32n)));

/** Java's hashCode of an item. */
function hashCode(value: InternalValue, type: DataType): number {
  if (typeof value === 'string') {
    let code = 0;
    for (let i = 0; i < value.length; i++) code = (Math.imul(code, 31) + value.charCodeAt(i)) | 0;
    return code;
  }
  if (typeof value === 'bigint') return longCode(value);
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (value instanceof Decimal) return longCode(value.unscaled);
  if (type.kind === 'float') {
    scratch.setFloat32(0, value as number);
    return scratch.getInt32(0);
  }
  if (type.kind === 'double') {
    scratch.setFloat64(0, value as number);
    return longCode(scratch.getBigInt64(0));
  }
  return value as number;
}

const keyOf = (value: InternalValue): unknown => (value instanceof Decimal ? value.toString() : value);

interface Tracked {
  readonly item: InternalValue;
  readonly code: number;
  count: bigint;
}

/** How often items come up, for the most frequent ones: when the table is full, all counts fall by their median. */
export class FrequentItems {
  readonly logMost: number;
  readonly type: DataType;
  readonly #items = new Map<unknown, Tracked>();
  #log = LEAST_LOG;
  /** All that was counted, and by how much counts fell. */
  #weight = 0n;
  #lost = 0n;

  constructor(logMost: number, type: DataType) {
    this.logMost = logMost;
    this.type = type;
  }

  /** The table that holds so many items. */
  static logFor(items: number): number {
    return Math.max(LEAST_LOG, Math.ceil(Math.log2(items / LOAD)));
  }

  add(item: InternalValue, count = 1n): void {
    this.#weight += count;
    const key = keyOf(item);
    const known = this.#items.get(key);
    if (known) {
      known.count += count;
      return;
    }
    this.#items.set(key, { item, code: hashCode(item, this.type), count });
    while (this.#items.size > LOAD * 2 ** this.#log) {
      if (this.#log < this.logMost) this.#log += 1;
      else this.#purge();
    }
  }

  #purge(): void {
    const sample = [...this.#items.values()].slice(0, SAMPLE).map(({ count }) => count);
    sample.sort((a, b) => (a < b ? -1 : 1));
    const median = sample[sample.length >> 1] ?? 1n;
    this.#lost += median;
    for (const [key, tracked] of this.#items) {
      tracked.count -= median;
      if (tracked.count <= 0n) this.#items.delete(key);
    }
  }

  merge(other: FrequentItems): void {
    const weight = this.#weight + other.#weight;
    for (const { item, count } of other.#visited()) this.add(item, count);
    this.#weight = weight;
    this.#lost += other.#lost;
  }

  /** As they stand in a table with linear probing. */
  #table(): readonly (Tracked | undefined)[] {
    const size = 2 ** this.#log;
    const table: (Tracked | undefined)[] = new Array(size).fill(undefined);
    for (const tracked of this.#items.values()) {
      let slot = Number(slotHash(tracked.code) & BigInt(size - 1));
      while (table[slot] !== undefined) slot = (slot + 1) % size;
      table[slot] = tracked;
    }
    return table;
  }

  /** As they are visited: with a stride, so that filling another table does not crowd its front. */
  #visited(): readonly Tracked[] {
    const table = this.#table();
    const stride = Math.trunc(table.length * GOLDEN_RATIO) | 1;
    return table.flatMap((_, i) => table[(i * stride) % table.length] ?? []);
  }

  /** The most frequent items whose counts are sure to be above the error. */
  top(limit: number): readonly (readonly [item: InternalValue, count: bigint])[] {
    const sure = this.#visited().filter(({ count }) => count > this.#lost);
    sure.sort((a, b) => (a.count > b.count ? -1 : a.count < b.count ? 1 : 0));
    return sure.slice(0, limit).map(({ item, count }) => [item, count + this.#lost] as const);
  }

  toBytes(): Uint8Array {
    const out = new ByteWriter();
    const items = this.#table().filter((tracked) => tracked !== undefined);
    const isEmpty = items.length === 0;
    out
      .u8(isEmpty ? 1 : 4)
      .u8(VERSION)
      .u8(FAMILY)
      .u8(this.logMost)
      .u8(this.#log)
      .u8(isEmpty ? 4 : 0)
      .u16(0);
    if (isEmpty) return out.done();
    out.i32(items.length).i32(0).i64(this.#weight).i64(this.#lost);
    for (const { count } of items) out.i64(count);
    for (const { item } of items) writeItem(out, item, this.type);
    return out.i64(0n).done();
  }

  /** Undefined when the bytes are no such sketch. */
  static read(bytes: Uint8Array, type: DataType): FrequentItems | undefined {
    try {
      const reader = new ByteReader(bytes);
      const preambleLongs = reader.u8();
      if (reader.u8() !== VERSION || reader.u8() !== FAMILY) return undefined;
      const sketch = new FrequentItems(reader.u8(), type);
      sketch.#log = reader.u8();
      reader.skip(3);
      if (preambleLongs === 1) return sketch;
      const count = reader.i32();
      reader.skip(4);
      const weight = reader.i64();
      const lost = reader.i64();
      const counts = Array.from({ length: count }, reader.i64);
      for (const times of counts) sketch.add(readItem(reader, type), times);
      sketch.#weight = weight;
      sketch.#lost = lost;
      return sketch;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
}

/** Kinds of numbers name themselves before each number. */
const marks: Partial<Record<DataType['kind'], number>> = { byte: 2, short: 3, integer: 9, date: 9, float: 6, double: 0 };
const MOST_INT_DIGITS = 9;

function writeItem(out: ByteWriter, item: InternalValue, type: DataType): void {
  const mark = marks[type.kind];
  if (mark !== undefined) out.u8(mark);
  switch (type.kind) {
    case 'boolean':
      out.u8(item === true ? 1 : 0);
      return;
    case 'byte':
      out.u8((item as number) & 0xff);
      return;
    case 'short':
      out.u16((item as number) & 0xffff);
      return;
    case 'float':
      out.f32(item as number);
      return;
    case 'double':
      out.f64(item as number);
      return;
    case 'decimal':
      if (type.precision <= MOST_INT_DIGITS) out.u8(9).i32(Number((item as Decimal).unscaled));
      else writeText(out, String((item as Decimal).unscaled));
      return;
    case 'string':
    case 'char':
    case 'varchar':
      writeText(out, item as string);
      return;
    default:
      if (typeof item === 'bigint') out.i64(item);
      else out.i32(item as number);
  }
}

function writeText(out: ByteWriter, text: string): void {
  const bytes = utf8.encode(text);
  out.i32(bytes.length).bytes(bytes);
}

const readText = (reader: ByteReader): string => utf8Text.decode(reader.bytes(reader.i32()));

function readItem(reader: ByteReader, type: DataType): InternalValue {
  if (marks[type.kind] !== undefined) reader.skip(1);
  switch (type.kind) {
    case 'boolean':
      return reader.u8() === 1;
    case 'byte':
      return (reader.u8() << 24) >> 24;
    case 'short':
      return (reader.u16() << 16) >> 16;
    case 'integer':
    case 'date':
      return reader.i32();
    case 'float':
      return reader.f32();
    case 'double':
      return reader.f64();
    case 'decimal':
      if (type.precision > MOST_INT_DIGITS) return new Decimal(BigInt(readText(reader)), type.scale);
      reader.skip(1);
      return new Decimal(BigInt(reader.i32()), type.scale);
    case 'string':
    case 'char':
    case 'varchar':
      return readText(reader);
    default:
      return reader.i64();
  }
}
