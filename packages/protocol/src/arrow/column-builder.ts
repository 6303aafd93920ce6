import type { DataType, StructField, StructType } from '../types/index.ts';
import { types } from '../types/index.ts';
import type { CalendarInterval, Decimal, GeoValue, InternalValue, VariantValue } from '../values/index.ts';
import { ArrowError } from './arrow-error.ts';
import { bitBytes, type ColumnData } from './column-data.ts';

/** Collects internal values of one type into the buffers of a column. */
export interface ColumnBuilder {
  readonly length: number;
  append(value: InternalValue): void;
  finish(): ColumnData;
}

const MAX_OFFSET = 2 ** 31 - 1;
const utf8 = new TextEncoder();

/** Validity bits, made only when the first null comes. */
abstract class ValidityBuilder implements ColumnBuilder {
  #bits: Uint8Array | undefined;
  #nullCount = 0;
  length = 0;

  append(value: InternalValue): void {
    if (value === null) {
      this.#bits ??= new Uint8Array(Math.max(64, bitBytes(this.length + 1))).fill(255);
      this.#nullCount++;
    }
    if (this.#bits !== undefined) {
      if (this.#bits.length * 8 <= this.length) {
        const grown = new Uint8Array(this.#bits.length * 2).fill(255);
        grown.set(this.#bits);
        this.#bits = grown;
      }
      if (value === null) {
        const at = this.length >> 3;
        this.#bits[at] = (this.#bits[at] as number) & ~(1 << (this.length & 7));
      }
    }
    this.write(value, this.length);
    this.length++;
  }

  protected abstract write(value: InternalValue, index: number): void;
  protected abstract buffers(): Omit<ColumnData, 'length' | 'nullCount' | 'validity'>;

  finish(): ColumnData {
    const base = { length: this.length, nullCount: this.#nullCount, ...this.buffers() };
    return this.#bits === undefined ? base : { ...base, validity: this.#bits.subarray(0, bitBytes(this.length)) };
  }
}

class NullBuilder extends ValidityBuilder {
  protected override write(): void {
    // The length is all there is.
  }
  protected override buffers(): Omit<ColumnData, 'length' | 'nullCount' | 'validity'> {
    return {};
  }
  override finish(): ColumnData {
    return { length: this.length, nullCount: this.length };
  }
}

class FixedBuilder extends ValidityBuilder {
  readonly #width: number;
  readonly #set: (view: DataView, at: number, value: NonNullable<InternalValue>) => void;
  #bytes: Uint8Array;
  #view: DataView;

  constructor(width: number, set: (view: DataView, at: number, value: NonNullable<InternalValue>) => void) {
    super();
    this.#width = width;
    this.#set = set;
    this.#bytes = new Uint8Array(width * 64);
    this.#view = new DataView(this.#bytes.buffer);
  }

  protected override write(value: InternalValue, index: number): void {
    const at = index * this.#width;
    if (at + this.#width > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    if (value !== null) this.#set(this.#view, at, value);
  }

  protected override buffers(): Omit<ColumnData, 'length' | 'nullCount' | 'validity'> {
    return { data: this.#bytes.subarray(0, this.length * this.#width) };
  }
}

class BooleanBuilder extends ValidityBuilder {
  #bits = new Uint8Array(64);

  protected override write(value: InternalValue, index: number): void {
    if (index >> 3 >= this.#bits.length) {
      const grown = new Uint8Array(this.#bits.length * 2);
      grown.set(this.#bits);
      this.#bits = grown;
    }
    if (value === true) this.#bits[index >> 3] = (this.#bits[index >> 3] as number) | (1 << (index & 7));
  }

  protected override buffers(): Omit<ColumnData, 'length' | 'nullCount' | 'validity'> {
    return { data: this.#bits.subarray(0, bitBytes(this.length)) };
  }
}

class OffsetList {
  #offsets = new Int32Array(65);
  #count = 1;

  push(offset: number): void {
    if (offset > MAX_OFFSET) throw new ArrowError('a column of more than 2 GiB must be sent in several batches');
    if (this.#count === this.#offsets.length) {
      const grown = new Int32Array(this.#offsets.length * 2);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    this.#offsets[this.#count++] = offset;
  }

  finish(): Int32Array {
    return this.#offsets.subarray(0, this.#count);
  }
}

class BytesBuilder extends ValidityBuilder {
  readonly #offsets = new OffsetList();
  #bytes = new Uint8Array(1024);
  #size = 0;

  #reserve(size: number): void {
    if (this.#size + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + size));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }

  protected override write(value: InternalValue): void {
    if (typeof value === 'string') {
      // A UTF-16 unit takes at most 3 bytes of UTF-8.
      this.#reserve(value.length * 3);
      this.#size += utf8.encodeInto(value, this.#bytes.subarray(this.#size)).written;
    } else if (value !== null) {
      const bytes = value as Uint8Array;
      this.#reserve(bytes.length);
      this.#bytes.set(bytes, this.#size);
      this.#size += bytes.length;
    }
    this.#offsets.push(this.#size);
  }

  protected override buffers(): Omit<ColumnData, 'length' | 'nullCount' | 'validity'> {
    return { offsets: this.#offsets.finish(), data: this.#bytes.subarray(0, this.#size) };
  }
}

class ListBuilder extends ValidityBuilder {
  readonly #offsets = new OffsetList();
  readonly #items: ColumnBuilder;

  constructor(items: ColumnBuilder) {
    super();
    this.#items = items;
  }

  protected override write(value: InternalValue): void {
    if (value !== null) for (const item of value as readonly InternalValue[]) this.#items.append(item);
    this.#offsets.push(this.#items.length);
  }

  protected override buffers(): Omit<ColumnData, 'length' | 'nullCount' | 'validity'> {
    return { offsets: this.#offsets.finish(), children: [this.#items.finish()] };
  }
}

/** A struct; `split` gives the values of its fields. */
class StructBuilder extends ValidityBuilder {
  readonly #fields: readonly ColumnBuilder[];
  readonly #absent: readonly InternalValue[];
  readonly #split: (value: NonNullable<InternalValue>) => readonly InternalValue[];

  constructor(
    fields: readonly ColumnBuilder[],
    absent: readonly InternalValue[],
    split: (value: NonNullable<InternalValue>) => readonly InternalValue[] = (value) => value as readonly InternalValue[],
  ) {
    super();
    this.#fields = fields;
    this.#absent = absent;
    this.#split = split;
  }

  protected override write(value: InternalValue): void {
    const values = value === null ? this.#absent : this.#split(value);
    for (let ordinal = 0; ordinal < this.#fields.length; ordinal++)
      (this.#fields[ordinal] as ColumnBuilder).append(values[ordinal] ?? null);
  }

  protected override buffers(): Omit<ColumnData, 'length' | 'nullCount' | 'validity'> {
    return { children: this.#fields.map((field) => field.finish()) };
  }
}

function setDecimal(view: DataView, at: number, value: NonNullable<InternalValue>): void {
  const { unscaled } = value as Decimal;
  view.setBigInt64(at, unscaled, true);
  view.setBigInt64(at + 8, unscaled >> 64n, true);
}

function setInterval128(view: DataView, at: number, value: NonNullable<InternalValue>): void {
  const { months, days, micros } = value as CalendarInterval;
  view.setInt32(at, months, true);
  view.setInt32(at + 4, days, true);
  view.setBigInt64(at + 8, micros * 1000n, true);
}

function structBuilder(type: StructType): ColumnBuilder {
  return new StructBuilder(
    type.fields.map((field: StructField) => columnBuilder(field.dataType)),
    type.fields.map(() => null),
  );
}

/** A builder for columns of a type, in Spark's Arrow form. */
export function columnBuilder(type: DataType): ColumnBuilder {
  switch (type.kind) {
    case 'null':
      return new NullBuilder();
    case 'boolean':
      return new BooleanBuilder();
    case 'byte':
      return new FixedBuilder(1, (view, at, value) => view.setInt8(at, value as number));
    case 'short':
      return new FixedBuilder(2, (view, at, value) => view.setInt16(at, value as number, true));
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return new FixedBuilder(4, (view, at, value) => view.setInt32(at, value as number, true));
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'day_time_interval':
    case 'time':
      return new FixedBuilder(8, (view, at, value) => view.setBigInt64(at, value as bigint, true));
    case 'float':
      return new FixedBuilder(4, (view, at, value) => view.setFloat32(at, value as number, true));
    case 'double':
      return new FixedBuilder(8, (view, at, value) => view.setFloat64(at, value as number, true));
    case 'decimal':
      return new FixedBuilder(16, setDecimal);
    case 'string':
    case 'char':
    case 'varchar':
    case 'binary':
      return new BytesBuilder();
    case 'calendar_interval':
      return new FixedBuilder(16, setInterval128);
    case 'array':
      return new ListBuilder(columnBuilder(type.elementType));
    case 'map':
      return new ListBuilder(structBuilder(types.struct([types.field('key', type.keyType, false), types.field('value', type.valueType)])));
    case 'struct':
      return structBuilder(type);
    case 'variant': {
      const none = new Uint8Array(0);
      return new StructBuilder([new BytesBuilder(), new BytesBuilder()], [none, none], (value) => {
        const { value: bytes, metadata } = value as VariantValue;
        return [bytes, metadata];
      });
    }
    case 'geometry':
    case 'geography':
      return new StructBuilder([columnBuilder(types.integer), new BytesBuilder()], [0, new Uint8Array(0)], (value) => {
        const { srid, wkb } = value as GeoValue;
        return [srid, wkb];
      });
    case 'udt':
      return columnBuilder(type.sqlType);
  }
}
