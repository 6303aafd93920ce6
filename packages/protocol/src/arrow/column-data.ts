import type { StructType } from '../types/index.ts';
import type { BatchMemory } from './batch-memory.ts';

/**
 * The buffers of one column, as Arrow lays them out, without copying what they came from.
 *
 * Offsets start at 0 and bits at the first bit of a buffer: a slice of a column is a column. Which buffers there are follows from the
 * column's type: `data` for fixed widths, bits and bytes; 32-bit `offsets` for bytes and lists; `children` for lists, maps and structs.
 */
export interface ColumnData {
  readonly length: number;
  /** Bit i is 1 when value i is not null; absent when none is null. */
  readonly validity?: Uint8Array;
  readonly nullCount: number;
  readonly offsets?: Int32Array;
  readonly data?: Uint8Array;
  readonly children?: readonly ColumnData[];
}

/** Rows as columns, in the forms that Spark uses: what `arrowFieldsOf(schema)` describes. */
export interface RecordBatch {
  readonly schema: StructType;
  readonly length: number;
  readonly columns: readonly ColumnData[];
  /** Where the columns lie, if they lie together. */
  readonly memory?: BatchMemory;
}

/** Bytes that a batch holds in memory, about: what is shared with others counts too. */
export function memorySizeBytes(batch: RecordBatch): number {
  if (batch.memory) return batch.memory.bytes.byteLength;
  let bytes = 0;
  const pending = [...batch.columns];
  for (let column = pending.pop(); column; column = pending.pop()) {
    bytes += (column.data?.byteLength ?? 0) + (column.offsets?.byteLength ?? 0) + (column.validity?.byteLength ?? 0);
    pending.push(...(column.children ?? []));
  }
  return bytes;
}

/**
 * Bytes that a typed array of items of `size` bytes may look at; copied only where they are not aligned for it.
 * Not by `slice`, which does not copy a Node Buffer.
 */
export function alignedTo(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
}

export function int32s(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, byteLength } = alignedTo(bytes, 4);
  return new Int32Array(buffer, byteOffset, byteLength >> 2);
}

export function int64s(bytes: Uint8Array): BigInt64Array {
  const { buffer, byteOffset, byteLength } = alignedTo(bytes, 8);
  return new BigInt64Array(buffer, byteOffset, byteLength >> 3);
}

export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function isValid(column: ColumnData, index: number): boolean {
  return column.validity === undefined || (((column.validity[index >> 3] as number) >> (index & 7)) & 1) === 1;
}

/** How many bytes hold `count` bits. */
export function bitBytes(count: number): number {
  return (count + 7) >> 3;
}

const BITS_SET = new Uint8Array(256).map((_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

/** How many of the first `count` bits are 1. */
export function countBits(bits: Uint8Array, count: number): number {
  const whole = count >> 3;
  let total = 0;
  for (let index = 0; index < whole; index++) total += BITS_SET[bits[index] as number] as number;
  const rest = count & 7;
  return rest === 0 ? total : total + (BITS_SET[(bits[whole] as number) & ((1 << rest) - 1)] as number);
}

/** Copies `count` bits from bit `from` of the source to bit `to` of a target that is still all 0 there. */
export function copyBits(source: Uint8Array, from: number, target: Uint8Array, to: number, count: number): void {
  if ((from & 7) === 0 && (to & 7) === 0) {
    const whole = count >> 3;
    target.set(source.subarray(from >> 3, (from >> 3) + whole), to >> 3);
    const rest = count & 7;
    if (rest > 0) target[(to >> 3) + whole] = (source[(from >> 3) + whole] as number) & ((1 << rest) - 1);
    return;
  }
  let done = 0;
  while (done < count) {
    const take = Math.min(8 - ((to + done) & 7), count - done);
    const at = from + done;
    const shift = at & 7;
    const pair = (source[at >> 3] as number) | ((source[(at >> 3) + 1] ?? 0) << 8);
    const bits = (pair >> shift) & ((1 << take) - 1);
    const place = (to + done) >> 3;
    target[place] = (target[place] as number) | (bits << ((to + done) & 7));
    done += take;
  }
}

/** Sets `count` bits, from bit `from` on, to 1. */
export function setBits(target: Uint8Array, from: number, count: number): void {
  let at = from;
  const end = from + count;
  while (at < end) {
    if ((at & 7) === 0 && end - at >= 8) {
      const last = at + ((end - at) & ~7);
      target.fill(255, at >> 3, last >> 3);
      at = last;
    } else {
      target[at >> 3] = (target[at >> 3] as number) | (1 << (at & 7));
      at++;
    }
  }
}
