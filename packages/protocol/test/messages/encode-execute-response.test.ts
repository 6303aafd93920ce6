import { describe, expect, test } from 'vitest';
import {
  create,
  type ExecutePlanResponse,
  ExecutePlanResponseSchema,
  encodeExecuteResponse,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from '../../src/messages/index.ts';

const response = (responseType: MessageInitShape<typeof ExecutePlanResponseSchema>['responseType']): ExecutePlanResponse =>
  create(ExecutePlanResponseSchema, { sessionId: 'session', operationId: 'operation', responseId: 'response', responseType });

describe('the pieces of a response', () => {
  test.each([0, 1, 127, 128, 100_000])('with a batch of %i bytes are the message, and the batch is not copied', (size) => {
    const data = Uint8Array.from({ length: size }, (_, index) => index % 251);
    const sent = response({ case: 'arrowBatch', value: { rowCount: 3n, startOffset: 7n, chunkIndex: 0n, numChunksInBatch: 2n, data } });
    const [head, body] = encodeExecuteResponse(sent);
    expect(body).toBe(data);
    const received = fromBinary(ExecutePlanResponseSchema, Buffer.concat([head, body]));
    expect(Buffer.compare(toBinary(ExecutePlanResponseSchema, received), toBinary(ExecutePlanResponseSchema, sent))).toBe(0);
  });

  test('of one without a batch are its encoding', () => {
    const sent = response({ case: 'resultComplete', value: {} });
    const [head, body] = encodeExecuteResponse(sent);
    expect(body).toHaveLength(0);
    expect(fromBinary(ExecutePlanResponseSchema, head)).toEqual(sent);
  });
});
