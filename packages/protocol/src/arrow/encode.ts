import type { StructType } from '../types/index.ts';
import { ArrowError } from './arrow-error.ts';
import type { ArrowField, ArrowType, TimeUnit } from './arrow-field.ts';
import { layoutOf } from './arrow-field.ts';
import { bitBytes, bytesOf, type ColumnData, type RecordBatch } from './column-data.ts';
import { FlatbufferWriter } from './flatbuffer-writer.ts';
import { arrowFieldsOf } from './spark-arrow.ts';

const METADATA_VERSION_5 = 4;
const HEADER = { schema: 1, recordBatch: 3 } as const;
const ALIGNMENT = 8;
const PADDING = new Uint8Array(ALIGNMENT);
const TIME_UNITS: readonly TimeUnit[] = ['second', 'millisecond', 'microsecond', 'nanosecond'];
const INTERVAL_UNITS = ['year_month', 'day_time', 'month_day_nano'] as const;

/** What ends a stream. */
const END_OF_STREAM: Uint8Array = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Writes the table of a type; returns its number in Arrow's union of types and where it is. */
function writeType(writer: FlatbufferWriter, type: ArrowType): readonly [number, number] {
  const table = (number: number, fieldCount: number, fill?: () => void): readonly [number, number] => {
    writer.startTable(fieldCount);
    fill?.();
    return [number, writer.endTable()];
  };
  switch (type.kind) {
    case 'null':
      return table(1, 0);
    case 'int':
      return table(2, 2, () => {
        writer.int32(0, type.bits);
        writer.int8(1, type.signed ? 1 : 0);
      });
    case 'float':
      return table(3, 1, () => writer.int16(0, type.bits === 64 ? 2 : 1));
    case 'binary':
      return table(4, 0);
    case 'utf8':
      return table(5, 0);
    case 'bool':
      return table(6, 0);
    case 'decimal':
      return table(7, 3, () => {
        writer.int32(0, type.precision);
        writer.int32(1, type.scale);
        writer.int32(2, type.bits);
      });
    case 'date':
      return table(8, 1, () => writer.int16(0, type.unit === 'day' ? 0 : 1));
    case 'time':
      return table(9, 2, () => {
        writer.int32(1, type.bits);
        writer.int16(0, TIME_UNITS.indexOf(type.unit));
      });
    case 'timestamp': {
      const timeZone = type.timeZone === undefined ? undefined : writer.string(type.timeZone);
      return table(10, 2, () => {
        if (timeZone !== undefined) writer.reference(1, timeZone);
        writer.int16(0, TIME_UNITS.indexOf(type.unit));
      });
    }
    case 'interval':
      return table(11, 1, () => writer.int16(0, INTERVAL_UNITS.indexOf(type.unit)));
    case 'list':
      return table(12, 0);
    case 'struct':
      return table(13, 0);
    case 'map':
      return table(17, 1, () => writer.int8(0, type.keysSorted ? 1 : 0));
    case 'duration':
      return table(18, 1, () => writer.int16(0, TIME_UNITS.indexOf(type.unit)));
    default:
      throw new ArrowError(`Spark does not send the Arrow type ${type.kind}`);
  }
}

function writeMetadata(writer: FlatbufferWriter, metadata: ReadonlyMap<string, string>): number {
  const entries = [...metadata].map(([key, value]) => {
    const [keyAt, valueAt] = [writer.string(key), writer.string(value)];
    writer.startTable(2);
    writer.reference(0, keyAt);
    writer.reference(1, valueAt);
    return writer.endTable();
  });
  return writer.vectorOfOffsets(entries);
}

function writeField(writer: FlatbufferWriter, field: ArrowField): number {
  const name = writer.string(field.name);
  const children = writer.vectorOfOffsets(field.children.map((child) => writeField(writer, child)));
  const metadata = field.metadata === undefined ? undefined : writeMetadata(writer, field.metadata);
  const [typeNumber, type] = writeType(writer, field.type);
  writer.startTable(7);
  writer.reference(0, name);
  writer.int8(1, field.nullable ? 1 : 0);
  writer.int8(2, typeNumber);
  writer.reference(3, type);
  writer.reference(5, children);
  if (metadata !== undefined) writer.reference(6, metadata);
  return writer.endTable();
}

/** The message's length, its metadata, and zeros up to a multiple of 8. */
function frame(writer: FlatbufferWriter, headerNumber: number, header: number, bodyBytes: number): Uint8Array {
  writer.startTable(5);
  writer.int64(3, bodyBytes);
  writer.reference(2, header);
  writer.int16(0, METADATA_VERSION_5);
  writer.int8(1, headerNumber);
  const metadata = writer.finish(writer.endTable());
  const padded = (metadata.length + ALIGNMENT - 1) & -ALIGNMENT;
  const framed = new Uint8Array(8 + padded);
  const view = new DataView(framed.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, padded, true);
  framed.set(metadata, 8);
  return framed;
}

/** The message with which a stream of batches of this schema starts. */
export function encodeSchemaMessage(schema: StructType, timeZone: string): Uint8Array {
  const writer = new FlatbufferWriter();
  const fields = writer.vectorOfOffsets(arrowFieldsOf(schema, timeZone).map((field) => writeField(writer, field)));
  writer.startTable(4);
  writer.reference(1, fields);
  writer.int16(0, 0);
  return frame(writer, HEADER.schema, writer.endTable(), 0);
}

class BodyWriter {
  readonly nodes: (readonly [number, number])[] = [];
  readonly buffers: (readonly [number, number])[] = [];
  readonly chunks: Uint8Array[] = [];
  size = 0;

  #push(bytes: Uint8Array): void {
    this.buffers.push([this.size, bytes.length]);
    if (bytes.length === 0) return;
    this.chunks.push(bytes);
    const padding = -bytes.length & (ALIGNMENT - 1);
    if (padding > 0) this.chunks.push(PADDING.subarray(0, padding));
    this.size += bytes.length + padding;
  }

  column(column: ColumnData, field: ArrowField): void {
    const layout = layoutOf(field.type);
    const { length } = column;
    this.nodes.push([length, column.nullCount]);
    if (layout.kind === 'none') return;
    this.#push(column.nullCount === 0 || column.validity === undefined ? new Uint8Array(0) : column.validity.subarray(0, bitBytes(length)));
    const data = column.data ?? new Uint8Array(0);
    switch (layout.kind) {
      case 'bits':
        this.#push(data.subarray(0, bitBytes(length)));
        break;
      case 'fixed':
        this.#push(data.subarray(0, length * layout.bytes));
        break;
      case 'bytes':
        this.#push(bytesOf((column.offsets ?? new Int32Array(1)).subarray(0, length + 1)));
        this.#push(data.subarray(0, column.offsets?.[length] ?? 0));
        break;
      case 'list':
        this.#push(bytesOf((column.offsets ?? new Int32Array(1)).subarray(0, length + 1)));
        break;
      default:
        break;
    }
    for (const [index, child] of field.children.entries()) this.column(column.children?.[index] as ColumnData, child);
  }
}

/**
 * The message of one batch, in pieces that share the batch's memory: send them one after the other, or join them with
 * {@link joinChunks}.
 */
function encodeRecordBatch(batch: RecordBatch): Uint8Array[] {
  const body = new BodyWriter();
  for (const [index, field] of arrowFieldsOf(batch.schema, 'UTC').entries()) body.column(batch.columns[index] as ColumnData, field);
  const writer = new FlatbufferWriter();
  const buffers = writer.vectorOfPairs(body.buffers);
  const nodes = writer.vectorOfPairs(body.nodes);
  writer.startTable(5);
  writer.int64(0, batch.length);
  writer.reference(1, nodes);
  writer.reference(2, buffers);
  return [frame(writer, HEADER.recordBatch, writer.endTable(), body.size), ...body.chunks];
}

export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  let size = 0;
  for (const chunk of chunks) size += chunk.length;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/**
 * The IPC stream of one batch, in the batch's own memory where that has room for it: the batch must not be changed while the stream
 * is in use.
 *
 * @example
 * ```ts
 * const bytes = encodeBatchStream(encodeSchemaMessage(batch.schema, 'UTC'), batch);
 * ```
 */
export function encodeBatchStream(schemaMessage: Uint8Array, batch: RecordBatch): Uint8Array {
  const [metadata, ...body] = encodeRecordBatch(batch) as [Uint8Array, ...Uint8Array[]];
  const { memory } = batch;
  const isTogether = memory?.isBody(body, (piece) => piece.buffer === PADDING.buffer);
  const inPlace = isTogether ? memory?.surround([schemaMessage, metadata], END_OF_STREAM) : undefined;
  return inPlace ?? joinChunks([schemaMessage, metadata, ...body, END_OF_STREAM]);
}

/**
 * A whole Arrow IPC stream: schema, batches, end. Spark Connect's responses hold one such stream for each batch.
 *
 * @example
 * ```ts
 * const schema = types.struct([types.field('id', types.long)]);
 * const bytes = encodeStream(schema, [encodeRows(schema, [{ id: 1n }])], 'UTC');
 * ```
 */
export function encodeStream(schema: StructType, batches: Iterable<RecordBatch>, timeZone: string): Uint8Array {
  const chunks = [encodeSchemaMessage(schema, timeZone)];
  for (const batch of batches) chunks.push(...encodeRecordBatch(batch));
  chunks.push(END_OF_STREAM);
  return joinChunks(chunks);
}

/** How many bytes the body of a batch's message takes. */
export function bodySizeBytes(batch: RecordBatch): number {
  const body = new BodyWriter();
  for (const [index, field] of arrowFieldsOf(batch.schema, 'UTC').entries()) body.column(batch.columns[index] as ColumnData, field);
  return body.size;
}
