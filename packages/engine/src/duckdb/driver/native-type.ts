import type { Pointer } from './native-calls.ts';
import { addressOf, cell, cString, keepAlive, native, takeString } from './native-library.ts';

/** DuckDB's types without parameters that cross the border, with the numbers of `duckdb_type`. */
const simpleTypeIds = {
  BOOLEAN: 1,
  TINYINT: 2,
  SMALLINT: 3,
  INTEGER: 4,
  BIGINT: 5,
  UTINYINT: 6,
  USMALLINT: 7,
  UINTEGER: 8,
  UBIGINT: 9,
  FLOAT: 10,
  DOUBLE: 11,
  TIMESTAMP: 12,
  DATE: 13,
  TIME: 14,
  INTERVAL: 15,
  HUGEINT: 16,
  VARCHAR: 17,
  BLOB: 18,
  TIMESTAMP_S: 20,
  TIMESTAMP_MS: 21,
  TIMESTAMP_NS: 22,
  UUID: 27,
  TIMESTAMPTZ: 31,
  ANY: 34,
  NULL: 36,
} as const;

export type SimpleTypeName = keyof typeof simpleTypeIds;

export function isSimpleTypeName(name: string): name is SimpleTypeName {
  return Object.hasOwn(simpleTypeIds, name);
}

/** A physical type as DuckDB knows it. */
export type NativeType =
  | { readonly kind: SimpleTypeName }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'LIST'; readonly element: NativeType }
  | { readonly kind: 'STRUCT'; readonly fields: readonly NativeField[] }
  | { readonly kind: 'MAP'; readonly key: NativeType; readonly value: NativeType };

export interface NativeField {
  readonly name: string;
  readonly type: NativeType;
}

const simpleTypesById = new Map<number, NativeType>(
  (Object.keys(simpleTypeIds) as SimpleTypeName[]).map((kind) => [simpleTypeIds[kind], { kind }]),
);

/** How the type is written in DuckDB's SQL. */
export function nativeTypeSql(type: NativeType): string {
  switch (type.kind) {
    case 'DECIMAL':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'LIST':
      return `${nativeTypeSql(type.element)}[]`;
    case 'STRUCT':
      return `STRUCT(${type.fields.map((field) => `"${field.name.replaceAll('"', '""')}" ${nativeTypeSql(field.type)}`).join(', ')})`;
    case 'MAP':
      return `MAP(${nativeTypeSql(type.key)}, ${nativeTypeSql(type.value)})`;
    case 'NULL':
      return '"NULL"';
    default:
      return type.kind;
  }
}

/** Runs `use` with a logical type of C's that lives as long as the call. */
export function withLogicalType<T>(type: NativeType, use: (handle: Pointer) => T): T {
  const handle = createLogicalType(type);
  try {
    return use(handle);
  } finally {
    destroyLogicalType(handle);
  }
}

function destroyLogicalType(handle: Pointer): void {
  native.duckdb_destroy_logical_type(cell(handle));
}

function createLogicalType(type: NativeType): Pointer {
  switch (type.kind) {
    case 'DECIMAL':
      return native.duckdb_create_decimal_type(type.precision, type.scale);
    case 'LIST':
      return withLogicalType(type.element, (element) => native.duckdb_create_list_type(element));
    case 'MAP':
      return withLogicalType(type.key, (key) => withLogicalType(type.value, (value) => native.duckdb_create_map_type(key, value)));
    case 'STRUCT': {
      const names = type.fields.map((field) => cString(field.name));
      const types = type.fields.map((field) => createLogicalType(field.type));
      try {
        return native.duckdb_create_struct_type(
          new BigUint64Array(types),
          new BigUint64Array(names.map((name) => addressOf(name))),
          types.length,
        );
      } finally {
        types.forEach(destroyLogicalType);
        keepAlive(names);
      }
    }
    default:
      return native.duckdb_create_logical_type(simpleTypeIds[type.kind]);
  }
}

/** Reads a logical type of C's and gives it back to DuckDB. */
export function takeLogicalType(handle: Pointer): NativeType {
  try {
    return readLogicalType(handle);
  } finally {
    destroyLogicalType(handle);
  }
}

function readLogicalType(handle: Pointer): NativeType {
  const id = native.duckdb_get_type_id(handle);
  switch (id) {
    case 19:
      return { kind: 'DECIMAL', precision: native.duckdb_decimal_width(handle), scale: native.duckdb_decimal_scale(handle) };
    case 24:
      return { kind: 'LIST', element: takeLogicalType(native.duckdb_list_type_child_type(handle)) };
    case 25: {
      const fields: NativeField[] = [];
      const count = native.duckdb_struct_type_child_count(handle);
      for (let i = 0; i < count; i++) {
        fields.push({
          name: takeString(native.duckdb_struct_type_child_name(handle, i)),
          type: takeLogicalType(native.duckdb_struct_type_child_type(handle, i)),
        });
      }
      return { kind: 'STRUCT', fields };
    }
    case 26:
      return {
        kind: 'MAP',
        key: takeLogicalType(native.duckdb_map_type_key_type(handle)),
        value: takeLogicalType(native.duckdb_map_type_value_type(handle)),
      };
    default: {
      const simple = simpleTypesById.get(id);
      if (simple === undefined) throw new TypeError(`DuckDB's type number ${id} cannot leave the engine; cast it first`);
      return simple;
    }
  }
}

/** Bytes of one value in the Arrow layout; 0 for the types that have none of a fixed width. */
export function arrowWidthBytes(type: NativeType): number {
  return widths[type.kind] ?? 0;
}

const widths: Readonly<Partial<Record<NativeType['kind'], number>>> = {
  TINYINT: 1,
  UTINYINT: 1,
  SMALLINT: 2,
  USMALLINT: 2,
  INTEGER: 4,
  UINTEGER: 4,
  FLOAT: 4,
  DATE: 4,
  BIGINT: 8,
  UBIGINT: 8,
  DOUBLE: 8,
  TIME: 8,
  TIMESTAMP: 8,
  TIMESTAMPTZ: 8,
  TIMESTAMP_S: 8,
  TIMESTAMP_MS: 8,
  TIMESTAMP_NS: 8,
  DECIMAL: 16,
  HUGEINT: 16,
  INTERVAL: 16,
};
