import type { DescMessage, JsonValue, MessageShape } from '@bufbuild/protobuf';
import * as protobuf from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import { anyIs, anyPack } from '@bufbuild/protobuf/wkt';
import { registry } from './descriptor-registry.ts';

export { anyIs, anyPack };

/** How deep messages may be nested, as in Spark's own server; the library's default of 100 stops at 47 chained `withColumn`. */
export const recursionLimit = 1024;

/**
 * Makes a message; fields that are not given have their default.
 *
 * ```ts
 * const relation = create(RelationSchema, { relType: { case: 'range', value: { start: 0n, end: 10n, step: 1n } } });
 * ```
 */
export const create = protobuf.create;

/** Encodes a message, with the fields that it was decoded with and that we do not know. */
export function toBinary<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Uint8Array<ArrayBuffer> {
  return protobuf.toBinary(schema, message);
}

/**
 * Decodes a message that is nested as deep as Spark allows.
 *
 * ```ts
 * const plan = fromBinary(PlanSchema, toBinary(PlanSchema, create(PlanSchema)));
 * ```
 */
export function fromBinary<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  return protobuf.fromBinary(schema, bytes, { recursionLimit });
}

/** Whether a message is nested deeper than `fromBinary` takes it, found without the call stack: it was never encoded. */
export function isNestedTooDeep(message: object): boolean {
  const open: { readonly value: unknown; readonly level: number }[] = [{ value: message, level: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value } = next;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    const level = '$typeName' in value ? next.level + 1 : next.level;
    if (level > recursionLimit) return true;
    for (const part of Object.values(value)) if (typeof part === 'object') open.push({ value: part, level });
  }
  return false;
}

/** The message inside an `Any`, or undefined when it holds another type. */
export function anyUnpack<Desc extends DescMessage>(any: Any, schema: Desc): MessageShape<Desc> | undefined {
  return anyIs(any, schema) ? fromBinary(schema, any.value) : undefined;
}

/** The JSON form of a message, for logs and event files. */
export function toJson<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): JsonValue {
  return protobuf.toJson(schema, message, { registry });
}

/** Reads the JSON form of a message. */
export function fromJson<Desc extends DescMessage>(schema: Desc, json: JsonValue): MessageShape<Desc> {
  return protobuf.fromJson(schema, json, { recursionLimit, registry });
}
