import type { DataType } from '../types/index.ts';
import {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  GeoValue,
  type InternalValue,
  LocalDate,
  LocalDateTime,
  LocalTime,
  rowFactoryOf,
  Timestamp,
  VariantValue,
  YearMonthInterval,
} from '../values/index.ts';
import { alignedTo, type ColumnData, int32s, int64s } from './column-data.ts';

/** Reads one value of a column. */
export type ValueReader<Value> = (index: number) => Value;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const EMPTY = new Uint8Array(0);
/** Larger buffers are decoded value by value, so that few values do not cost the whole. */
const MAX_TEXT_AT_ONCE_BYTES = 1 << 24;

function nullable<Value>(column: ColumnData, read: ValueReader<Value>): ValueReader<Value | null> {
  const { validity } = column;
  if (column.nullCount === 0 || validity === undefined) return read;
  return (index) => (((validity[index >> 3] as number) >> (index & 7)) & 1 ? read(index) : null);
}

function dataOf(column: ColumnData): Uint8Array {
  return column.data ?? EMPTY;
}

function offsetsOf(column: ColumnData): Int32Array {
  return column.offsets ?? new Int32Array(column.length + 1);
}

function childOf(column: ColumnData, index: number): ColumnData {
  return column.children?.[index] ?? { length: 0, nullCount: 0 };
}

/**
 * Text that is all ASCII is decoded once for the column, and its values are cut out of it: then a byte is a character.
 */
function textReader(column: ColumnData): ValueReader<string> {
  const data = dataOf(column);
  const offsets = offsetsOf(column);
  let whole: string | undefined;
  let tried = data.length > MAX_TEXT_AT_ONCE_BYTES;
  return (index) => {
    const start = offsets[index] as number;
    const end = offsets[index + 1] as number;
    if (!tried) {
      tried = true;
      const text = utf8.decode(data);
      if (text.length === data.length) whole = text;
    }
    return whole === undefined ? utf8.decode(data.subarray(start, end)) : whole.substring(start, end);
  };
}

function bytesReader(column: ColumnData): ValueReader<Uint8Array> {
  const data = dataOf(column);
  const offsets = offsetsOf(column);
  return (index) => new Uint8Array(data.subarray(offsets[index], offsets[index + 1]));
}

function longReader(column: ColumnData): ValueReader<bigint> {
  const values = int64s(dataOf(column));
  return (index) => values[index] as bigint;
}

function intReader(column: ColumnData): ValueReader<number> {
  const values = int32s(dataOf(column));
  return (index) => values[index] as number;
}

function viewOf(column: ColumnData): DataView {
  const data = dataOf(column);
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

function decimalReader(column: ColumnData, scale: number): ValueReader<Decimal> {
  const words = int64s(dataOf(column));
  return (index) => {
    const low = words[index * 2] as bigint;
    const high = words[index * 2 + 1] as bigint;
    // Most decimals fit into the lower word, which then says it all.
    const unscaled = high === low >> 63n ? low : (high << 64n) | BigInt.asUintN(64, low);
    return new Decimal(unscaled, scale);
  };
}

function intervalReader(column: ColumnData): ValueReader<CalendarInterval> {
  const view = viewOf(column);
  return (index) =>
    new CalendarInterval(
      view.getInt32(index * 16, true),
      view.getInt32(index * 16 + 4, true),
      view.getBigInt64(index * 16 + 8, true) / 1000n,
    );
}

function variantReader(column: ColumnData): ValueReader<VariantValue> {
  const value = bytesReader(childOf(column, 0));
  const metadata = bytesReader(childOf(column, 1));
  return (index) => new VariantValue(value(index), metadata(index));
}

function geoReader(column: ColumnData): ValueReader<GeoValue> {
  const srid = intReader(childOf(column, 0));
  const wkb = bytesReader(childOf(column, 1));
  return (index) => new GeoValue(wkb(index), srid(index));
}

function listReader<Value>(column: ColumnData, item: ValueReader<Value>): ValueReader<Value[]> {
  const offsets = offsetsOf(column);
  return (index) => {
    const start = offsets[index] as number;
    const items = new Array<Value>((offsets[index + 1] as number) - start);
    for (let at = 0; at < items.length; at++) items[at] = item(start + at);
    return items;
  };
}

type LeafKind = Exclude<DataType['kind'], 'array' | 'map' | 'struct' | 'udt'>;
type LeafType = Extract<DataType, { kind: LeafKind }>;

function internalLeaf(type: LeafType, column: ColumnData): ValueReader<InternalValue> {
  switch (type.kind) {
    case 'null':
      return () => null;
    case 'boolean': {
      const bits = dataOf(column);
      return (index) => (((bits[index >> 3] as number) >> (index & 7)) & 1) === 1;
    }
    case 'byte': {
      const view = viewOf(column);
      return (index) => view.getInt8(index);
    }
    case 'short': {
      const view = viewOf(column);
      return (index) => view.getInt16(index * 2, true);
    }
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return intReader(column);
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'day_time_interval':
    case 'time':
      return longReader(column);
    case 'float': {
      const data = alignedTo(dataOf(column), 4);
      const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
      return (index) => values[index] as number;
    }
    case 'double': {
      const data = alignedTo(dataOf(column), 8);
      const values = new Float64Array(data.buffer, data.byteOffset, data.byteLength >> 3);
      return (index) => values[index] as number;
    }
    case 'decimal':
      return decimalReader(column, type.scale);
    case 'string':
    case 'char':
    case 'varchar':
      return textReader(column);
    case 'binary':
      return bytesReader(column);
    case 'calendar_interval':
      return intervalReader(column);
    case 'variant':
      return variantReader(column);
    case 'geometry':
    case 'geography':
      return geoReader(column);
  }
}

/** A reader of internal values, see {@link InternalValue}. */
export function internalReader(type: DataType, column: ColumnData): ValueReader<InternalValue> {
  switch (type.kind) {
    case 'array':
      return nullable(column, listReader(column, internalReader(type.elementType, childOf(column, 0))));
    case 'map': {
      const entries = childOf(column, 0);
      const key = internalReader(type.keyType, childOf(entries, 0));
      const value = internalReader(type.valueType, childOf(entries, 1));
      return nullable(
        column,
        listReader(column, (index): InternalValue => [key(index), value(index)]),
      );
    }
    case 'struct': {
      const fields = type.fields.map((field, ordinal) => internalReader(field.dataType, childOf(column, ordinal)));
      return nullable(column, (index): InternalValue => fields.map((read) => read(index)));
    }
    case 'udt':
      return internalReader(type.sqlType, column);
    default:
      return nullable(column, internalLeaf(type, column));
  }
}

function rowLeaf(type: LeafType, column: ColumnData): ValueReader<unknown> {
  switch (type.kind) {
    case 'date': {
      const days = intReader(column);
      return (index) => new LocalDate(days(index));
    }
    case 'timestamp': {
      const micros = longReader(column);
      return (index) => new Timestamp(micros(index));
    }
    case 'timestamp_ntz': {
      const micros = longReader(column);
      return (index) => new LocalDateTime(micros(index));
    }
    case 'time': {
      const nanos = longReader(column);
      return (index) => new LocalTime(nanos(index));
    }
    case 'year_month_interval': {
      const months = intReader(column);
      return (index) => new YearMonthInterval(months(index));
    }
    case 'day_time_interval': {
      const micros = longReader(column);
      return (index) => new DayTimeInterval(micros(index));
    }
    default:
      return internalLeaf(type, column);
  }
}

/** A reader of the values that TypeScript programs see. */
export function rowValueReader(type: DataType, column: ColumnData): ValueReader<unknown> {
  switch (type.kind) {
    case 'array':
      return nullable(column, listReader(column, rowValueReader(type.elementType, childOf(column, 0))));
    case 'map': {
      const entries = childOf(column, 0);
      const key = rowValueReader(type.keyType, childOf(entries, 0));
      const value = rowValueReader(type.valueType, childOf(entries, 1));
      const pairs = listReader(column, (index): [unknown, unknown] => [key(index), value(index)]);
      return nullable(column, (index) => new Map(pairs(index)));
    }
    case 'struct': {
      const fields = type.fields.map((field, ordinal) => rowValueReader(field.dataType, childOf(column, ordinal)));
      const makeRow = rowFactoryOf(type);
      return nullable(column, (index) => makeRow(fields.map((read) => read(index))));
    }
    case 'udt':
      return rowValueReader(type.sqlType, column);
    default:
      return nullable(column, rowLeaf(type, column));
  }
}
