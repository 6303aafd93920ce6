import { sparkError } from '@kindling/protocol';
import { create, type ExecutePlanResponse, ExecutePlanResponseSchema } from '@kindling/protocol/messages';
import { describe, expect, it } from 'vitest';
import { ResponseBuffer } from '../../src/connect/operations/response-buffer.ts';

const response = (operationId: string): ExecutePlanResponse => create(ExecutePlanResponseSchema, { operationId });
const options = { aheadBytes: 10, retryBytes: 30, reattachable: true };
const { signal } = new AbortController();

async function fill(buffer: ResponseBuffer, count: number, sizeBytes = 10): Promise<void> {
  for (let number = 0; number < count; number++) await buffer.push(response(String(number)), sizeBytes);
  buffer.end();
}

async function take(stream: AsyncGenerator<ExecutePlanResponse>, count: number): Promise<ExecutePlanResponse[]> {
  const taken: ExecutePlanResponse[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
const idsOf = (responses: readonly ExecutePlanResponse[]) => responses.map(({ operationId }) => Number(operationId));

describe('ResponseBuffer', () => {
  it('gives all responses in order, however slow the reader', async () => {
    const buffer = new ResponseBuffer(options);
    const filled = fill(buffer, 100);
    const seen: ExecutePlanResponse[] = [];
    for await (const next of buffer.read({ signal })) {
      seen.push(next);
      if (seen.length % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await filled;
    expect(idsOf(seen)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('holds the maker up while nobody reads', async () => {
    const buffer = new ResponseBuffer(options);
    let made = 0;
    const making = (async () => {
      for (; made < 50; made++) await buffer.push(response(String(made)), 10);
      buffer.end();
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toBeLessThanOrEqual(2);
    expect(idsOf(await take(buffer.read({ signal }), 100))).toHaveLength(50);
    await making;
  });

  it('repeats what a broken connection lost', async () => {
    const buffer = new ResponseBuffer(options);
    const filled = fill(buffer, 10);
    const first = await take(buffer.read({ signal }), 4);
    const rest = await take(buffer.read({ signal, after: first[1]!.responseId }), 100);
    await filled;
    expect(idsOf(rest)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('never sends a reader that releases more than can be repeated', async () => {
    const buffer = new ResponseBuffer(options);
    const filled = fill(buffer, 20);
    const stream = buffer.read({ signal });
    const [first] = await take(stream, 1);
    buffer.releaseUntil(first!.responseId);
    const next = await take(stream, 3);
    let isHeldUp = true;
    const held = stream.next().then((result) => {
      isHeldUp = false;
      return result;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isHeldUp).toBe(true);
    buffer.releaseUntil(next[2]!.responseId);
    expect((await held).value?.operationId).toBe('4');
    buffer.releaseAll();
    await filled;
  });

  it('says which position is gone and which never was', async () => {
    const buffer = new ResponseBuffer(options);
    const filled = fill(buffer, 10);
    const seen = await take(buffer.read({ signal }), 10);
    await filled;
    await expect(take(buffer.read({ signal, after: seen[0]!.responseId }), 1)).rejects.toMatchObject({
      condition: 'INVALID_CURSOR.POSITION_NOT_AVAILABLE',
    });
    await expect(take(buffer.read({ signal, after: crypto.randomUUID() }), 1)).rejects.toMatchObject({
      condition: 'INVALID_CURSOR.POSITION_NOT_FOUND',
    });
  });

  it('sends the first reader away when a second one comes', async () => {
    const buffer = new ResponseBuffer(options);
    const first = buffer.read({ signal });
    const waiting = first.next();
    const second = buffer.read({ signal }).next();
    await expect(waiting).rejects.toMatchObject({ condition: 'INVALID_CURSOR.DISCONNECTED' });
    buffer.pushNow(response('0'), 1);
    expect((await second).value?.operationId).toBe('0');
  });

  it('gives an error after the rows before it, and a cancellation at once', async () => {
    const failing = new ResponseBuffer(options);
    failing.pushNow(response('0'), 1);
    failing.fail(sparkError('DIVIDE_BY_ZERO', { config: 'c' }));
    const stream = failing.read({ signal });
    expect(await take(stream, 1)).toHaveLength(1);
    await expect(stream.next()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });

    const canceled = new ResponseBuffer(options);
    canceled.pushNow(response('0'), 1);
    canceled.fail(sparkError('OPERATION_CANCELED'), { afterWhatIsThere: false });
    await expect(canceled.read({ signal }).next()).rejects.toMatchObject({ condition: 'OPERATION_CANCELED' });
  });

  it('ends a stream that lasts too long or grows too large, for its reader to come back', async () => {
    const buffer = new ResponseBuffer({ ...options, retryBytes: 1000 });
    const filled = fill(buffer, 10);
    const part = await take(buffer.read({ signal, maxBytes: 30 }), 100);
    expect(part).toHaveLength(3);
    const rest = await take(buffer.read({ signal, after: part[2]!.responseId, maxDurationMs: 10_000 }), 100);
    expect(rest).toHaveLength(7);
    await filled;
    const idle = new ResponseBuffer(options);
    expect(await take(idle.read({ signal, maxDurationMs: 5 }), 1)).toHaveLength(0);
  });
});
