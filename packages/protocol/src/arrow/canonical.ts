import { ArrowError } from './arrow-error.ts';
import type { ArrowType, TimeUnit } from './arrow-field.ts';
import { bytesOf, type ColumnData, int32s, int64s, isValid } from './column-data.ts';

/** Brings the forms in which other programs send values to the one in which Spark does. */

const UNITS_PER_SECOND: Readonly<Record<TimeUnit, bigint>> = {
  second: 1n,
  millisecond: 1_000n,
  microsecond: 1_000_000n,
  nanosecond: 1_000_000_000n,
};

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** 64-bit counts of one unit as counts of another, rounded down. */
function rescaled(column: ColumnData, counts: BigInt64Array, from: TimeUnit, to: TimeUnit): Uint8Array {
  const [have, want] = [UNITS_PER_SECOND[from], UNITS_PER_SECOND[to]];
  const target = new BigInt64Array(column.length);
  for (let index = 0; index < column.length; index++) {
    const count = counts[index] as bigint;
    if (want >= have) {
      const value = count * (want / have);
      if (BigInt.asIntN(64, value) !== value && isValid(column, index)) throw new ArrowError(`${count} ${from}s are out of Spark's range`);
      target[index] = value;
    } else {
      const divisor = have / want;
      const quotient = count / divisor;
      target[index] = count < 0n && quotient * divisor !== count ? quotient - 1n : quotient;
    }
  }
  return bytesOf(target);
}

function widened(column: ColumnData, data: Uint8Array, bits: number): Uint8Array {
  const view = viewOf(data);
  switch (bits) {
    case 8:
      return bytesOf(Int16Array.from({ length: column.length }, (_, index) => view.getUint8(index)));
    case 16:
      return bytesOf(Int32Array.from({ length: column.length }, (_, index) => view.getUint16(index * 2, true)));
    case 32:
      return bytesOf(BigInt64Array.from({ length: column.length }, (_, index) => BigInt(view.getUint32(index * 4, true))));
    default: {
      const target = new BigInt64Array(column.length * 2);
      for (let index = 0; index < column.length; index++) target[index * 2] = view.getBigInt64(index * 8, true);
      return bytesOf(target);
    }
  }
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decimals128(column: ColumnData, data: Uint8Array, bits: number): Uint8Array {
  const view = viewOf(data);
  const width = bits / 8;
  const target = new BigInt64Array(column.length * 2);
  for (let index = 0; index < column.length; index++) {
    const at = index * width;
    const low = bits === 32 ? BigInt(view.getInt32(at, true)) : view.getBigInt64(at, true);
    const high = bits > 64 ? view.getBigInt64(at + 8, true) : low >> 63n;
    target[index * 2] = low;
    target[index * 2 + 1] = high;
    const beyond = high >> 63n;
    const fits = bits <= 128 || (view.getBigInt64(at + 16, true) === beyond && view.getBigInt64(at + 24, true) === beyond);
    if (!fits && isValid(column, index)) throw new ArrowError('a decimal of 256 bits has more than 38 digits');
  }
  return bytesOf(target);
}

/** The data of a column of fixed width, as Spark's form of the type. */
export function canonicalFixed(column: ColumnData, type: ArrowType, data: Uint8Array): Uint8Array {
  switch (type.kind) {
    case 'int':
      return type.signed ? data : widened(column, data, type.bits);
    case 'float': {
      if (type.bits !== 16) return data;
      const view = viewOf(data);
      return bytesOf(Float32Array.from({ length: column.length }, (_, index) => halfFloat(view.getUint16(index * 2, true))));
    }
    case 'decimal':
      return type.bits === 128 ? data : decimals128(column, data, type.bits);
    case 'date': {
      if (type.unit === 'day') return data;
      const millis = int64s(data);
      return bytesOf(Int32Array.from({ length: column.length }, (_, index) => Math.floor(Number(millis[index]) / 86_400_000)));
    }
    case 'time': {
      const counts = type.bits === 64 ? int64s(data) : BigInt64Array.from(int32s(data), BigInt);
      return type.unit === 'nanosecond' ? data : rescaled(column, counts, type.unit, 'nanosecond');
    }
    case 'timestamp':
    case 'duration':
      return type.unit === 'microsecond' ? data : rescaled(column, int64s(data), type.unit, 'microsecond');
    case 'interval': {
      if (type.unit !== 'day_time') return data;
      const parts = int32s(data);
      return bytesOf(
        BigInt64Array.from(
          { length: column.length },
          (_, index) => BigInt(parts[index * 2] as number) * 86_400_000_000n + BigInt(parts[index * 2 + 1] as number) * 1000n,
        ),
      );
    }
    default:
      return data;
  }
}

/** 64-bit offsets as 32-bit ones. */
export function narrowOffsets(offsets: BigInt64Array): Int32Array {
  const last = offsets[offsets.length - 1] ?? 0n;
  if (last > 0x7fff_ffffn) throw new ArrowError('a column of more than 2 GiB must be sent in several batches');
  return Int32Array.from(offsets, Number);
}

/** Offsets that start at 0, and what they cut off before and behind. */
export function fromZero(offsets: Int32Array): { readonly offsets: Int32Array; readonly first: number; readonly last: number } {
  const first = offsets[0] ?? 0;
  const last = offsets[offsets.length - 1] ?? 0;
  return { offsets: first === 0 ? offsets : offsets.map((offset) => offset - first), first, last };
}

/** Values behind 16-byte views, joined. */
export function joinViews(
  column: ColumnData,
  views: Uint8Array,
  buffers: readonly Uint8Array[],
): { readonly offsets: Int32Array; readonly data: Uint8Array } {
  const view = viewOf(views);
  const offsets = new Int32Array(column.length + 1);
  for (let index = 0; index < column.length; index++) {
    offsets[index + 1] = (offsets[index] as number) + (isValid(column, index) ? view.getInt32(index * 16, true) : 0);
  }
  const data = new Uint8Array(offsets[column.length] as number);
  for (let index = 0; index < column.length; index++) {
    const at = index * 16;
    const to = offsets[index] as number;
    const length = (offsets[index + 1] as number) - to;
    if (length === 0) continue;
    if (length <= 12) {
      data.set(views.subarray(at + 4, at + 4 + length), to);
    } else {
      const from = view.getInt32(at + 12, true);
      data.set((buffers[view.getInt32(at + 8, true)] as Uint8Array).subarray(from, from + length), to);
    }
  }
  return { offsets, data };
}

/** Offsets of lists that all have `size` items. */
export function evenOffsets(length: number, size: number): Int32Array {
  return Int32Array.from({ length: length + 1 }, (_, index) => index * size);
}
