import { ByteReader, ByteWriter } from './byte-order.ts';

const FAMILY = 7;
const VERSION = 1;
const flag = { empty: 4, outOfOrder: 16 } as const;
/** Target of eight bits a register, in the byte that also names the mode. */
const HLL8 = 2 << 2;
const mode = { list: 0, set: 1, registers: 2 } as const;
const ADDRESS_MASK = 0x3ffffff;
const FIRST_LIST_LOG = 3;
const FIRST_SET_LOG = 5;
/** Below it there is no set between list and registers. */
const LEAST_LOG_WITH_SET = 8;

const addressOf = (coupon: number): number => coupon & ADDRESS_MASK;
const rankOf = (coupon: number): number => coupon >>> 26;

/** Address and rank of an item in 32 bits, as DataSketches pack them. */
export function couponOf([low, high]: readonly [bigint, bigint]): number {
  const zeros = high === 0n ? 64 : 64 - high.toString(2).length;
  return ((Math.min(zeros, 62) + 1) << 26) | Number(low & BigInt(ADDRESS_MASK));
}

/** A HyperLogLog sketch of DataSketches: coupons while they are few, then registers. */
export class HllSketch {
  readonly logSize: number;
  #coupons: Set<number> | undefined = new Set();
  #registers: Uint8Array | undefined;
  /** Sum of the inverse powers of two of all registers, and the estimate that grew with each change of one. */
  #inverseSum = 0;
  #accumulated = 0;
  #isOutOfOrder = false;

  constructor(logSize: number) {
    this.logSize = logSize;
  }

  add(coupon: number): void {
    if (this.#registers) {
      this.#raise(this.#registers, coupon);
      return;
    }
    this.#coupons?.add(coupon);
    if ((this.#coupons?.size ?? 0) > this.#mostCoupons()) this.#promote();
  }

  #mostCoupons(): number {
    return this.logSize < LEAST_LOG_WITH_SET ? 8 : (3 * 2 ** (this.logSize - 3)) / 4;
  }

  #promote(): void {
    const coupons = this.#coupons ?? [];
    const registers = new Uint8Array(2 ** this.logSize);
    this.#registers = registers;
    this.#inverseSum = registers.length;
    const count = this.#coupons?.size ?? 0;
    for (const coupon of coupons) this.#raise(registers, coupon);
    this.#accumulated = count;
    this.#coupons = undefined;
  }

  #raise(registers: Uint8Array, coupon: number): void {
    const slot = addressOf(coupon) & (registers.length - 1);
    const rank = rankOf(coupon);
    const known = registers[slot] as number;
    if (rank <= known) return;
    registers[slot] = rank;
    this.#accumulated += registers.length / this.#inverseSum;
    this.#inverseSum += 2 ** -rank - 2 ** -known;
  }

  /** Takes in another sketch; one with more registers is folded. */
  merge(other: HllSketch): void {
    if (other.#coupons) {
      for (const coupon of other.#coupons) this.add(coupon);
      return;
    }
    if (other.#registers === undefined) return;
    if (this.#coupons?.size === 0 && this.logSize === other.logSize) {
      this.#copy(other);
      return;
    }
    if (this.#coupons) this.#promote();
    const registers = this.#registers as Uint8Array;
    other.#registers.forEach((rank, slot) => {
      if (rank > 0) this.#raise(registers, (rank << 26) | slot);
    });
    this.#isOutOfOrder = true;
  }

  #copy(other: HllSketch): void {
    this.#coupons = undefined;
    this.#registers = other.#registers?.slice();
    this.#inverseSum = other.#inverseSum;
    this.#accumulated = other.#accumulated;
    this.#isOutOfOrder = other.#isOutOfOrder;
  }

  /** The same items in fewer registers. */
  folded(logSize: number): HllSketch {
    const folded = new HllSketch(logSize);
    folded.merge(this);
    return folded;
  }

  estimate(): number {
    if (this.#coupons) return this.#coupons.size;
    return this.#isOutOfOrder ? registersEstimate(this.#registers as Uint8Array) : this.#accumulated;
  }

  toBytes(): Uint8Array {
    return this.#coupons ? this.#couponBytes(this.#coupons) : this.#registerBytes(this.#registers as Uint8Array);
  }

  #couponBytes(coupons: ReadonlySet<number>): Uint8Array {
    const out = new ByteWriter();
    if (coupons.size <= 2 ** FIRST_LIST_LOG) {
      out
        .u8(2)
        .u8(VERSION)
        .u8(FAMILY)
        .u8(this.logSize)
        .u8(FIRST_LIST_LOG)
        .u8(coupons.size === 0 ? flag.empty : 0)
        .u8(coupons.size)
        .u8(HLL8 | mode.list);
      for (const coupon of coupons) out.i32(coupon);
      for (let i = coupons.size; i < 2 ** FIRST_LIST_LOG; i++) out.i32(0);
      return out.done();
    }
    let log = FIRST_SET_LOG;
    while (4 * coupons.size > 3 * 2 ** log) log += 1;
    out
      .u8(3)
      .u8(VERSION)
      .u8(FAMILY)
      .u8(this.logSize)
      .u8(log)
      .u8(0)
      .u8(0)
      .u8(HLL8 | mode.set)
      .i32(coupons.size);
    for (const coupon of hashTable(coupons, log)) out.i32(coupon);
    return out.done();
  }

  #registerBytes(registers: Uint8Array): Uint8Array {
    const out = new ByteWriter();
    const zeros = registers.reduce((count, rank) => count + (rank === 0 ? 1 : 0), 0);
    let [low, high] = [0, 0];
    for (const rank of registers) {
      if (rank < 32) low += 2 ** -rank;
      else high += 2 ** -rank;
    }
    out
      .u8(10)
      .u8(VERSION)
      .u8(FAMILY)
      .u8(this.logSize)
      .u8(0)
      .u8(this.#isOutOfOrder ? flag.outOfOrder : 0)
      .u8(0)
      .u8(HLL8 | mode.registers);
    return out
      .f64(this.#isOutOfOrder ? 0 : this.#accumulated)
      .f64(low)
      .f64(high)
      .i32(zeros)
      .i32(0)
      .bytes(registers)
      .done();
  }

  /** Undefined when the bytes are no sketch with registers of eight bits. */
  static read(bytes: Uint8Array): HllSketch | undefined {
    try {
      const reader = new ByteReader(bytes);
      reader.skip(1);
      if (reader.u8() !== VERSION || reader.u8() !== FAMILY) return undefined;
      const sketch = new HllSketch(reader.u8());
      if (sketch.logSize < 4 || sketch.logSize > 21) return undefined;
      const log = reader.u8();
      const flags = reader.u8();
      reader.skip(1);
      const form = reader.u8();
      if ((form & 3) === mode.registers) return form >> 2 === 2 ? sketch.#readRegisters(reader, flags) : undefined;
      if ((form & 3) === mode.set) reader.skip(4);
      // A compact sketch has only its coupons, another its whole table.
      const isCompact = (flags & 8) !== 0;
      const slots = isCompact ? reader.rest().length / 4 : 2 ** ((form & 3) === mode.set ? log : FIRST_LIST_LOG);
      for (let i = 0; i < slots; i++) {
        const coupon = reader.i32();
        if (coupon !== 0) sketch.add(coupon);
      }
      return sketch;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #readRegisters(reader: ByteReader, flags: number): HllSketch {
    this.#coupons = undefined;
    this.#isOutOfOrder = (flags & flag.outOfOrder) !== 0;
    this.#accumulated = reader.f64();
    this.#inverseSum = reader.f64() + reader.f64();
    reader.skip(8);
    this.#registers = reader.bytes(2 ** this.logSize).slice();
    return this;
  }
}

/** Open addressing, each coupon with a stride of its own. */
function hashTable(coupons: Iterable<number>, log: number): Int32Array {
  const table = new Int32Array(2 ** log);
  const mask = table.length - 1;
  for (const coupon of coupons) {
    let slot = coupon & mask;
    const stride = (addressOf(coupon) >>> log) | 1;
    while (table[slot] !== 0) slot = (slot + stride) & mask;
    table[slot] = coupon;
  }
  return table;
}

const MOST_RANK = 63;

/** Ertl's estimator of the registers alone, which needs no tables: merged sketches have lost the order of their items. */
function registersEstimate(registers: Uint8Array): number {
  const counts = new Float64Array(MOST_RANK + 2);
  for (const rank of registers) counts[rank] = (counts[rank] as number) + 1;
  const size = registers.length;
  let sum = size * tau(1 - (counts[MOST_RANK + 1] as number) / size);
  for (let rank = MOST_RANK; rank >= 1; rank--) sum = 0.5 * (sum + (counts[rank] as number));
  sum += size * sigma((counts[0] as number) / size);
  return (size * size) / (2 * Math.LN2 * sum);
}

function sigma(start: number): number {
  if (start === 1) return Infinity;
  let [x, y, z] = [start, 1, start];
  for (let last = Number.NaN; z !== last; ) {
    x *= x;
    last = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let [x, y, z] = [start, 1, 1 - start];
  for (let last = Number.NaN; z !== last; ) {
    x = Math.sqrt(x);
    last = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
