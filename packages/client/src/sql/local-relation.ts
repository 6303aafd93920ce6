import {
  bodySizeBytes,
  type DataType,
  encodeRows,
  encodeStream,
  parseTableSchema,
  type RecordBatch,
  type StructType,
  toJson,
  types,
} from '@kindling/protocol';
import { ChunkedCachedLocalRelationSchema, create, type Relation } from '@kindling/protocol/messages';
import type { ConnectClient } from '../connect/index.ts';
import { makeRelation } from '../plan/index.ts';
import { inferSchema } from './infer-schema.ts';

/** The type of the rows that come back for rows whose schema was inferred: whole numbers come back as bigint. */
export type InferredRow<T> = T extends readonly unknown[]
  ? { [name: string]: InferredValue<T[number]> }
  : { [K in keyof T & string]: InferredValue<T[K]> };

type InferredValue<V> = number extends V ? number | bigint | Exclude<V, number> : undefined extends V ? Exclude<V, undefined> | null : V;

/** As Spark's `spark.sql.session.localRelationCacheThreshold` and its neighbours are by default. */
const cacheThresholdBytes = 1024 * 1024;
const pieceRows = 10_000;
const pieceBytes = 16 * 1024 * 1024;

/** Rows of the program as a relation; what is large goes to another process once, in pieces, and not with each plan. */
export function localRelation(client: ConnectClient, rows: Iterable<unknown>, schema?: StructType | string | readonly string[]): Relation {
  const list = [...rows];
  const structType = schemaFor(list, schema);
  const batches = client.isRemote ? pieces(structType, list) : [encodeRows(structType, list)];
  const sizeBytes = batches.reduce((sum, batch) => sum + bodySizeBytes(batch), 0);
  if (client.isRemote && sizeBytes >= cacheThresholdBytes) return cachedRelation(client, structType, batches);
  const data = new Uint8Array(encodeStream(structType, batches, 'UTC'));
  return makeRelation({ case: 'localRelation', value: { data, schema: toJson(structType) } });
}

function pieces(schema: StructType, rows: readonly unknown[]): RecordBatch[] {
  if (rows.length === 0) return [encodeRows(schema, rows)];
  const starts = Array.from({ length: Math.ceil(rows.length / pieceRows) }, (_, index) => index * pieceRows);
  return starts.flatMap((start) => piecesOf(schema, rows.slice(start, start + pieceRows)));
}

/** Rows as one batch, or halved until each is small enough. */
function piecesOf(schema: StructType, rows: readonly unknown[]): RecordBatch[] {
  const batch = encodeRows(schema, rows);
  if (rows.length === 1 || bodySizeBytes(batch) <= pieceBytes) return [batch];
  const middle = rows.length >> 1;
  return [...piecesOf(schema, rows.slice(0, middle)), ...piecesOf(schema, rows.slice(middle))];
}

function cachedRelation(client: ConnectClient, schema: StructType, batches: readonly RecordBatch[]): Relation {
  // The plan is complete when it is sent, for the hashes are known by then.
  const value = create(ChunkedCachedLocalRelationSchema);
  client.cache({
    blobs: [new TextEncoder().encode(toJson(schema)), ...batches.map((batch) => encodeStream(schema, [batch], 'UTC'))],
    onCached: ([schemaHash, ...dataHashes]) => {
      if (schemaHash !== undefined) value.schemaHash = schemaHash;
      value.dataHashes.push(...dataHashes);
    },
  });
  return makeRelation({ case: 'chunkedCachedLocalRelation', value });
}

function schemaFor(rows: readonly unknown[], schema: StructType | string | readonly string[] | undefined): StructType {
  if (schema === undefined) return inferSchema(rows);
  if (typeof schema === 'string') return structOf(parseTableSchema(schema));
  if (Array.isArray(schema)) return inferSchema(rows, schema);
  return schema as StructType;
}

const structOf = (type: DataType): StructType => (type.kind === 'struct' ? type : types.struct([types.field('value', type)]));
