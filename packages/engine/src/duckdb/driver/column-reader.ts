import { CalendarInterval, Decimal, type InternalValue } from '@kindling/protocol';
import type { NativeColumn } from './native-batch.ts';
import type { NativeType } from './native-type.ts';

/** Gives the value of a row, in the internal form of values (see `InternalValue`); INTERVAL is a CalendarInterval. */
export type ColumnReader = (row: number) => InternalValue;

export function columnReader(column: NativeColumn): ColumnReader {
  const read = presentReader(column);
  const { validity } = column;
  if (column.type.kind === 'NULL') return () => null;
  if (validity === undefined) return read;
  return (row) => (((validity[row >> 3]! >> (row & 7)) & 1) === 0 ? null : read(row));
}

function presentReader(column: NativeColumn): ColumnReader {
  const { type, length } = column;
  const data = column.data ?? new Uint8Array(0);
  switch (type.kind) {
    case 'NULL':
    case 'ANY':
      return () => null;
    case 'BOOLEAN':
      return (row) => ((data[row >> 3]! >> (row & 7)) & 1) === 1;
    case 'VARCHAR':
    case 'UUID':
      return textReader(column.offsets!, data);
    case 'BLOB': {
      const offsets = column.offsets!;
      return (row) => data.slice(offsets[row], offsets[row + 1]);
    }
    case 'DECIMAL': {
      const words = new BigInt64Array(data.buffer, data.byteOffset, length * 2);
      const { scale } = type;
      return (row) => new Decimal(wideInteger(words, row), scale);
    }
    case 'HUGEINT': {
      const words = new BigInt64Array(data.buffer, data.byteOffset, length * 2);
      return (row) => wideInteger(words, row);
    }
    case 'INTERVAL': {
      const parts = new Int32Array(data.buffer, data.byteOffset, length * 4);
      const nanos = new BigInt64Array(data.buffer, data.byteOffset, length * 2);
      return (row) => new CalendarInterval(parts[row * 4]!, parts[row * 4 + 1]!, nanos[row * 2 + 1]! / 1000n);
    }
    case 'LIST':
    case 'MAP': {
      const offsets = column.offsets!;
      const read = columnReader(column.children![0]!);
      return (row) => {
        const end = offsets[row + 1]!;
        const values: InternalValue[] = [];
        for (let i = offsets[row]!; i < end; i++) values.push(read(i));
        return values;
      };
    }
    case 'STRUCT': {
      const readers = column.children!.map(columnReader);
      return (row) => readers.map((read) => read(row));
    }
    default: {
      const values = fixedView(type, data, length);
      return (row) => values[row]!;
    }
  }
}

export type FixedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** The values of a column of a fixed width as a typed array over its memory; for vectorised bodies. */
export function fixedView(type: NativeType, data: Uint8Array, length: number): FixedArray {
  const { buffer, byteOffset } = data;
  switch (type.kind) {
    case 'TINYINT':
      return new Int8Array(buffer, byteOffset, length);
    case 'UTINYINT':
      return new Uint8Array(buffer, byteOffset, length);
    case 'SMALLINT':
      return new Int16Array(buffer, byteOffset, length);
    case 'USMALLINT':
      return new Uint16Array(buffer, byteOffset, length);
    case 'INTEGER':
    case 'DATE':
      return new Int32Array(buffer, byteOffset, length);
    case 'UINTEGER':
      return new Uint32Array(buffer, byteOffset, length);
    case 'BIGINT':
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMPTZ':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return new BigInt64Array(buffer, byteOffset, length);
    case 'UBIGINT':
      return new BigUint64Array(buffer, byteOffset, length);
    case 'FLOAT':
      return new Float32Array(buffer, byteOffset, length);
    case 'DOUBLE':
      return new Float64Array(buffer, byteOffset, length);
    default:
      throw new TypeError(`${type.kind} has no typed array`);
  }
}

/** A 128-bit integer; nearly always it fits into its low word. */
function wideInteger(words: BigInt64Array, row: number): bigint {
  const low = words[row * 2]!;
  const high = words[row * 2 + 1]!;
  return high === low >> 63n ? low : (high << 64n) | BigInt.asUintN(64, low);
}

/** Decodes the column's text once and cuts it, several times faster than value by value; only ASCII can be cut at byte offsets. */
function textReader(offsets: Int32Array, data: Uint8Array): ColumnReader {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let text: string | undefined;
  return (row) => {
    if (text === undefined) text = bytes.toString('utf8');
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    // UTF-8 as long as UTF-16 means ASCII.
    return text.length === bytes.length ? text.substring(start, end) : bytes.toString('utf8', start, end);
  };
}
