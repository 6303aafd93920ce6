import koffi from 'koffi';
import { alignedBytes, BodyMemory } from './body-memory.ts';
import { DuckDbError } from './duckdb-error.ts';
import { childTypes, type NativeBatch, type NativeColumn } from './native-batch.ts';
import type { Pointer } from './native-calls.ts';
import { allocate, cell, copyBytes, free, native } from './native-library.ts';
import { arrowWidthBytes, type NativeType } from './native-type.ts';

/** `struct ArrowArray` of the Arrow C data interface: ten words. */
const arrowArrayBytes = 80;
const word = { length: 0, nullCount: 1, offset: 2, bufferCount: 3, childCount: 4, buffers: 5, children: 6, release: 8 } as const;

const releaseProto = koffi.proto('void', ['void *']);

/** A column of one exported chunk, still in DuckDB's memory. */
interface ExportedColumn {
  readonly length: number;
  readonly nullCount: number;
  readonly buffers: BigUint64Array;
  readonly children: readonly ExportedColumn[];
  /** Values that the offsets span, for types that have offsets. */
  readonly spanned: number;
}

const scratch = new BigUint64Array(arrowArrayBytes / 8);
const lastOffset = new Int32Array(1);

function readArray(address: Pointer, type: NativeType | null, children: readonly NativeType[]): ExportedColumn {
  copyBytes(scratch, address, arrowArrayBytes);
  if (scratch[word.offset] !== 0n) throw new Error('DuckDB exported an Arrow array that does not start at its first value');
  const length = Number(scratch[word.length]);
  const nullCount = Number(scratch[word.nullCount]);
  const buffersAddress = scratch[word.buffers]!;
  const childrenAddress = scratch[word.children]!;
  const buffers = new BigUint64Array(Number(scratch[word.bufferCount]));
  const childAddresses = new BigUint64Array(Number(scratch[word.childCount]));
  if (childAddresses.length !== children.length) {
    throw new Error(`DuckDB exported ${childAddresses.length} Arrow children where ${type?.kind ?? 'the row'} has ${children.length}`);
  }
  copyBytes(buffers, buffersAddress, buffers.byteLength);
  copyBytes(childAddresses, childrenAddress, childAddresses.byteLength);
  let spanned = 0;
  if (type !== null && hasOffsets(type) && length > 0) {
    copyBytes(lastOffset, buffers[1]! + BigInt(length * 4), 4);
    spanned = lastOffset[0]!;
  }
  return {
    length,
    nullCount,
    buffers,
    spanned,
    children: children.map((child, i) => readArray(childAddresses[i]!, child, childTypes(child))),
  };
}

function hasOffsets(type: NativeType): boolean {
  return type.kind === 'VARCHAR' || type.kind === 'BLOB' || type.kind === 'UUID' || type.kind === 'LIST' || type.kind === 'MAP';
}

function sizeBytes(column: ExportedColumn, type: NativeType): number {
  let total = arrowWidthBytes(type) * column.length + (column.length >> 3);
  if (hasOffsets(type)) total += 4 * column.length;
  if (hasOffsets(type) && column.children.length === 0) total += column.spanned;
  const types = childTypes(type);
  for (let i = 0; i < types.length; i++) total += sizeBytes(column.children[i]!, types[i]!);
  return total;
}

/**
 * Turns DuckDB's chunks (2,048 rows) into batches in our memory. Each chunk is exported by DuckDB's own C++ to Arrow, and the parts
 * of a batch are joined by `memcpy`, once, into buffers of the exact size.
 */
export class ArrowExport {
  readonly #types: readonly NativeType[];
  readonly #options: Pointer;
  readonly #slots: Pointer;
  readonly #capacity: number;
  #parts: ExportedColumn[] = [];
  #rows = 0;
  #bytes = 0;

  /** `options` is of `duckdb_connection_get_arrow_options`, and stays the caller's. */
  constructor(types: readonly NativeType[], options: Pointer, capacity: number) {
    this.#types = types;
    this.#options = options;
    this.#capacity = capacity;
    this.#slots = allocate(arrowArrayBytes * capacity);
  }

  get rows(): number {
    return this.#rows;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.#parts.length === this.#capacity;
  }

  /** Adds a chunk, which the caller may destroy afterwards. */
  add(chunk: Pointer): void {
    const slot = this.#slots + BigInt(this.#parts.length * arrowArrayBytes);
    const error = native.duckdb_data_chunk_to_arrow(this.#options, chunk, slot);
    if (error !== null) {
      const message = native.duckdb_error_data_message(error);
      native.duckdb_destroy_error_data(cell(error));
      throw new DuckDbError(message);
    }
    const part = readArray(slot, null, this.#types);
    this.#parts.push(part);
    this.#rows += part.length;
    for (let i = 0; i < this.#types.length; i++) this.#bytes += sizeBytes(part.children[i]!, this.#types[i]!);
  }

  /** Everything added since the last batch. */
  take(): NativeBatch {
    const parts = this.#types.map((_, i) => this.#parts.map((part) => part.children[i]!));
    const bodyBytes = this.#types.reduce((total, type, i) => total + joinedBytes(type, parts[i]!), 0);
    const memory = new BodyMemory(bodyBytes, this.#types.length);
    const columns = this.#types.map((type, i) => join(type, parts[i]!, memory));
    const length = this.#rows;
    this.#release();
    return { length, columns, memory: memory.finish() };
  }

  #release(): void {
    for (let i = 0; i < this.#parts.length; i++) {
      const slot = this.#slots + BigInt(i * arrowArrayBytes);
      copyBytes(scratch, slot, arrowArrayBytes);
      koffi.call(scratch[word.release]!, releaseProto, slot);
    }
    this.#parts = [];
    this.#rows = 0;
    this.#bytes = 0;
  }

  [Symbol.dispose](): void {
    this.#release();
    free(this.#slots);
  }
}

function childParts(parts: readonly ExportedColumn[], child: number): readonly ExportedColumn[] {
  return parts.map((part) => part.children[child]!);
}

function total(parts: readonly ExportedColumn[], what: 'length' | 'nullCount' | 'spanned'): number {
  let sum = 0;
  for (const part of parts) sum += part[what];
  return sum;
}

const bitmapBytes = (length: number): number => (length + 7) >> 3;

/** How much memory `join` takes for a column. */
function joinedBytes(type: NativeType, parts: readonly ExportedColumn[]): number {
  if (type.kind === 'NULL') return 0;
  const length = total(parts, 'length');
  const validity = total(parts, 'nullCount') === 0 ? 0 : alignedBytes(bitmapBytes(length));
  if (type.kind === 'BOOLEAN') return validity + alignedBytes(bitmapBytes(length));
  const width = arrowWidthBytes(type);
  if (width > 0) return validity + alignedBytes(length * width);
  const types = childTypes(type);
  const children = types.reduce((sum, child, i) => sum + joinedBytes(child, childParts(parts, i)), 0);
  if (!hasOffsets(type)) return validity + children;
  return validity + alignedBytes((length + 1) * 4) + (types.length > 0 ? children : alignedBytes(total(parts, 'spanned')));
}

/** Buffers are taken in the order in which Arrow's messages have them. */
function join(type: NativeType, parts: readonly ExportedColumn[], memory: BodyMemory): NativeColumn {
  const length = total(parts, 'length');
  if (type.kind === 'NULL') return { type, length, nullCount: length };
  const nullCount = total(parts, 'nullCount');
  const column = nullCount === 0 ? { type, length, nullCount } : { type, length, nullCount, validity: joinBits(parts, 0, length, memory) };
  if (type.kind === 'BOOLEAN') return { ...column, data: joinBits(parts, 1, length, memory) };
  const width = arrowWidthBytes(type);
  if (width > 0) return { ...column, data: joinFixed(parts, width, length, memory) };
  const offsets = hasOffsets(type) ? joinOffsets(parts, length, memory) : undefined;
  const children = childTypes(type).map((child, i) => join(child, childParts(parts, i), memory));
  if (offsets === undefined) return { ...column, children };
  return children.length > 0 ? { ...column, offsets, children } : { ...column, offsets, data: joinBytes(parts, memory) };
}

function joinFixed(parts: readonly ExportedColumn[], width: number, length: number, memory: BodyMemory): Uint8Array {
  const data = memory.take(length * width);
  let at = 0;
  for (const part of parts) {
    const size = part.length * width;
    if (size > 0) copyBytes(data.subarray(at), part.buffers[1]!, size);
    at += size;
  }
  return data;
}

function joinBytes(parts: readonly ExportedColumn[], memory: BodyMemory): Uint8Array {
  const data = memory.take(total(parts, 'spanned'));
  let at = 0;
  for (const part of parts) {
    if (part.spanned > 0) copyBytes(data.subarray(at), part.buffers[2]!, part.spanned);
    at += part.spanned;
  }
  return data;
}

function joinOffsets(parts: readonly ExportedColumn[], length: number, memory: BodyMemory): Int32Array {
  const bytes = memory.take((length + 1) * 4);
  const offsets = new Int32Array(bytes.buffer, bytes.byteOffset, length + 1);
  offsets[0] = 0;
  let at = 0;
  let base = 0;
  for (const part of parts) {
    if (part.length === 0) continue;
    copyBytes(offsets.subarray(at + 1), part.buffers[1]! + 4n, part.length * 4);
    const end = at + part.length;
    if (base > 0) for (let i = at + 1; i <= end; i++) offsets[i]! += base;
    at = end;
    base += part.spanned;
    if (base > 0x7fffffff) throw new RangeError('A batch holds more than 2 GiB in one column');
  }
  return offsets;
}

/** Joins bitmaps: by bytes while a part starts at a whole byte, otherwise shifted into place. */
function joinBits(parts: readonly ExportedColumn[], buffer: 0 | 1, length: number, memory: BodyMemory): Uint8Array {
  const bits = memory.take(bitmapBytes(length)).fill(0);
  let at = 0;
  for (const part of parts) {
    if (part.length === 0) continue;
    const source = part.buffers[buffer]!;
    const isAbsent = source === 0n || (buffer === 0 && part.nullCount === 0);
    const size = (part.length + 7) >> 3;
    const shift = at & 7;
    const first = at >> 3;
    if (shift === 0) {
      if (isAbsent) bits.fill(0xff, first, first + size);
      else copyBytes(bits.subarray(first), source, size);
    } else {
      const piece = new Uint8Array(size).fill(0xff);
      if (!isAbsent) copyBytes(piece, source, size);
      for (let i = 0; i < size; i++) {
        const value = piece[i]!;
        bits[first + i]! |= value << shift;
        if (first + i + 1 < bits.length) bits[first + i + 1]! = value >> (8 - shift);
      }
    }
    at += part.length;
    // What lies behind the part's last bit must be zero, since the next part is or-ed onto it.
    if ((at & 7) !== 0) bits[at >> 3]! &= (1 << (at & 7)) - 1;
  }
  return bits;
}
