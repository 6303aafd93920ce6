import { encodeParams, parseTableSchema, type StructType, toJson } from '@kindling/protocol';
import type { MapPartitionsCall, Relation } from '@kindling/protocol/messages';
import type { Column } from '../column/index.ts';
import { functionText } from '../javascript/index.ts';
import type { RelationType } from '../plan/index.ts';
import { userMapping } from '../udf/index.ts';
import type { UntypedRow } from './row-type.ts';

/** What functions over partitions, batches and groups can be told. */
export interface MapPartitionsOptions<P> {
  /** Values that the function gets as its last argument. */
  readonly params?: P;
}

/** The rows of a partition: plain functions loop over them with `for`, asynchronous ones with `for await`. */
export type PartitionRows<R> = Iterable<R> & AsyncIterable<R>;

/** The rows of a frame that a function makes: of arrays in column order only the schema knows the names. */
export type RowMade<S> = S extends readonly unknown[] ? UntypedRow : S;

/** The relation of `mapPartitions`, `mapInBatches` and `applyInBatches`. */
export function mapPartitionsRelation<P>(
  input: Relation,
  each: MapPartitionsCall['each'],
  f: (...args: never[]) => unknown,
  schema: StructType | string,
  options: MapPartitionsOptions<P>,
  grouping: readonly Column[] = [],
): RelationType {
  const structType = typeof schema === 'string' ? parseTableSchema(schema) : schema;
  const name = { partition: 'mapPartitions', batch: 'mapInBatches', group: 'applyInBatches' }[each];
  return userMapping({
    name,
    input,
    each,
    grouping: grouping.map((column) => column.expression),
    ...functionText(f, name),
    paramsJson: encodeParams(options.params),
    schemaJson: toJson(structType),
  });
}
