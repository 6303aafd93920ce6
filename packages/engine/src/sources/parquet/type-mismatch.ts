import type { DataType } from '@kindling/protocol';
import { isList, isMap, listElement, type ParquetNode } from './parquet-node.ts';
import { childNamed } from './read-column.ts';

export interface TypeMismatch {
  readonly column: readonly string[];
  readonly expected: DataType;
  readonly actual: string;
}

type Kind = DataType['kind'];

const readableAs: Readonly<Record<string, ReadonlySet<Kind>>> = {
  BOOLEAN: new Set<Kind>(['boolean']),
  INT32: new Set<Kind>(['byte', 'short', 'integer', 'long', 'double', 'date', 'timestamp_ntz', 'decimal', 'year_month_interval']),
  INT64: new Set<Kind>(['long', 'timestamp', 'timestamp_ntz', 'decimal', 'day_time_interval', 'time']),
  INT96: new Set<Kind>(['timestamp', 'timestamp_ntz']),
  FLOAT: new Set<Kind>(['float', 'double']),
  DOUBLE: new Set<Kind>(['double']),
  BYTE_ARRAY: new Set<Kind>(['string', 'char', 'varchar', 'binary', 'decimal']),
  FIXED_LEN_BYTE_ARRAY: new Set<Kind>(['string', 'binary', 'decimal']),
};

/** Where a file's column is of a type from which Spark does not read the asked one. */
export function typeMismatch(node: ParquetNode, dataType: DataType, path: readonly string[]): TypeMismatch | undefined {
  const mismatch = (): TypeMismatch => ({
    column: path,
    expected: dataType,
    actual: node.physical === undefined ? 'group' : node.physical === 'BYTE_ARRAY' ? 'BINARY' : node.physical,
  });
  switch (dataType.kind) {
    case 'array': {
      if (node.repetition === 'REPEATED') return typeMismatch({ ...node, repetition: 'REQUIRED' }, dataType.elementType, path);
      if (!isList(node)) return mismatch();
      return typeMismatch(listElement(node), dataType.elementType, [...path, 'list', 'element']);
    }
    case 'map': {
      const [key, value] = isMap(node) ? (node.children[0]?.children ?? []) : [];
      if (!key || !value) return mismatch();
      return (
        typeMismatch(key, dataType.keyType, [...path, 'key_value', 'key']) ??
        typeMismatch(value, dataType.valueType, [...path, 'key_value', 'value'])
      );
    }
    case 'struct': {
      if (node.physical !== undefined) return mismatch();
      for (const field of dataType.fields) {
        const child = childNamed(node.children, field.name);
        const found = child && typeMismatch(child, field.dataType, [...path, field.name]);
        if (found) return found;
      }
      return undefined;
    }
    case 'null':
      return undefined;
    default:
      return node.physical !== undefined && readableAs[node.physical]?.has(dataType.kind) ? undefined : mismatch();
  }
}

export function holdsVariant(dataType: DataType): boolean {
  switch (dataType.kind) {
    case 'variant':
      return true;
    case 'array':
      return holdsVariant(dataType.elementType);
    case 'map':
      return holdsVariant(dataType.keyType) || holdsVariant(dataType.valueType);
    case 'struct':
      return dataType.fields.some((field) => holdsVariant(field.dataType));
    default:
      return false;
  }
}
