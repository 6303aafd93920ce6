import { create } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Any } from '@bufbuild/protobuf/wkt';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { fromBinary, toBinary } from './binary.ts';
import type { Relation } from './generated/spark/connect/relations_pb.ts';
import { RelationSchema } from './generated/spark/connect/relations_pb.ts';

/**
 * Kindling's own messages inside Spark Connect's `extension` fields; `proto/kindling.proto` describes them.
 * Apache Spark knows none of them.
 */

/** Runs JavaScript for each row or partition of a relation: in `Command.extension`. */
export interface ForeachPartition {
  readonly input: Relation;
  /** The text of a function expression. It gets a row, or an iterable of rows, and the parameters. */
  readonly source: string;
  /** The parameters as {@link encodeParams} writes them. */
  readonly paramsJson: string;
  readonly each: 'row' | 'partition';
}

/** Rows that JavaScript makes of each partition of a relation: in `Relation.extension`. */
export interface MapPartitionsCall {
  readonly input: Relation;
  /** The text of a function expression. It gets an iterable of rows and the parameters, and answers with an iterable of rows. */
  readonly source: string;
  readonly paramsJson: string;
  /** Columns of the rows that it makes, as Spark's JSON. */
  readonly schemaJson: string;
}

const typePrefix = 'type.googleapis.com/';
const foreachPartitionName = 'kindling.connect.ForeachPartition';
const mapPartitionsName = 'kindling.connect.MapPartitions';

/** `input` and three texts: the wire form that both messages share. */
interface Fields {
  input: Uint8Array | undefined;
  readonly texts: [string, string, string];
}

/** @example `create(CommandSchema, { commandType: { case: 'extension', value: packForeachPartition(message) } })` */
export function packForeachPartition(message: ForeachPartition): Any {
  return pack(foreachPartitionName, message.input, [message.source, message.paramsJson, message.each]);
}

/** The message in a command's extension; undefined when it is another one. */
export function unpackForeachPartition(any: Any): ForeachPartition | undefined {
  const fields = unpack(foreachPartitionName, any);
  if (fields === undefined) return undefined;
  const [source, paramsJson, each] = fields.texts;
  return { input: relationOf(fields), source, paramsJson, each: each === 'row' ? 'row' : 'partition' };
}

/** @example `create(RelationSchema, { relType: { case: 'extension', value: packMapPartitions(message) } })` */
export function packMapPartitions(message: MapPartitionsCall): Any {
  return pack(mapPartitionsName, message.input, [message.source, message.paramsJson, message.schemaJson]);
}

/** The message in a relation's extension; undefined when it is another one. */
export function unpackMapPartitions(any: Any): MapPartitionsCall | undefined {
  const fields = unpack(mapPartitionsName, any);
  if (fields === undefined) return undefined;
  const [source, paramsJson, schemaJson] = fields.texts;
  return { input: relationOf(fields), source, paramsJson, schemaJson };
}

/** Parameters of user functions as JSON; a bigint is written `{"$bigint":"1"}`. */
export function encodeParams(params: unknown): string {
  return JSON.stringify(params ?? null, (_, value: unknown) => (typeof value === 'bigint' ? { $bigint: String(value) } : value));
}

/** Reads what {@link encodeParams} wrote. */
export function decodeParams(paramsJson: string): unknown {
  if (paramsJson === '') return undefined;
  return JSON.parse(paramsJson, (_, value: unknown) => {
    const isBigint = typeof value === 'object' && value !== null && '$bigint' in value && typeof value.$bigint === 'string';
    return isBigint ? BigInt(value.$bigint as string) : value;
  });
}

function pack(name: string, input: Relation, texts: readonly string[]): Any {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).bytes(toBinary(RelationSchema, input));
  for (const [index, text] of texts.entries()) writer.tag(index + 2, WireType.LengthDelimited).string(text);
  return create(AnySchema, { typeUrl: `${typePrefix}${name}`, value: writer.finish() });
}

function unpack(name: string, any: Any): Fields | undefined {
  if (any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1) !== name) return undefined;
  const reader = new BinaryReader(any.value);
  const fields: Fields = { input: undefined, texts: ['', '', ''] };
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === 1) fields.input = reader.bytes();
    else if (number <= 4) fields.texts[number - 2] = reader.string();
    else reader.skip(wireType, number);
  }
  return fields;
}

const relationOf = (fields: Fields): Relation => fromBinary(RelationSchema, fields.input ?? new Uint8Array());
