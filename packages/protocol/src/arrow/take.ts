import type { ArrowField } from './arrow-field.ts';
import { layoutOf } from './arrow-field.ts';
import { bitBytes, type ColumnData, isValid } from './column-data.ts';

function takeBits(bits: Uint8Array, indices: Int32Array): Uint8Array {
  const target = new Uint8Array(bitBytes(indices.length));
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at] as number;
    if (index >= 0 && ((bits[index >> 3] as number) >> (index & 7)) & 1) target[at >> 3] = (target[at >> 3] as number) | (1 << (at & 7));
  }
  return target;
}

function takeFixed(data: Uint8Array, indices: Int32Array, width: number): Uint8Array {
  const target = new Uint8Array(indices.length * width);
  for (let at = 0; at < indices.length; at++) {
    const from = (indices[at] as number) * width;
    if (from >= 0) for (let byte = 0; byte < width; byte++) target[at * width + byte] = data[from + byte] as number;
  }
  return target;
}

/** Where the taken items end up, and which of the child's items they are. */
function takeOffsets(offsets: Int32Array, indices: Int32Array): { readonly offsets: Int32Array; readonly items: Int32Array } {
  const taken = new Int32Array(indices.length + 1);
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at] as number;
    taken[at + 1] = (taken[at] as number) + (index < 0 ? 0 : (offsets[index + 1] as number) - (offsets[index] as number));
  }
  const items = new Int32Array(taken[indices.length] as number);
  for (let at = 0; at < indices.length; at++) {
    const shift = (offsets[indices[at] as number] ?? 0) - (taken[at] as number);
    for (let item = taken[at] as number; item < (taken[at + 1] as number); item++) items[item] = item + shift;
  }
  return { offsets: taken, items };
}

/** The values of a column at the given positions; a negative position gives a null. */
export function takeColumn(column: ColumnData, field: ArrowField, indices: Int32Array): ColumnData {
  const { length } = indices;
  const validity = new Uint8Array(bitBytes(length));
  let nullCount = 0;
  for (let at = 0; at < length; at++) {
    const index = indices[at] as number;
    if (index >= 0 && isValid(column, index)) validity[at >> 3] = (validity[at >> 3] as number) | (1 << (at & 7));
    else nullCount++;
  }
  const base = { length, nullCount, ...(nullCount === 0 ? {} : { validity }) };
  const layout = layoutOf(field.type);
  const data = column.data ?? new Uint8Array(0);
  switch (layout.kind) {
    case 'bits':
      return { ...base, data: takeBits(data, indices) };
    case 'fixed':
      return { ...base, data: takeFixed(data, indices, layout.bytes) };
    case 'bytes': {
      const { offsets, items } = takeOffsets(column.offsets ?? new Int32Array(1), indices);
      return { ...base, offsets, data: takeFixed(data, items, 1) };
    }
    case 'list': {
      const { offsets, items } = takeOffsets(column.offsets ?? new Int32Array(1), indices);
      return { ...base, offsets, children: takeChildren(column, field, items) };
    }
    case 'struct':
      return { ...base, children: takeChildren(column, field, indices) };
    default:
      return { length, nullCount: length };
  }
}

function takeChildren(column: ColumnData, field: ArrowField, indices: Int32Array): ColumnData[] {
  return field.children.map((child, index) => takeColumn(column.children?.[index] as ColumnData, child, indices));
}

/** The little-endian integers of a column of 1, 2, 4 or 8 bytes each, as positions; nulls are -1. */
export function positionsOf(column: ColumnData, bytes: number): Int32Array {
  const data = column.data ?? new Uint8Array(0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = [
    (at: number) => view.getUint8(at),
    (at: number) => view.getUint16(at * 2, true),
    (at: number) => view.getInt32(at * 4, true),
    (at: number) => Number(view.getBigInt64(at * 8, true)),
  ][Math.log2(bytes)] as (at: number) => number;
  return Int32Array.from({ length: column.length }, (_, at) => (isValid(column, at) ? read(at) : -1));
}
