import { equalTypes, type StructType, types } from '../types/index.ts';
import { ArrowError } from './arrow-error.ts';
import type { ArrowField } from './arrow-field.ts';
import { layoutOf } from './arrow-field.ts';
import { canonicalFixed, evenOffsets, fromZero, joinViews, narrowOffsets } from './canonical.ts';
import { bitBytes, type ColumnData, int32s, int64s, type RecordBatch } from './column-data.ts';
import { concatColumns } from './concat.ts';
import { FlatbufferTable } from './flatbuffer-table.ts';
import { readSchemaHeader } from './schema-message.ts';
import { sliceColumn } from './slice.ts';
import { arrowFieldOf, dataTypeOfArrow, structFieldOfArrow } from './spark-arrow.ts';
import { positionsOf, takeColumn } from './take.ts';

const SCHEMA = 1;
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;
const FILE_MAGIC = 'ARROW1';

interface Message {
  readonly headerNumber: number;
  readonly header: FlatbufferTable;
  readonly body: Uint8Array;
}

/** The messages of all streams in the bytes; the file format is a stream between two marks. */
function* messagesOf(bytes: Uint8Array): Generator<Message> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFile = bytes.length > 8 && String.fromCharCode(...bytes.subarray(0, 6)) === FILE_MAGIC;
  let at = isFile ? 8 : 0;
  while (at + 4 <= bytes.length) {
    let size = view.getInt32(at, true);
    at += 4;
    if (size === -1) {
      if (at + 4 > bytes.length) throw new ArrowError('the Arrow stream ends within a message');
      size = view.getInt32(at, true);
      at += 4;
    }
    if (size === 0) {
      if (isFile) return;
      continue;
    }
    const bodyStart = at + size;
    if (size < 0 || bodyStart > bytes.length) throw new ArrowError('the Arrow stream ends within a message');
    const message = FlatbufferTable.root(bytes.subarray(at, bodyStart));
    const header = message.table(2);
    const bodyEnd = bodyStart + message.int64(3);
    if (bodyEnd > bytes.length) throw new ArrowError('the Arrow stream ends within a batch');
    if (header !== undefined) yield { headerNumber: message.uint8(1), header, body: bytes.subarray(bodyStart, bodyEnd) };
    at = bodyEnd;
  }
}

type Dictionaries = ReadonlyMap<number, ColumnData>;

/** What a column looks like once it is in Spark's form. */
function canonicalField(field: ArrowField): ArrowField {
  return arrowFieldOf(field.name, dataTypeOfArrow(field), field.nullable, 'UTC');
}

/** Takes the buffers of a batch one after the other, as the fields ask for them. */
class BatchReader {
  readonly #header: FlatbufferTable;
  readonly #body: Uint8Array;
  readonly #nodes: readonly number[];
  readonly #buffers: readonly number[];
  readonly #viewBufferCounts: readonly number[];
  readonly #dictionaries: Dictionaries;
  #node = 0;
  #buffer = 0;
  #view = 0;

  constructor(header: FlatbufferTable, body: Uint8Array, dictionaries: Dictionaries) {
    if (header.table(3) !== undefined) throw new ArrowError('compressed Arrow batches are not supported: send them uncompressed');
    this.#header = header;
    this.#body = body;
    this.#nodes = header.int64s(1, 2);
    this.#buffers = header.int64s(2, 2);
    this.#viewBufferCounts = header.int64s(4);
    this.#dictionaries = dictionaries;
  }

  get length(): number {
    return this.#header.int64(0);
  }

  #next(): Uint8Array {
    const offset = this.#buffers[this.#buffer * 2];
    const length = this.#buffers[this.#buffer * 2 + 1];
    if (offset === undefined || length === undefined) throw new ArrowError('the Arrow batch has fewer buffers than its schema says');
    if (offset + length > this.#body.length) throw new ArrowError('a buffer of the Arrow batch ends behind its body');
    this.#buffer++;
    return this.#body.subarray(offset, offset + length);
  }

  column(field: ArrowField): ColumnData {
    if (field.dictionary === undefined) return this.#plain(field);
    const { dictionary, ...values } = field;
    const indices = this.#plain({ ...values, type: dictionary.indexType, children: [] }, false);
    const layout = layoutOf(dictionary.indexType);
    const known = this.#dictionaries.get(dictionary.id);
    if (known === undefined) throw new ArrowError(`the column '${field.name}' refers to a dictionary that was not sent`);
    return takeColumn(known, canonicalField(values), positionsOf(indices, layout.kind === 'fixed' ? layout.bytes : 4));
  }

  #plain(field: ArrowField, canonical = true): ColumnData {
    const length = this.#nodes[this.#node * 2];
    const nullCount = this.#nodes[this.#node * 2 + 1];
    if (length === undefined || nullCount === undefined) throw new ArrowError('the Arrow batch has fewer columns than its schema says');
    this.#node++;
    const layout = layoutOf(field.type);
    if (layout.kind === 'none') return { length, nullCount: length };
    const bits = this.#next();
    const base: ColumnData =
      nullCount === 0 || bits.length === 0 ? { length, nullCount: 0 } : { length, nullCount, validity: bits.subarray(0, bitBytes(length)) };
    switch (layout.kind) {
      case 'bits':
        return { ...base, data: this.#next() };
      case 'fixed': {
        const data = this.#next().subarray(0, length * layout.bytes);
        if (data.length < length * layout.bytes) throw new ArrowError(`the column '${field.name}' is shorter than its batch`);
        if (field.type.kind === 'fixed_binary') return { ...base, offsets: evenOffsets(length, layout.bytes), data };
        return { ...base, data: canonical ? canonicalFixed(base, field.type, data) : data };
      }
      case 'bytes': {
        const { offsets, first, last } = this.#offsets(length, layout.large);
        return { ...base, offsets, data: this.#next().subarray(first, last) };
      }
      case 'view': {
        const views = this.#next();
        const count = this.#viewBufferCounts[this.#view++] ?? 0;
        const buffers = Array.from({ length: count }, () => this.#next());
        return { ...base, ...joinViews(base, views, buffers) };
      }
      case 'list': {
        const { offsets, first, last } = this.#offsets(length, layout.large);
        const [child] = field.children;
        if (child === undefined) throw new ArrowError(`the list '${field.name}' has no element type`);
        return { ...base, offsets, children: [sliceColumn(this.column(child), canonicalChild(field), first, last - first)] };
      }
      case 'fixed_list':
        return { ...base, offsets: evenOffsets(length, layout.size), children: field.children.map((child) => this.column(child)) };
      case 'struct':
        return { ...base, children: field.children.map((child) => this.column(child)) };
    }
  }

  #offsets(length: number, large: boolean): { readonly offsets: Int32Array; readonly first: number; readonly last: number } {
    const bytes = this.#next();
    // A column without rows may come without its single offset.
    if (length === 0) return { offsets: new Int32Array(1), first: 0, last: 0 };
    const offsets = large ? narrowOffsets(int64s(bytes).subarray(0, length + 1)) : int32s(bytes).subarray(0, length + 1);
    if (offsets.length <= length) throw new ArrowError('offsets of the Arrow batch are shorter than the batch');
    return fromZero(offsets);
  }
}

function canonicalChild(field: ArrowField): ArrowField {
  return canonicalField(field).children[0] as ArrowField;
}

function dictionaryFields(fields: readonly ArrowField[], into: Map<number, ArrowField>): Map<number, ArrowField> {
  for (const field of fields) {
    dictionaryFields(field.children, into);
    const { dictionary, ...values } = field;
    if (dictionary !== undefined) into.set(dictionary.id, values);
  }
  return into;
}

/** Reads messages of one or several streams of the same schema. */
class StreamReader {
  #fields: readonly ArrowField[] | undefined;
  #schema: StructType | undefined;
  #dictionaryFields: ReadonlyMap<number, ArrowField> = new Map();
  readonly #dictionaries = new Map<number, ColumnData>();

  get schema(): StructType {
    if (this.#schema === undefined) throw new ArrowError('the Arrow stream has no schema');
    return this.#schema;
  }

  #begin(header: FlatbufferTable): void {
    const fields = readSchemaHeader(header);
    const schema = types.struct(fields.map(structFieldOfArrow));
    if (this.#schema !== undefined && !equalTypes(schema, this.#schema)) {
      throw new ArrowError('Arrow streams of different schemas cannot be read as one');
    }
    this.#schema ??= schema;
    this.#fields = fields;
    this.#dictionaryFields = dictionaryFields(fields, new Map());
  }

  #dictionary(header: FlatbufferTable, body: Uint8Array): void {
    const id = header.int64(0);
    const field = this.#dictionaryFields.get(id);
    const data = header.table(1);
    if (field === undefined || data === undefined) throw new ArrowError('the Arrow stream has a dictionary of no column');
    const column = new BatchReader(data, body, this.#dictionaries).column(field);
    const known = this.#dictionaries.get(id);
    const isDelta = header.boolean(2) && known !== undefined;
    this.#dictionaries.set(id, isDelta ? concatColumns([known, column], canonicalField(field)) : column);
  }

  read(message: Message): RecordBatch | undefined {
    const { headerNumber, header, body } = message;
    switch (headerNumber) {
      case SCHEMA:
        this.#begin(header);
        return undefined;
      case DICTIONARY_BATCH:
        this.#dictionary(header, body);
        return undefined;
      case RECORD_BATCH: {
        const schema = this.schema;
        const reader = new BatchReader(header, body, this.#dictionaries);
        return { schema, length: reader.length, columns: (this.#fields ?? []).map((field) => reader.column(field)) };
      }
      default:
        throw new ArrowError(`Spark has no use for Arrow messages of the kind ${headerNumber}`);
    }
  }
}

/** What a stream holds. */
export interface ArrowStream {
  readonly schema: StructType;
  readonly batches: readonly RecordBatch[];
}

/**
 * Reads Arrow IPC bytes: one stream, several of one schema behind each other, or the file format. Values in forms that Spark does not have
 * are converted; the batches share the memory of `bytes` otherwise.
 *
 * @example
 * ```ts
 * const { schema, batches } = decodeStream(bytes);
 * for (const batch of batches) for (const row of rowsOf(batch)) console.log(row);
 * ```
 */
export function decodeStream(bytes: Uint8Array): ArrowStream {
  const reader = new StreamReader();
  const batches: RecordBatch[] = [];
  for (const message of messagesOf(bytes)) {
    const batch = reader.read(message);
    if (batch !== undefined) batches.push(batch);
  }
  return { schema: reader.schema, batches };
}
