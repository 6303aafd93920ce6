import type { NativeType } from './native-type.ts';

/**
 * One column in the layout of Arrow, in memory of ours: nothing of it points into DuckDB.
 *
 * | type | buffers |
 * |---|---|
 * | numbers, DATE, TIMESTAMP, DECIMAL (128 bits), INTERVAL (months, days, nanoseconds) | `data` |
 * | BOOLEAN | `data`, one bit a value |
 * | VARCHAR, BLOB, UUID (as text) | `offsets`, `data` |
 * | LIST | `offsets`, one child |
 * | MAP | `offsets`, one child: a STRUCT of key and value |
 * | STRUCT | a child per field |
 * | NULL | none |
 */
export interface NativeColumn {
  readonly type: NativeType;
  readonly length: number;
  readonly nullCount: number;
  /** One bit a value, least significant first, 1 = present; absent when nothing is NULL. */
  readonly validity?: Uint8Array;
  readonly offsets?: Int32Array;
  readonly data?: Uint8Array;
  readonly children?: readonly NativeColumn[];
}

export interface NativeBatch {
  readonly length: number;
  readonly columns: readonly NativeColumn[];
  readonly memory?: NativeBatchMemory;
}

/** All buffers of a batch in Arrow's order, each from a multiple of 8 on with zeros behind it, and unused bytes around them. */
export interface NativeBatchMemory {
  readonly bytes: Uint8Array;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** The struct that a MAP's child is in Arrow. */
export function mapEntryType(type: NativeType & { kind: 'MAP' }): NativeType {
  return {
    kind: 'STRUCT',
    fields: [
      { name: 'key', type: type.key },
      { name: 'value', type: type.value },
    ],
  };
}

/** Types of the children of a column, as Arrow nests them. */
export function childTypes(type: NativeType): readonly NativeType[] {
  switch (type.kind) {
    case 'LIST':
      return [type.element];
    case 'MAP':
      return [mapEntryType(type)];
    case 'STRUCT':
      return type.fields.map((field) => field.type);
    default:
      return [];
  }
}
