import type { Relation } from '@kindling/engine';
import { type ArrowStream, decodeStream, relabelBatch, type StructType, sameType, sparkError } from '@kindling/protocol';
import type { CachedLocalRelation, ChunkedCachedLocalRelation, LocalRelation as LocalRelationMessage } from '@kindling/protocol/messages';
import { fromBinary, LocalRelationSchema } from '@kindling/protocol/messages';
import { schemaOfText } from './read.ts';
import type { TranslationContext } from './translation-context.ts';

/** createDataFrame: rows that came with the plan, as Arrow. */
export function localRelationOf(message: LocalRelationMessage, context: TranslationContext): Relation {
  const schema = message.schema === undefined || message.schema === '' ? undefined : schemaOfText(message.schema, context);
  return withSchema(message.data === undefined ? [] : [decodeStream(message.data)], schema);
}

function withSchema(streams: readonly ArrowStream[], schema: StructType | undefined): Relation {
  const sent = streams[0]?.schema;
  if (sent === undefined) {
    if (schema === undefined) throw sparkError('CONNECT_INVALID_PLAN.SCHEMA_REQUIRED_FOR_LOCAL_RELATION');
    return { kind: 'localRelation', schema, batches: [] };
  }
  const batches = streams.flatMap((stream) => [...stream.batches]);
  if (schema === undefined) return { kind: 'localRelation', schema: sent, batches };
  if (sameType(sent, schema, { names: 'ignore' }) && nullsFit(batches, schema)) {
    return { kind: 'localRelation', schema, batches: batches.map((batch) => relabelBatch(batch, schema)) };
  }
  const names = schema.fields.map((field) => field.name);
  return { kind: 'toSchema', schema, child: { kind: 'renameAll', names, child: { kind: 'localRelation', schema: sent, batches } } };
}

/** Whether the columns that must not be null are not: what Arrow says about a column need not be what its data is. */
function nullsFit(batches: ArrowStream['batches'], schema: StructType): boolean {
  return [...batches].every((batch) => schema.fields.every((field, index) => field.nullable || batch.columns[index]?.nullCount === 0));
}

export function cachedLocalRelationOf(message: CachedLocalRelation, context: TranslationContext): Relation {
  const block = context.cachedBlock(message.hash);
  if (block === undefined) {
    throw sparkError('CONNECT_INVALID_PLAN.NOT_FOUND_CACHED_LOCAL_RELATION', { hash: message.hash, sessionUUID: context.sessionId });
  }
  return localRelationOf(fromBinary(LocalRelationSchema, block), context);
}

export function chunkedCachedLocalRelationOf(message: ChunkedCachedLocalRelation, context: TranslationContext): Relation {
  const block = (hash: string) => {
    const found = context.cachedBlock(hash);
    if (found !== undefined) return found;
    throw sparkError('CONNECT_INVALID_PLAN.NOT_FOUND_CHUNKED_CACHED_LOCAL_RELATION', { hash, sessionUUID: context.sessionId });
  };
  if (message.dataHashes.length === 0) throw sparkError('CONNECT_INVALID_PLAN.CHUNKED_CACHED_LOCAL_RELATION_WITHOUT_DATA');
  const schema = message.schemaHash === undefined ? undefined : schemaOfText(new TextDecoder().decode(block(message.schemaHash)), context);
  return withSchema(
    message.dataHashes.map((hash) => decodeStream(block(hash))),
    schema,
  );
}
