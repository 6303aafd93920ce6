/**
 * The messages and the service of Spark Connect 4.2.
 *
 * For a message `Plan` there are a type `Plan` and a schema `PlanSchema`; oneofs are `{ case, value }` records, and an
 * enum is a constant object and the union of its values.
 */
export type { DescMessage, JsonValue, Message, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
export type { Any, Timestamp } from '@bufbuild/protobuf/wkt';
export { AnySchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
export * from './binary.ts';
export { dataTypeFromProto, dataTypeToProto } from './data-type.ts';
export { registry } from './descriptor-registry.ts';
export { encodeExecuteResponse } from './encode-execute-response.ts';
export * from './generated/index.ts';
export * from './kindling-extension.ts';
export * from './spark-connect-rpc.ts';
