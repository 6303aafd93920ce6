import { CalendarInterval, Decimal, type InternalValue } from '@kindling/protocol';
import { fixedView } from './column-reader.ts';
import { childTypes, type NativeBatch, type NativeColumn } from './native-batch.ts';
import { arrowWidthBytes, type NativeField, type NativeType, nativeTypeSql } from './native-type.ts';

/**
 * A column of values in their internal form. A value that does not fit its type is an error, never cut.
 *
 * ```ts
 * columnOf({ kind: 'LIST', element: { kind: 'INTEGER' } }, [[1, 2], null, []]);
 * ```
 */
export function columnOf(type: NativeType, values: readonly InternalValue[]): NativeColumn {
  const length = values.length;
  if (type.kind === 'NULL') return { type, length, nullCount: length };
  const { nullCount, validity } = validityOf(values);
  const column = validity === undefined ? { type, length, nullCount } : { type, length, nullCount, validity };
  switch (type.kind) {
    case 'BOOLEAN':
      return { ...column, data: bitsOf(values) };
    case 'VARCHAR':
      return { ...column, ...textOf(values, type) };
    case 'BLOB':
      return { ...column, ...bytesOf(values, type) };
    case 'DECIMAL':
      return { ...column, data: decimalsOf(values, type) };
    case 'HUGEINT':
      return { ...column, data: wideIntegersOf(values.map((value) => (value === null ? null : expectBigint(value, type)))) };
    case 'INTERVAL':
      return { ...column, data: intervalsOf(values, type) };
    case 'LIST':
    case 'MAP': {
      const offsets = new Int32Array(length + 1);
      const items: InternalValue[] = [];
      for (let i = 0; i < length; i++) {
        const value = values[i]!;
        if (value !== null) for (const item of expectArray(value, type)) items.push(item);
        offsets[i + 1] = items.length;
      }
      return { ...column, offsets, children: [columnOf(childTypes(type)[0]!, items)] };
    }
    case 'STRUCT': {
      const children = type.fields.map((field, i) =>
        columnOf(
          field.type,
          values.map((value) => (value === null ? null : (expectArray(value, type, type.fields.length)[i] ?? null))),
        ),
      );
      return { ...column, children };
    }
    default:
      return { ...column, data: fixedOf(values, type) };
  }
}

/** A batch of rows, each an array of values in the order of the fields. */
export function batchOf(fields: readonly NativeField[], rows: readonly (readonly InternalValue[])[]): NativeBatch {
  return {
    length: rows.length,
    columns: fields.map((field, i) =>
      columnOf(
        field.type,
        rows.map((row) => row[i] ?? null),
      ),
    ),
  };
}

function mismatch(value: unknown, type: NativeType): TypeError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return new TypeError(`${shown} (${typeof value}) is no value of the type ${nativeTypeSql(type)}`);
}

function expectBigint(value: InternalValue, type: NativeType): bigint {
  if (typeof value === 'bigint') return value;
  throw mismatch(value, type);
}

function expectArray(value: InternalValue, type: NativeType, size?: number): readonly InternalValue[] {
  if (Array.isArray(value) && (size === undefined || value.length === size)) return value as readonly InternalValue[];
  throw mismatch(value, type);
}

function validityOf(values: readonly InternalValue[]): { readonly nullCount: number; readonly validity?: Uint8Array } {
  let nullCount = 0;
  for (const value of values) if (value === null) nullCount++;
  if (nullCount === 0) return { nullCount };
  const validity = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (values[i] !== null) validity[i >> 3]! |= 1 << (i & 7);
  return { nullCount, validity };
}

function bitsOf(values: readonly InternalValue[]): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === true) bits[i >> 3]! |= 1 << (i & 7);
    else if (value !== false && value !== null) throw mismatch(value, { kind: 'BOOLEAN' });
  }
  return bits;
}

function fixedOf(values: readonly InternalValue[], type: NativeType): Uint8Array {
  const data = new Uint8Array(values.length * arrowWidthBytes(type));
  const target = fixedView(type, data, values.length);
  if (target instanceof BigInt64Array || target instanceof BigUint64Array) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value === null) continue;
      target[i] = expectBigint(value, type);
      if (target[i] !== value) throw mismatch(value, type);
    }
    return data;
  }
  const isInexact = target instanceof Float32Array || target instanceof Float64Array;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === null) continue;
    if (typeof value !== 'number') throw mismatch(value, type);
    target[i] = value;
    if (!isInexact && target[i] !== value) throw mismatch(value, type);
  }
  return data;
}

function textOf(values: readonly InternalValue[], type: NativeType): { offsets: Int32Array; data: Uint8Array } {
  const offsets = new Int32Array(values.length + 1);
  let units = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== null) {
      if (typeof value !== 'string') throw mismatch(value, type);
      units += value.length;
    }
    offsets[i + 1] = units;
  }
  // UTF-8 as long as UTF-16 means ASCII, where the offsets are the same.
  const data = Buffer.from(values.join(''), 'utf8');
  if (data.length === units) return { offsets, data };
  return bytesOf(
    values.map((value) => (value === null ? null : Buffer.from(value as string, 'utf8'))),
    type,
  );
}

function bytesOf(values: readonly InternalValue[], type: NativeType): { offsets: Int32Array; data: Uint8Array } {
  const offsets = new Int32Array(values.length + 1);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== null) {
      if (!(value instanceof Uint8Array)) throw mismatch(value, type);
      total += value.length;
    }
    offsets[i + 1] = total;
  }
  const data = new Uint8Array(total);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value instanceof Uint8Array) data.set(value, offsets[i]!);
  }
  return { offsets, data };
}

function decimalsOf(values: readonly InternalValue[], type: NativeType & { kind: 'DECIMAL' }): Uint8Array {
  const limit = 10n ** BigInt(type.precision);
  return wideIntegersOf(
    values.map((value) => {
      if (value === null) return null;
      if (!(value instanceof Decimal) || value.scale > type.scale) throw mismatch(value, type);
      const unscaled = value.scale === type.scale ? value.unscaled : value.unscaled * 10n ** BigInt(type.scale - value.scale);
      if (unscaled >= limit || unscaled <= -limit) throw mismatch(value, type);
      return unscaled;
    }),
  );
}

function wideIntegersOf(values: readonly (bigint | null)[]): Uint8Array {
  const words = new BigInt64Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === null) continue;
    words[i * 2] = value;
    words[i * 2 + 1] = value >> 64n;
  }
  return new Uint8Array(words.buffer);
}

function intervalsOf(values: readonly InternalValue[], type: NativeType): Uint8Array {
  const data = new Uint8Array(values.length * 16);
  const parts = new Int32Array(data.buffer);
  const nanos = new BigInt64Array(data.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === null) continue;
    if (!(value instanceof CalendarInterval)) throw mismatch(value, type);
    parts[i * 4] = value.months;
    parts[i * 4 + 1] = value.days;
    nanos[i * 2 + 1] = value.micros * 1000n;
  }
  return data;
}
