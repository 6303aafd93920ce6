import type { ArrowField } from './arrow-field.ts';
import { layoutOf } from './arrow-field.ts';
import { bitBytes, type ColumnData, copyBits, countBits, type RecordBatch } from './column-data.ts';
import { arrowFieldsOf } from './spark-arrow.ts';

function sliceBits(bits: Uint8Array, start: number, length: number): Uint8Array {
  if ((start & 7) === 0) return bits.subarray(start >> 3, (start >> 3) + bitBytes(length));
  const target = new Uint8Array(bitBytes(length));
  copyBits(bits, start, target, 0, length);
  return target;
}

function rebased(
  offsets: Int32Array,
  start: number,
  length: number,
): { readonly offsets: Int32Array; readonly first: number; readonly last: number } {
  const part = offsets.subarray(start, start + length + 1);
  const first = part[0] ?? 0;
  return { offsets: first === 0 ? part : part.map((offset) => offset - first), first, last: part[length] ?? first };
}

/** `length` values of a column from `start` on; large buffers are shared with it. */
export function sliceColumn(column: ColumnData, field: ArrowField, start: number, length: number): ColumnData {
  if (start === 0 && length === column.length) return column;
  const validity = column.validity === undefined ? undefined : sliceBits(column.validity, start, length);
  const base = {
    length,
    nullCount: validity === undefined ? (field.type.kind === 'null' ? length : 0) : length - countBits(validity, length),
    ...(validity === undefined ? {} : { validity }),
  };
  const layout = layoutOf(field.type);
  const data = column.data ?? new Uint8Array(0);
  const children = column.children ?? [];
  switch (layout.kind) {
    case 'bits':
      return { ...base, data: sliceBits(data, start, length) };
    case 'fixed':
      return { ...base, data: data.subarray(start * layout.bytes, (start + length) * layout.bytes) };
    case 'bytes': {
      const { offsets, first, last } = rebased(column.offsets ?? new Int32Array(1), start, length);
      return { ...base, offsets, data: data.subarray(first, last) };
    }
    case 'list': {
      const { offsets, first, last } = rebased(column.offsets ?? new Int32Array(1), start, length);
      return {
        ...base,
        offsets,
        children: children.map((child, index) => sliceColumn(child, field.children[index] as ArrowField, first, last - first)),
      };
    }
    case 'struct':
      return { ...base, children: children.map((child, index) => sliceColumn(child, field.children[index] as ArrowField, start, length)) };
    default:
      return base;
  }
}

/** Rows `start` to `start + length` of a batch, cut at its end. */
export function sliceBatch(batch: RecordBatch, start: number, length: number = batch.length - start): RecordBatch {
  const from = Math.min(Math.max(start, 0), batch.length);
  const count = Math.max(Math.min(length, batch.length - from), 0);
  if (from === 0 && count === batch.length) return batch;
  const fields = arrowFieldsOf(batch.schema, 'UTC');
  return {
    schema: batch.schema,
    length: count,
    columns: batch.columns.map((column, index) => sliceColumn(column, fields[index] as ArrowField, from, count)),
  };
}
