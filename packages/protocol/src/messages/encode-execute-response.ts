import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { toBinary } from './binary.ts';
import { type ExecutePlanResponse, ExecutePlanResponse_ArrowBatchSchema, ExecutePlanResponseSchema } from './generated/index.ts';

const nothing = new Uint8Array(0);
const batchNumber = ExecutePlanResponseSchema.field.arrowBatch.number;
const dataNumber = ExecutePlanResponse_ArrowBatchSchema.field.data.number;

/**
 * A response as bytes in two pieces, to be sent one behind the other: the second is the batch itself, in its own memory, because
 * encoding copies what may be megabytes twice.
 */
export function encodeExecuteResponse(response: ExecutePlanResponse): readonly [Uint8Array, Uint8Array] {
  const { responseType } = response;
  if (responseType.case !== 'arrowBatch') return [toBinary(ExecutePlanResponseSchema, response), nothing];
  const { data } = responseType.value;
  const rest = toBinary(ExecutePlanResponseSchema, { ...response, responseType: { case: undefined } });
  const batch = toBinary(ExecutePlanResponse_ArrowBatchSchema, { ...responseType.value, data: nothing });
  const dataHead = new BinaryWriter().tag(dataNumber, WireType.LengthDelimited).uint32(data.length).finish();
  const head = new BinaryWriter().raw(rest).tag(batchNumber, WireType.LengthDelimited);
  head
    .uint32(batch.length + dataHead.length + data.length)
    .raw(batch)
    .raw(dataHead);
  return [head.finish(), data];
}
