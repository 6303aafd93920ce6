import type { StructType } from '../types/index.ts';
import { ArrowError } from './arrow-error.ts';
import type { ArrowField } from './arrow-field.ts';
import { layoutOf } from './arrow-field.ts';
import { bitBytes, type ColumnData, copyBits, type RecordBatch, setBits } from './column-data.ts';
import { arrowFieldsOf } from './spark-arrow.ts';

const MAX_OFFSET = 2 ** 31 - 1;

function totalOf(columns: readonly ColumnData[], size: (column: ColumnData) => number): number {
  let total = 0;
  for (const column of columns) total += size(column);
  return total;
}

function joinValidity(columns: readonly ColumnData[], length: number): Uint8Array | undefined {
  if (columns.every((column) => column.validity === undefined)) return undefined;
  const target = new Uint8Array(bitBytes(length));
  let at = 0;
  for (const column of columns) {
    if (column.validity === undefined) setBits(target, at, column.length);
    else copyBits(column.validity, 0, target, at, column.length);
    at += column.length;
  }
  return target;
}

function joinBits(columns: readonly ColumnData[], length: number): Uint8Array {
  const target = new Uint8Array(bitBytes(length));
  let at = 0;
  for (const column of columns) {
    copyBits(column.data ?? new Uint8Array(bitBytes(column.length)), 0, target, at, column.length);
    at += column.length;
  }
  return target;
}

/** The bytes that a column's values take, without padding behind them. */
function joinBytes(columns: readonly ColumnData[], size: (column: ColumnData) => number): Uint8Array {
  const target = new Uint8Array(totalOf(columns, size));
  let at = 0;
  for (const column of columns) {
    const bytes = size(column);
    if (bytes > 0 && column.data !== undefined) target.set(column.data.subarray(0, bytes), at);
    at += bytes;
  }
  return target;
}

function lastOffset(column: ColumnData): number {
  return column.offsets?.[column.length] ?? 0;
}

function joinOffsets(columns: readonly ColumnData[], length: number): Int32Array {
  if (totalOf(columns, lastOffset) > MAX_OFFSET) throw new ArrowError('a column of more than 2 GiB must stay in several batches');
  const target = new Int32Array(length + 1);
  let at = 0;
  let base = 0;
  for (const column of columns) {
    const { offsets } = column;
    if (offsets === undefined) {
      target.fill(base, at, at + column.length + 1);
    } else if (base === 0) {
      target.set(offsets.subarray(0, column.length + 1), at);
    } else {
      for (let index = 0; index <= column.length; index++) target[at + index] = (offsets[index] as number) + base;
    }
    at += column.length;
    base += lastOffset(column);
  }
  return target;
}

function joinChildren(columns: readonly ColumnData[], field: ArrowField): ColumnData[] {
  return field.children.map((child, index) =>
    concatColumns(
      columns.map((column) => column.children?.[index] as ColumnData),
      child,
    ),
  );
}

/** The columns one after the other. */
export function concatColumns(columns: readonly ColumnData[], field: ArrowField): ColumnData {
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return only;
  const length = totalOf(columns, (column) => column.length);
  const validity = joinValidity(columns, length);
  const base = {
    length,
    nullCount: totalOf(columns, (column) => column.nullCount),
    ...(validity === undefined ? {} : { validity }),
  };
  const layout = layoutOf(field.type);
  switch (layout.kind) {
    case 'bits':
      return { ...base, data: joinBits(columns, length) };
    case 'fixed':
      return { ...base, data: joinBytes(columns, (column) => column.length * layout.bytes) };
    case 'bytes':
      return { ...base, offsets: joinOffsets(columns, length), data: joinBytes(columns, lastOffset) };
    case 'list':
      return { ...base, offsets: joinOffsets(columns, length), children: joinChildren(columns, field) };
    case 'struct':
      return { ...base, children: joinChildren(columns, field) };
    default:
      return base;
  }
}

/** The rows of all batches as one batch. */
export function concatBatches(schema: StructType, batches: readonly RecordBatch[]): RecordBatch {
  const [only] = batches;
  if (batches.length === 1 && only !== undefined) return only;
  return {
    schema,
    length: batches.reduce((total, batch) => total + batch.length, 0),
    columns: arrowFieldsOf(schema, 'UTC').map((field, index) =>
      concatColumns(
        batches.map((batch) => batch.columns[index] as ColumnData),
        field,
      ),
    ),
  };
}
