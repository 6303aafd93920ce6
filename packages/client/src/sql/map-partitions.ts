import { parseTableSchema, type StructType, toJson } from '@kindling/protocol';
import { encodeParams, packMapPartitions, type Relation } from '@kindling/protocol/messages';
import { functionText } from '../javascript/index.ts';
import type { RelationType } from '../plan/index.ts';

/** What `mapPartitions` can be told. */
export interface MapPartitionsOptions<P> {
  /** Values that the function gets as its second argument. */
  readonly params?: P;
}

/** The relation of `mapPartitions`. */
export function mapPartitionsRelation<P>(
  input: Relation,
  f: (rows: Iterable<never>, params: P) => Iterable<unknown>,
  schema: StructType | string,
  options: MapPartitionsOptions<P>,
): RelationType {
  const structType = typeof schema === 'string' ? parseTableSchema(schema) : schema;
  const value = packMapPartitions({
    input,
    source: functionText(f, 'mapPartitions'),
    paramsJson: encodeParams(options.params),
    schemaJson: toJson(structType),
  });
  return { case: 'extension', value };
}
