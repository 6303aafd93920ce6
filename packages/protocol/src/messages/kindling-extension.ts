import type { Any } from '@bufbuild/protobuf/wkt';
import { fromBinary, toBinary } from './binary.ts';
import { type ExtensionFields, FieldReader, packExtension, unpackExtension, writeFields } from './extension-fields.ts';
import type { Expression } from './generated/spark/connect/expressions_pb.ts';
import { ExpressionSchema } from './generated/spark/connect/expressions_pb.ts';
import type { Relation } from './generated/spark/connect/relations_pb.ts';
import { RelationSchema } from './generated/spark/connect/relations_pb.ts';

/**
 * Kindling's own messages inside Spark Connect's `extension` fields; `proto/kindling.proto` describes them.
 * Apache Spark knows none of them.
 */

/** The text of a JavaScript function, and where its author wrote it. */
interface FunctionText {
  /** The text of a function expression. */
  readonly source: string;
  /** The parameters as `encodeParams` writes them. */
  readonly paramsJson: string;
  /** JSON of the file and of the lines and columns of the text; empty when nobody knows. */
  readonly placeJson: string;
}

/** Runs JavaScript for each row or partition of a relation: in `Command.extension`. */
export interface ForeachPartition extends FunctionText {
  readonly input: Relation;
  readonly each: 'row' | 'partition';
}

/** Rows that JavaScript makes of the partitions, batches or groups of a relation: in `Relation.extension`. */
export interface MapPartitionsCall extends FunctionText {
  readonly input: Relation;
  /** Columns of the rows that it makes, as Spark's JSON. */
  readonly schemaJson: string;
  /** What the function is called for. */
  readonly each: 'partition' | 'batch' | 'group';
  /** What makes a group; only with `group`. */
  readonly grouping: readonly Expression[];
}

/** A JavaScript function that queries can call. */
export interface UserFunctionMessage extends FunctionText {
  readonly name: string;
  readonly form: 'scalar' | 'aggregate' | 'table';
  /** Spark's JSON of the result's type; of a table function the struct of its columns. */
  readonly returnTypeJson: string;
  /** JSON list of the types that its arguments are cast to; empty: it takes them as they come. */
  readonly argumentTypesJson: string;
  readonly deterministic: boolean;
  /** `propagate`: a NULL argument gives NULL without a call. */
  readonly nulls: 'propagate' | 'pass';
}

/** A call of a JavaScript function: in `Expression.extension`. */
export interface UserFunctionCallMessage {
  readonly function: UserFunctionMessage;
  readonly arguments: readonly Expression[];
}

const foreachPartitionName = 'kindling.connect.ForeachPartition';
const mapPartitionsName = 'kindling.connect.MapPartitions';
const userFunctionCallName = 'kindling.connect.UserFunctionCall';
const registerUserFunctionName = 'kindling.connect.RegisterUserFunction';

/** @example `create(CommandSchema, { commandType: { case: 'extension', value: packForeachPartition(message) } })` */
export function packForeachPartition(message: ForeachPartition): Any {
  return packExtension(foreachPartitionName, {
    1: toBinary(RelationSchema, message.input),
    2: message.source,
    3: message.paramsJson,
    4: message.each,
    5: message.placeJson,
  });
}

/** The message in a command's extension; undefined when it is another one. */
export function unpackForeachPartition(any: Any): ForeachPartition | undefined {
  const fields = unpackExtension(foreachPartitionName, any);
  if (fields === undefined) return undefined;
  return { input: relationOf(fields), ...textOf(fields, 2, 3, 5), each: fields.text(4) === 'row' ? 'row' : 'partition' };
}

/** @example `create(RelationSchema, { relType: { case: 'extension', value: packMapPartitions(message) } })` */
export function packMapPartitions(message: MapPartitionsCall): Any {
  return packExtension(mapPartitionsName, {
    1: toBinary(RelationSchema, message.input),
    2: message.source,
    3: message.paramsJson,
    4: message.schemaJson,
    5: message.placeJson,
    6: message.each,
    7: message.grouping.map((expression) => toBinary(ExpressionSchema, expression)),
  });
}

/** The message in a relation's extension; undefined when it is another one. */
export function unpackMapPartitions(any: Any): MapPartitionsCall | undefined {
  const fields = unpackExtension(mapPartitionsName, any);
  if (fields === undefined) return undefined;
  const each = fields.text(6);
  return {
    input: relationOf(fields),
    ...textOf(fields, 2, 3, 5),
    schemaJson: fields.text(4),
    each: each === 'batch' || each === 'group' ? each : 'partition',
    grouping: expressionsIn(fields, 7),
  };
}

/** @example `create(ExpressionSchema, { exprType: { case: 'extension', value: packUserFunctionCall(message) } })` */
export function packUserFunctionCall(message: UserFunctionCallMessage): Any {
  return packExtension(userFunctionCallName, {
    1: writeFields(functionFields(message.function)),
    2: message.arguments.map((expression) => toBinary(ExpressionSchema, expression)),
  });
}

/** The message in an expression's extension; undefined when it is another one. */
export function unpackUserFunctionCall(any: Any): UserFunctionCallMessage | undefined {
  const fields = unpackExtension(userFunctionCallName, any);
  return fields && { function: functionOf(new FieldReader(fields.message(1))), arguments: expressionsIn(fields, 2) };
}

/** @example `create(CommandSchema, { commandType: { case: 'extension', value: packRegisterUserFunction(message) } })` */
export function packRegisterUserFunction(message: UserFunctionMessage): Any {
  return packExtension(registerUserFunctionName, { 1: writeFields(functionFields(message)) });
}

/** The message in a command's extension; undefined when it is another one. */
export function unpackRegisterUserFunction(any: Any): UserFunctionMessage | undefined {
  const fields = unpackExtension(registerUserFunctionName, any);
  return fields && functionOf(new FieldReader(fields.message(1)));
}

function functionFields(message: UserFunctionMessage): ExtensionFields {
  return {
    1: message.name,
    2: message.form,
    3: message.source,
    4: message.paramsJson,
    5: message.returnTypeJson,
    6: message.argumentTypesJson,
    7: message.deterministic,
    8: message.nulls,
    9: message.placeJson,
  };
}

function functionOf(fields: FieldReader): UserFunctionMessage {
  const form = fields.text(2);
  return {
    name: fields.text(1),
    form: form === 'aggregate' || form === 'table' ? form : 'scalar',
    ...textOf(fields, 3, 4, 9),
    returnTypeJson: fields.text(5),
    argumentTypesJson: fields.text(6),
    deterministic: fields.flag(7),
    nulls: fields.text(8) === 'pass' ? 'pass' : 'propagate',
  };
}

function textOf(fields: FieldReader, source: number, params: number, place: number): FunctionText {
  return { source: fields.text(source), paramsJson: fields.text(params), placeJson: fields.text(place) };
}

const relationOf = (fields: FieldReader): Relation => fromBinary(RelationSchema, fields.message(1));

const expressionsIn = (fields: FieldReader, number: number): readonly Expression[] =>
  fields.all(number).map((bytes) => fromBinary(ExpressionSchema, bytes));
