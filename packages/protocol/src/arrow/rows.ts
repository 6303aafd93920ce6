import type { StructType } from '../types/index.ts';
import { type InternalValue, type Row, rowFactoryOf, toInternalRow } from '../values/index.ts';
import { ArrowError } from './arrow-error.ts';
import type { ArrowField } from './arrow-field.ts';
import { layoutOf } from './arrow-field.ts';
import { type ColumnBuilder, columnBuilder } from './column-builder.ts';
import type { ColumnData, RecordBatch } from './column-data.ts';
import { arrowFieldsOf } from './spark-arrow.ts';
import { internalReader, rowValueReader } from './value-reader.ts';

/** The rows of a batch, each made when it is asked for. */
export function* rowsOf(batch: RecordBatch): Generator<Row, void, undefined> {
  const row = rowAccess(batch);
  for (let index = 0; index < batch.length; index++) yield row(index);
}

/** Makes single rows of a batch by their position. */
export function rowAccess(batch: RecordBatch): (index: number) => Row {
  const readers = batch.schema.fields.map((field, ordinal) => rowValueReader(field.dataType, batch.columns[ordinal] as ColumnData));
  const makeRow = rowFactoryOf(batch.schema);
  return (index) => {
    const values = new Array<unknown>(readers.length);
    for (let ordinal = 0; ordinal < readers.length; ordinal++) values[ordinal] = (readers[ordinal] as (index: number) => unknown)(index);
    return makeRow(values);
  };
}

/** The rows of a batch as arrays of internal values. */
export function* internalRowsOf(batch: RecordBatch): Generator<InternalValue[], void, undefined> {
  const readers = batch.schema.fields.map((field, ordinal) => internalReader(field.dataType, batch.columns[ordinal] as ColumnData));
  for (let index = 0; index < batch.length; index++) yield readers.map((read) => read(index));
}

/** All values of one column, as a TypeScript program sees them. */
export function columnToValues(batch: RecordBatch, ordinal: number): unknown[] {
  const field = batch.schema.fields[ordinal];
  const column = batch.columns[ordinal];
  if (field === undefined || column === undefined) throw new RangeError(`the batch has no column ${ordinal}`);
  const read = rowValueReader(field.dataType, column);
  return Array.from({ length: batch.length }, (_, index) => read(index));
}

/** Collects rows into one batch. */
export class BatchBuilder {
  readonly schema: StructType;
  readonly #builders: readonly ColumnBuilder[];
  #length = 0;

  constructor(schema: StructType) {
    this.schema = schema;
    this.#builders = schema.fields.map((field) => columnBuilder(field.dataType));
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a row of internal values, unchecked. */
  appendInternal(values: readonly InternalValue[]): void {
    for (let ordinal = 0; ordinal < this.#builders.length; ordinal++) {
      (this.#builders[ordinal] as ColumnBuilder).append(values[ordinal] ?? null);
    }
    this.#length++;
  }

  /** Adds a row of a TypeScript program: a Row, an object, or an array in column order. */
  append(row: unknown): void {
    this.appendInternal(toInternalRow(row, this.schema));
  }

  finish(): RecordBatch {
    return { schema: this.schema, length: this.#length, columns: this.#builders.map((builder) => builder.finish()) };
  }
}

/**
 * Rows of a TypeScript program as a batch. Every value is checked against its type; a {@link ValueError} names the field.
 *
 * @example
 * ```ts
 * const schema = parseSchema('id BIGINT NOT NULL, day DATE');
 * encodeRows(schema, [{ id: 1n, day: LocalDate.of(2020, 2, 8) }, [2n, null]]);
 * ```
 */
export function encodeRows(schema: StructType, rows: Iterable<unknown>): RecordBatch {
  const builder = new BatchBuilder(schema);
  for (const row of rows) builder.append(row);
  return builder.finish();
}

/** Rows of internal values as a batch, unchecked. */
export function encodeInternalRows(schema: StructType, rows: Iterable<readonly InternalValue[]>): RecordBatch {
  const builder = new BatchBuilder(schema);
  for (const row of rows) builder.appendInternal(row);
  return builder.finish();
}

function sameLayout(a: ArrowField, b: ArrowField): boolean {
  const [left, right] = [layoutOf(a.type), layoutOf(b.type)];
  if (left.kind !== right.kind) return false;
  if (left.kind === 'fixed' && right.kind === 'fixed' && left.bytes !== right.bytes) return false;
  return a.children.length === b.children.length && a.children.every((child, index) => sameLayout(child, b.children[index] as ArrowField));
}

/** The same buffers under another schema whose columns are laid out the same, as a long and a timestamp are. */
export function relabelBatch(batch: RecordBatch, schema: StructType): RecordBatch {
  const from = arrowFieldsOf(batch.schema, 'UTC');
  const to = arrowFieldsOf(schema, 'UTC');
  const wrong = to.findIndex((field, index) => from[index] === undefined || !sameLayout(from[index], field));
  if (from.length !== to.length || wrong >= 0) {
    throw new ArrowError(`column ${wrong < 0 ? Math.min(from.length, to.length) : wrong} has other buffers than its new type`);
  }
  return { ...batch, schema };
}
