import type { DataType } from '@kindling/protocol';
import {
  call,
  cases,
  cast,
  column,
  isNull,
  lambda,
  nullToken,
  number,
  operator,
  physicalType,
  type Sql,
  structFieldName,
  structOf,
  text,
} from '../../duckdb/sql/index.ts';
import { listElement, loneField, type ParquetNode } from './parquet-node.ts';

/** What DuckDB reads from a column, in the form that carries the Spark type. */
export function readColumn(value: Sql, node: ParquetNode, dataType: DataType, depth = 0): Sql {
  const type = physicalType(dataType);
  const repeated = node.repetition === 'REPEATED';
  switch (dataType.kind) {
    case 'array': {
      const lone = repeated ? undefined : loneField(node);
      const field = dataType.elementType.kind === 'struct' ? dataType.elementType.fields[0] : undefined;
      if (lone && field) {
        // DuckDB takes the only field of an element of older writers for the element.
        const item = `e${depth}`;
        return cast(
          call(
            'list_transform',
            value,
            lambda([item], structOf([[structFieldName(0), readColumn(column(item), lone, field.dataType, depth + 1)]])),
          ),
          type,
        );
      }
      const element = repeated ? { ...node, repetition: 'REQUIRED' as const } : listElement(node);
      if (readsAsIs(element, dataType.elementType)) return value;
      const item = `e${depth}`;
      return cast(call('list_transform', value, lambda([item], readColumn(column(item), element, dataType.elementType, depth + 1))), type);
    }
    case 'map': {
      const [key, item] = node.children[0]?.children ?? [];
      if (!key || !item) return value;
      if (readsAsIs(key, dataType.keyType) && readsAsIs(item, dataType.valueType)) return value;
      const entry = `e${depth}`;
      const part = (name: string, of: ParquetNode, to: DataType) =>
        readColumn(call('struct_extract', column(entry), text(name)), of, to, depth + 1);
      const entries = call(
        'list_transform',
        call('map_entries', value),
        lambda(
          [entry],
          structOf([
            ['key', part('key', key, dataType.keyType)],
            ['value', part('value', item, dataType.valueType)],
          ]),
        ),
      );
      return cases([[isNull(value), cast(nullToken, type)]], cast(call('map_from_entries', entries), type));
    }
    case 'struct': {
      const fields = dataType.fields.map((field, i) => {
        const child = childNamed(node.children, field.name);
        return [
          structFieldName(i),
          child
            ? readColumn(call('struct_extract', value, text(child.name)), child, field.dataType, depth)
            : cast(nullToken, physicalType(field.dataType)),
        ] as const;
      });
      return cases([[isNull(value), cast(nullToken, type)]], cast(structOf(fields), type));
    }
    case 'variant': {
      const parts = ['value', 'metadata'].map((name) => [name, call('struct_extract', value, text(name))] as const);
      return cases([[isNull(value), cast(nullToken, type)]], structOf(parts));
    }
    default:
      return readLeaf(value, node, dataType);
  }
}

function readsAsIs(node: ParquetNode, dataType: DataType): boolean {
  const probe = column('probe');
  return readColumn(probe, node, dataType) === probe;
}

export function childNamed(nodes: readonly ParquetNode[], name: string): ParquetNode | undefined {
  return nodes.find((node) => node.name === name) ?? nodes.find((node) => node.name.toLowerCase() === name.toLowerCase());
}

function readLeaf(value: Sql, node: ParquetNode, dataType: DataType): Sql {
  const found = node.duckDbType ?? '';
  const type = physicalType(dataType);
  switch (dataType.kind) {
    case 'timestamp': {
      if (found === 'TIMESTAMP WITH TIME ZONE') return value;
      return call('timezone', text('UTC'), found === 'TIMESTAMP' ? value : cast(value, 'TIMESTAMP'));
    }
    case 'timestamp_ntz':
      return found === 'TIMESTAMP WITH TIME ZONE'
        ? call('timezone', text('UTC'), value)
        : found === 'TIMESTAMP'
          ? value
          : cast(value, 'TIMESTAMP');
    case 'string':
    case 'char':
    case 'varchar':
      return found === 'BLOB' ? call('decode', value) : found === 'VARCHAR' ? value : cast(value, 'VARCHAR');
    case 'binary':
      return found === 'VARCHAR'
        ? call('encode', value)
        : found === 'UUID'
          ? call('unhex', call('replace', cast(value, 'VARCHAR'), text('-'), text('')))
          : value;
    case 'time':
      return found === 'BIGINT' ? operator('*', value, number(1000)) : call('epoch_ns', value);
    default:
      return found === type ? value : cast(value, type);
  }
}
