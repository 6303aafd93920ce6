import * as zlib from 'node:zlib';
import { sparkError } from '@kindling/protocol';
import {
  type Command,
  CommandSchema,
  CompressionCodec,
  type DescMessage,
  fromBinary,
  isNestedTooDeep,
  type MessageShape,
  Plan_CompressedOperation_OpType as OpType,
  type Plan,
  type Relation,
  RelationSchema,
  recursionLimit,
} from '@kindling/protocol/messages';
import { decompress } from 'fzstd';
import { notSet } from './translate/index.ts';

export type Operation =
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'command'; readonly command: Command };

/** What a plan holds, compressed or not. */
export function operationOf(plan: Plan | undefined): Operation {
  const opType = plan?.opType;
  switch (opType?.case) {
    case 'root':
      return { kind: 'relation', relation: opType.value };
    case 'command':
      return { kind: 'command', command: opType.value };
    case 'compressedOperation': {
      const { data, opType: type, compressionCodec } = opType.value;
      if (compressionCodec !== CompressionCodec.ZSTD) throw notSet('Plan.CompressedOperation', 'compressionCodec');
      const bytes = inflate(data);
      if (type === OpType.RELATION) return { kind: 'relation', relation: decodeMessage(RelationSchema, bytes) };
      if (type === OpType.COMMAND) return { kind: 'command', command: decodeMessage(CommandSchema, bytes) };
      throw notSet('Plan.CompressedOperation', 'opType');
    }
    case undefined:
      throw notSet('Plan', 'opType');
  }
}

/** A plan that must be a relation. */
export function relationIn(plan: Plan | undefined): Relation {
  const operation = operationOf(plan);
  if (operation.kind === 'relation') return operation.relation;
  throw sparkError('CONNECT_INVALID_PLAN.ASSERTION_FAILURE', { message: 'the plan must be a relation, not a command' });
}

/** Decodes what a client sent; bytes that are no message of this kind are its fault, and so is nesting too deep. */
export function decodeMessage<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  try {
    return fromBinary(schema, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/recursion|stack/i.test(reason)) throw nestedTooDeep(error);
    throw sparkError('CONNECT_INVALID_PLAN.CANNOT_PARSE', { errorMsg: reason }, { cause: error });
  }
}

/** A message that comes without being encoded is held to the same limit, so that a program gets one answer wherever it runs. */
export function checkNesting(message: object): void {
  if (isNestedTooDeep(message)) throw nestedTooDeep();
}

function nestedTooDeep(cause?: unknown): Error {
  const errorMsg = `The message is nested more than ${recursionLimit} levels deep.`;
  return sparkError('CONNECT_INVALID_PLAN.CANNOT_PARSE', { errorMsg }, { cause });
}

/** Node has Zstandard from version 22.15 on. */
function inflate(data: Uint8Array): Uint8Array {
  const native: unknown = Reflect.get(zlib, 'zstdDecompressSync');
  return typeof native === 'function' ? native(data) : decompress(data);
}
