import { type DataType, encodeRows, encodeStream, parseTableSchema, type StructType, toJson, types } from '@kindling/protocol';
import type { Relation } from '@kindling/protocol/messages';
import { makeRelation } from '../plan/index.ts';
import { inferSchema } from './infer-schema.ts';

/** The type of the rows that come back for rows whose schema was inferred: whole numbers come back as bigint. */
export type InferredRow<T> = T extends readonly unknown[]
  ? { [name: string]: InferredValue<T[number]> }
  : { [K in keyof T & string]: InferredValue<T[K]> };

type InferredValue<V> = number extends V ? number | bigint | Exclude<V, number> : undefined extends V ? Exclude<V, undefined> | null : V;

/** Rows of the program as a relation. */
export function localRelation(rows: Iterable<unknown>, schema?: StructType | string | readonly string[]): Relation {
  const list = [...rows];
  const structType = schemaFor(list, schema);
  const batch = encodeRows(structType, list);
  const data = encodeStream(structType, [batch], 'UTC');
  return makeRelation({ case: 'localRelation', value: { data: new Uint8Array(data), schema: toJson(structType) } });
}

function schemaFor(rows: readonly unknown[], schema: StructType | string | readonly string[] | undefined): StructType {
  if (schema === undefined) return inferSchema(rows);
  if (typeof schema === 'string') return structOf(parseTableSchema(schema));
  if (Array.isArray(schema)) return inferSchema(rows, schema);
  return schema as StructType;
}

const structOf = (type: DataType): StructType => (type.kind === 'struct' ? type : types.struct([types.field('value', type)]));
