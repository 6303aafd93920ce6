import type { NativeBatch, NativeColumn } from './native-batch.ts';
import type { Pointer } from './native-calls.ts';
import { copyBytes, native } from './native-library.ts';
import { arrowWidthBytes } from './native-type.ts';

/** Rows of DuckDB's vectors. */
export const vectorRows = 2048;

/** Copies rows of a batch into a chunk. */
export function writeChunk(chunk: Pointer, batch: NativeBatch, from: number, count: number, columnIndexes?: readonly number[]): void {
  const indexes = columnIndexes ?? batch.columns.map((_, i) => i);
  indexes.forEach((index, position) => {
    const column = batch.columns[index];
    if (column !== undefined) writeColumn(native.duckdb_data_chunk_get_vector(chunk, position), column, from, count, 0);
  });
  native.duckdb_data_chunk_set_size(chunk, count);
}

/** Copies `count` values of a column, from row `from`, into a flat vector, from row `at`. */
export function writeColumn(vector: Pointer, column: NativeColumn, from: number, count: number, at: number): void {
  if (count === 0) return;
  writeValidity(vector, column, from, count, at);
  const { type } = column;
  switch (type.kind) {
    case 'NULL':
      return;
    case 'BOOLEAN':
      writeBytes(vector, expandBits(column.data!, from, count), at);
      return;
    case 'VARCHAR':
    case 'BLOB':
      writeText(vector, column, from, count, at);
      return;
    case 'DECIMAL':
      writeDecimals(vector, type.precision, column.data!, from, count, at);
      return;
    case 'INTERVAL':
      writeIntervals(vector, column.data!, from, count, at);
      return;
    case 'LIST':
    case 'MAP':
      writeLists(vector, column, from, count, at);
      return;
    case 'STRUCT':
      column.children!.forEach((child, i) => {
        writeColumn(native.duckdb_struct_vector_get_child(vector, i), child, from, count, at);
      });
      return;
    default: {
      const width = arrowWidthBytes(type);
      if (width === 0) throw new TypeError(`DuckDB cannot be given values of the type ${type.kind}`);
      writeBytes(vector, column.data!.subarray(from * width, (from + count) * width), at * width);
    }
  }
}

function writeBytes(vector: Pointer, bytes: Uint8Array, atByte: number): void {
  copyBytes(native.duckdb_vector_get_data(vector) + BigInt(atByte), bytes, bytes.length);
}

function isPresent(column: NativeColumn, row: number): boolean {
  if (column.type.kind === 'NULL') return false;
  return column.validity === undefined || ((column.validity[row >> 3]! >> (row & 7)) & 1) === 1;
}

/** A new vector has no NULL, so only columns that have some need their bits. */
function writeValidity(vector: Pointer, column: NativeColumn, from: number, count: number, at: number): void {
  if (column.nullCount === 0) return;
  native.duckdb_vector_ensure_validity_writable(vector);
  const target = native.duckdb_vector_get_validity(vector)! + BigInt(at >> 3);
  const shift = at & 7;
  const bits = new Uint8Array((shift + count + 7) >> 3);
  copyBytes(bits, target, bits.length);
  for (let i = 0; i < count; i++) {
    const bit = 1 << ((shift + i) & 7);
    if (isPresent(column, from + i)) bits[(shift + i) >> 3]! |= bit;
    else bits[(shift + i) >> 3]! &= ~bit;
  }
  copyBytes(target, bits, bits.length);
}

function expandBits(bits: Uint8Array, from: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = (bits[(from + i) >> 3]! >> ((from + i) & 7)) & 1;
  return bytes;
}

const stringBytes = 16;
const inlineBytes = 12;

/**
 * DuckDB's strings are 16 bytes each: up to 12 bytes stand in them, longer ones are pointed to. The long ones are handed over as one
 * single string, which DuckDB copies into the vector's own heap, and then pointed into: one call for a column, not one for a value.
 */
function writeText(vector: Pointer, column: NativeColumn, from: number, count: number, at: number): void {
  const offsets = column.offsets!;
  const data = column.data!;
  const start = offsets[from]!;
  const end = offsets[from + count]!;
  let hasLong = false;
  for (let i = from; i < from + count && !hasLong; i++) hasLong = offsets[i + 1]! - offsets[i]! > inlineBytes;
  const vectorData = native.duckdb_vector_get_data(vector) + BigInt(at * stringBytes);
  const entries = new Uint8Array(count * stringBytes);
  const words = new Int32Array(entries.buffer);
  let heap = 0n;
  if (hasLong) {
    native.duckdb_unsafe_vector_assign_string_element_len(vector, at, data.subarray(start, end), end - start);
    const pointer = new BigUint64Array(1);
    copyBytes(pointer, vectorData + 8n, 8);
    heap = pointer[0]!;
  }
  const pointers = new BigUint64Array(entries.buffer);
  for (let i = 0; i < count; i++) {
    const first = offsets[from + i]!;
    const size = offsets[from + i + 1]! - first;
    const entry = i * stringBytes;
    words[i * 4] = size;
    const shown = size <= inlineBytes ? size : 4;
    for (let b = 0; b < shown; b++) entries[entry + 4 + b] = data[first + b]!;
    if (size > inlineBytes) pointers[i * 2 + 1] = heap + BigInt(first - start);
  }
  copyBytes(vectorData, entries, entries.length);
}

function writeDecimals(vector: Pointer, precision: number, data: Uint8Array, from: number, count: number, at: number): void {
  const rows = data.subarray(from * 16, (from + count) * 16);
  const size = precision > 18 ? 16 : precision > 9 ? 8 : precision > 4 ? 4 : 2;
  const target = new Uint8Array(count * size);
  // Little endian: the low bytes of a small number are the number.
  for (let i = 0; i < count; i++) for (let b = 0; b < size; b++) target[i * size + b] = rows[i * 16 + b]!;
  writeBytes(vector, target, at * size);
}

function writeIntervals(vector: Pointer, data: Uint8Array, from: number, count: number, at: number): void {
  const rows = data.slice(from * 16, (from + count) * 16);
  const words = new BigInt64Array(rows.buffer);
  for (let i = 0; i < count; i++) words[i * 2 + 1]! /= 1000n;
  writeBytes(vector, rows, at * 16);
}

function writeLists(vector: Pointer, column: NativeColumn, from: number, count: number, at: number): void {
  const offsets = column.offsets!;
  const start = offsets[from]!;
  const size = offsets[from + count]! - start;
  const childAt = native.duckdb_list_vector_get_size(vector);
  native.duckdb_list_vector_reserve(vector, childAt + size);
  native.duckdb_list_vector_set_size(vector, childAt + size);
  writeColumn(native.duckdb_list_vector_get_child(vector), column.children![0]!, start, size, childAt);
  const entries = new BigUint64Array(count * 2);
  for (let i = 0; i < count; i++) {
    const first = offsets[from + i]!;
    entries[i * 2] = BigInt(first - start + childAt);
    entries[i * 2 + 1] = BigInt(offsets[from + i + 1]! - first);
  }
  copyBytes(native.duckdb_vector_get_data(vector) + BigInt(at * 16), entries, entries.byteLength);
}
