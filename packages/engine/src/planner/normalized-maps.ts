import type { DataType } from '@kindling/protocol';
import { call, column, isNotNull, lambda, type Sql, structFieldName, structOf, text } from '../duckdb/sql/index.ts';

export function hasMap(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
      return true;
    case 'array':
      return hasMap(type.elementType);
    case 'struct':
      return type.fields.some((field) => hasMap(field.dataType));
    default:
      return false;
  }
}

/** The value with the entries of its maps in order of their keys: so equal maps are equal for DuckDB, too. */
export function normalizedMaps(value: Sql, type: DataType, newName: (prefix: string) => string): Sql {
  if (!hasMap(type)) return value;
  switch (type.kind) {
    case 'map': {
      const entries = call('map_entries', value);
      if (!hasMap(type.valueType) && !hasMap(type.keyType)) return call('map_from_entries', call('list_sort', entries));
      const name = newName('e');
      const part = (field: string, partType: DataType): Sql =>
        normalizedMaps(call('struct_extract', column(name), text(field)), partType, newName);
      const pair = structOf([
        ['key', part('key', type.keyType)],
        ['value', part('value', type.valueType)],
      ]);
      return call('map_from_entries', call('list_sort', call('list_transform', entries, lambda([name], pair))));
    }
    case 'array': {
      const name = newName('e');
      return call('list_transform', value, lambda([name], normalizedMaps(column(name), type.elementType, newName)));
    }
    case 'struct': {
      const fields = type.fields.map(
        (field, i) =>
          [structFieldName(i), normalizedMaps(call('struct_extract', value, text(structFieldName(i))), field.dataType, newName)] as const,
      );
      return { kind: 'case', branches: [[isNotNull(value), structOf(fields)]], otherwise: undefined };
    }
    default:
      return value;
  }
}
