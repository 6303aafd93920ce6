import { describe, expect, test } from 'vitest';
import { create, ExecutePlanResponseSchema, encodeExecuteResponse, fromBinary, toBinary } from '../../src/messages/index.ts';

const ids = { sessionId: 'session', operationId: 'operation', responseId: 'response' };

describe('the pieces of a response', () => {
  test.each([0, 1, 127, 128, 100_000])('with a batch of %i bytes are the message, and the batch is not copied', (size) => {
    const data = Uint8Array.from({ length: size }, (_, index) => index % 251);
    const value = { rowCount: 3n, startOffset: 7n, chunkIndex: 0n, numChunksInBatch: 2n, data };
    const sent = create(ExecutePlanResponseSchema, { ...ids, responseType: { case: 'arrowBatch', value } });
    const [head, body] = encodeExecuteResponse(sent);
    expect(body).toBe(data);
    const received = fromBinary(ExecutePlanResponseSchema, Buffer.concat([head, body]));
    expect(Buffer.compare(toBinary(ExecutePlanResponseSchema, received), toBinary(ExecutePlanResponseSchema, sent))).toBe(0);
  });

  test('of one without a batch are its encoding', () => {
    const sent = create(ExecutePlanResponseSchema, { ...ids, responseType: { case: 'resultComplete', value: {} } });
    const [head, body] = encodeExecuteResponse(sent);
    expect(body).toHaveLength(0);
    expect(fromBinary(ExecutePlanResponseSchema, head)).toEqual(sent);
  });
});
